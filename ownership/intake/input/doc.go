// Package input opens the files that people hand in, and keeps what is wrong with
// them.
//
// A path becomes files, out of folders and archives, within limits on what they may
// unfold to. Bytes become text, whatever their encoding, and the text of a CSV file
// becomes the rows of a [Table], whatever separates its cells. Every row knows where
// its cells were written; what they mean is not known here.
//
// Nothing stops at the first mistake. A [Collector] gathers all faults of all files,
// each with its position, and gives them back as one [Faults].
package input
