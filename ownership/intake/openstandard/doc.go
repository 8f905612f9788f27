// Package openstandard reads and writes the open formats in which registers and
// cap-table tools publish who holds what: BODS, GLEIF, PSC, FollowTheMoney, OCF and
// the French RNE. Each has files of its own here, named after it.
//
// A standard is told from the first bytes of a file. Its records are read one at a
// time, out of folders and archives too, so that a whole register passes through
// little memory: [Import] proposes what belongs in a dossier, one company and all
// above it if that is asked for, and [ReadRegister] hands over everything.
// Bands stay ranges, and what a record leaves open is left blank and told.
package openstandard
