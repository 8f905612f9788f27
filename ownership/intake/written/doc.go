// Package written reads what a cell says: percentages and ranges of them, numbers
// of shares, days, countries, peoples, yes and no, and the words that a column
// takes. It writes figures too, so that they are read as they were.
//
// Every value is exact to the last digit, and a blank text is the value that
// nobody knows. A text that may mean two things is refused and never guessed at:
// a [Fault] has a code for it, and the facts of its sentence.
//
// What a text is worth is the same whoever asks, a dossier, a cap table or a
// register; files, rows and columns are not known here.
package written
