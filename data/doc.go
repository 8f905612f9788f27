// Package data is the reference room: the tables that the findings rest on, as
// reviewed source under version control, each record with where it comes from.
//
//	countries.csv      ISO 3166-1 with names in two languages, and what each code
//	                   was to the European Union on which day
//	subdivisions.csv   states and provinces that people write for a country
//	limits.yaml        the figures that the law fixes
//	requirements.yaml  what SecNumCloud 3.2 and the Code de commerce ask
//	questions.yaml     where the text is open: the stand taken, and the switch
//	laws.yaml          non-EU laws with their dates, reach and sources
//	diligence.yaml     what a colocation landlord is asked before its tenant signs
//	clauses.yaml       draft clauses that mend what it lacks
//	words/*.csv        every sentence a person reads, in English and French
//
// A fact is corrected in its table, never in code. Each record of the registries
// names an example on which it must fire, and the tests of this package and of
// package rules prove that it does.
//
// Nothing is read when the program starts. Each table is parsed once, when
// something first asks for it, and may then be used from any number of
// goroutines. The package imports no other package of this module. A day is the
// number yyyymmdd, 20261122; 0 is no day.
package data
