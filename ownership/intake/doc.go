// Package intake reads a dossier and writes it: a folder of CSV files or a workbook,
// the questionnaire that a landlord sends back beside it, the templates of a new one,
// and the rows that an import adds.
//
// Every source first becomes tables that know where each of their cells was written
// (package input). Header names are then mapped to canonical columns, rows are bound
// to structs, and rows become the claims of an [ownership.Dossier]. Blank means
// unknown all the way: no figure is ever made up. A whole register is read here where
// it is written as the tables of a dossier are.
//
// What is imported from elsewhere is a [Draft] first: rows for these tables, with
// what was left out and what only a person can decide. The rooms around this one,
// each of which knows those before it alone:
//
//	written      what a cell says: percentages, counts, days, countries, words
//	input        files, encodings, the rows of CSV texts, and all faults of them
//	spreadsheet  workbooks, read and written
//	identity     names and numbers by which an entity is known again
//	intake       the dossier, and drafts of what is added to it
//	captable     cap tables, into drafts
//	openstandard BODS, GLEIF, PSC, FollowTheMoney, OCF and RNE, into drafts and registers
//	match        drafts and registers held against a dossier
//
// Nothing stops at the first mistake. All faults of all files come back in one
// [input.Faults], each with its position.
package intake
