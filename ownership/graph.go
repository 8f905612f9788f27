package ownership

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/dominikbraun/graph"
)

// Graph is the directed graph of a dossier: a vertex for each entity, an edge
// for each pair that has claims, whatever their dates, from holder to issuer
// and from supplier to client. The same entity may hold and supply. Own shares,
// cross-holdings, rings and circles of suppliers are legal. An edge keeps its
// claims; what they amount to on a day is the business of [Resolve].
type Graph struct {
	g graph.Graph[string, *Entity]
}

// claims are the dated claims of one pair.
type claims struct {
	holdings []*Holding
	supplies []*Supply
}

// NewGraph places the dossier's entities, holdings and supplies in a graph. It
// fails when two entities share an id or a claim names an id that no entity has.
func NewGraph(d *Dossier) (*Graph, error) {
	g := graph.New(func(e *Entity) string { return e.ID }, graph.Directed())
	for _, e := range d.Entities {
		if err := g.AddVertex(e); err != nil {
			return nil, fmt.Errorf("entity %q: %w", e.ID, err)
		}
	}
	of := make(map[[2]string]*claims, len(d.Holdings)+len(d.Supplies))
	at := func(from, to string) *claims {
		pair := [2]string{from, to}
		if of[pair] == nil {
			of[pair] = &claims{}
		}
		return of[pair]
	}
	for _, h := range d.Holdings {
		c := at(h.Holder, h.Issuer)
		c.holdings = append(c.holdings, h)
	}
	for _, s := range d.Supplies {
		c := at(s.Supplier, s.Client)
		c.supplies = append(c.supplies, s)
	}
	pairs := make([][2]string, 0, len(of))
	for pair := range of {
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(a[1], b[1]), cmp.Compare(a[0], b[0]))
	})
	for _, pair := range pairs {
		err := g.AddEdge(pair[0], pair[1], graph.EdgeData(of[pair]))
		switch {
		case errors.Is(err, graph.ErrVertexNotFound):
			return nil, fmt.Errorf("link from %q to %q: no such entity", pair[0], pair[1])
		case err != nil:
			return nil, fmt.Errorf("link from %q to %q: %w", pair[0], pair[1], err)
		}
	}
	return &Graph{g: g}, nil
}

// edge is a pair of entities with every claim between them.
type edge struct {
	from, to string // holder and issuer, or supplier and client
	claims
}

// edges lists the edges by where they lead, then by where they come from, each
// with its claims in the order of their rows.
func (g *Graph) edges() ([]edge, error) {
	all, err := g.g.Edges()
	if err != nil {
		return nil, err
	}
	list := make([]edge, len(all))
	for i, e := range all {
		list[i] = edge{from: e.Source, to: e.Target, claims: *e.Properties.Data.(*claims)}
	}
	slices.SortFunc(list, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from))
	})
	return list, nil
}

// entities lists the vertices by id.
func (g *Graph) entities(d *Dossier) ([]*Entity, error) {
	list := make([]*Entity, 0, len(d.Entities))
	for _, e := range d.Entities {
		v, err := g.g.Vertex(e.ID)
		if err != nil {
			return nil, fmt.Errorf("entity %q: %w", e.ID, err)
		}
		list = append(list, v)
	}
	slices.SortFunc(list, func(a, b *Entity) int { return cmp.Compare(a.ID, b.ID) })
	return list, nil
}
