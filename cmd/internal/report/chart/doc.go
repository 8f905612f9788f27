// Package chart draws the ownership structure of a report as lawyers draw it:
// holders on top, the subject below, each kind of entity in its shape.
//
// [Of] makes a [Graph] from a report: what stands in each box and on each line,
// in one language, folded to what matters where there is too much of it.
// [Graph.Draw] lays the graph out and gives a [drawing.Drawing], which is plain
// shapes and text with sizes and places. [Graph.DOT] and [Graph.Mermaid] leave
// the layout to other programs.
//
// The same graph gives the same bytes. Nothing is measured on the machine: the
// widths of letters are those of a table.
package chart
