// Package identity knows by what an entity is known again: its name without its
// legal form, its LEI, and the number under which a register has it.
//
// Nothing is compared here with a file or a dossier. It brings the spellings of one
// name and of one number together, tells the kinds of entities by their legal forms,
// checks the digits that LEIs and French numbers carry for that purpose, and makes
// ids of names.
package identity
