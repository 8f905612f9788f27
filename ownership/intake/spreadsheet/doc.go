// Package spreadsheet reads .xlsx files and writes them.
//
// A [Book] is opened within [Limits], for it may come from anybody: a zip archive
// that unfolds to more, leads out of itself or hides an entity is refused, and
// nothing of it is ever run or fetched. Its sheets are read one at a time into a
// [Grid] of what the cells hold and show, with the merged, the hidden and the
// computed told apart. What a table means is not known here.
//
// A [Writer] makes workbooks with the looks that all of them share, and
// [WriteListings] those that are only read: texts that begin as a formula stay
// texts, and the same rows give the same bytes.
package spreadsheet
