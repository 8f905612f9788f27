// Package intake reads the files that people have into a dossier.
//
// Every source, a folder of CSV files or a workbook, first becomes a set of
// [input.Table] values that know where each of their cells was written. Header names
// are then mapped to canonical columns, rows are bound to structs, and rows
// become the claims of an [ownership.Dossier]. Blank means unknown all the way:
// no figure is ever made up.
//
// Nothing stops at the first mistake. All faults of all files come back in one
// [input.Faults], each with its position.
package intake
