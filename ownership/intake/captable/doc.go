// Package captable imports cap tables: lists of who holds how much of a company, as
// companies, funds and registers make them, in CSV files and workbooks of any shape.
//
// It finds the header wherever it stands, in English, French or Norwegian, tells
// counts from percentages and ratios, leaves totals out and checks them, replays a
// register of movements, and says by name and number which rows are one holder. It
// decides nothing in silence: what it left out, concluded or could not decide stands
// in the [intake.Draft] that it makes, and a person answers before anything is
// written.
package captable
