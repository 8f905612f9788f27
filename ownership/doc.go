// Package ownership is the domain: entities and the holdings between them, the
// directed graph of what holds on a day, and the measures of who holds a
// subject's capital and votes through every chain.
//
// It knows no law and no file format. What the law decides before anything is
// measured (whose seat is outside, who counts, which layers are listed, where
// control begins) comes in as a [Lens]; what was read from files comes in as a
// [Dossier]. Every figure is exact, in rationals.
package ownership
