// Package register measures every company of a whole national register, in
// flat arrays: the same measures as package ownership, which does one dossier
// exactly, for tens of millions of entities at once.
//
// A [Register] is what a register says on a day. It is read from CSV files by
// [Read] and [ReadFolder], or made from any other source with a [Builder], and
// then never changes. Entities are numbered by their ids in the order of bytes,
// so that nothing depends on the order of rows, on the number of threads or on
// the source. Only one direction of the graph is kept: from an issuer to its
// holders, as rows of edges.
//
//	r, err := register.ReadFolder(folder, register.Options{AsOf: day, Dialect: dialect})
//	f := register.NewField(r, lens, 0)
//	capital := f.Collective(ownership.Capital)
//	capital.At[i].Low, capital.At[i].High, capital.Err[i]
//	err = r.Write(w, register.Writing{Collective: [2]*register.Figures{capital}})
//
// The figures of entities without holders are known at once. Those of the others
// are settled in a few sweeps over all issuers of which every holder is settled;
// what is deeper, or turns in circles, by its strongly connected components,
// each of which is a system of equations.
//
// Shares are kept in billionths of the issuer, as people write them with seven
// decimals of a percent at most; others (share counts, rounded columns, votes
// beside own shares) are kept as fractions. Figures are ratios in float64 with
// a bound on their distance from the exact ones, so that whoever compares them
// with a limit knows when to ask the exact engine.
//
// The package knows no law: who is outside, who counts and which layers are
// listed come in as an ownership.Lens, which is asked once for each distinct
// [Profile] and not once for each entity.
package register
