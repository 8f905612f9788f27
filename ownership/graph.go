package ownership

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/dominikbraun/graph"
)

// Graph is the directed graph of a dossier: a vertex for each entity, an edge
// holder → issuer for each pair that has claims, whatever their dates. Own
// shares, cross-holdings and rings are legal. An edge keeps its claims; what
// they amount to on a day is the business of [Resolve].
type Graph struct {
	g graph.Graph[string, *Entity]
}

// NewGraph places the dossier's entities and holdings in a graph. It fails when
// two entities share an id or a holding names an id that no entity has.
func NewGraph(d *Dossier) (*Graph, error) {
	g := graph.New(func(e *Entity) string { return e.ID }, graph.Directed())
	for _, e := range d.Entities {
		if err := g.AddVertex(e); err != nil {
			return nil, fmt.Errorf("entity %q: %w", e.ID, err)
		}
	}
	claims := make(map[[2]string][]*Holding, len(d.Holdings))
	for _, h := range d.Holdings {
		pair := [2]string{h.Holder, h.Issuer}
		claims[pair] = append(claims[pair], h)
	}
	pairs := make([][2]string, 0, len(claims))
	for pair := range claims {
		pairs = append(pairs, pair)
	}
	slices.SortFunc(pairs, func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(a[1], b[1]), cmp.Compare(a[0], b[0]))
	})
	for _, pair := range pairs {
		err := g.AddEdge(pair[0], pair[1], graph.EdgeData(claims[pair]))
		switch {
		case errors.Is(err, graph.ErrVertexNotFound):
			return nil, fmt.Errorf("holding of %q in %q: no such entity", pair[0], pair[1])
		case err != nil:
			return nil, fmt.Errorf("holding of %q in %q: %w", pair[0], pair[1], err)
		}
	}
	return &Graph{g: g}, nil
}

// edge is a pair of entities with every claim that the holder has on the issuer.
type edge struct {
	holder, issuer string
	claims         []*Holding
}

// edges lists the edges by issuer, then holder, each with its claims in the
// order of their rows.
func (g *Graph) edges() ([]edge, error) {
	all, err := g.g.Edges()
	if err != nil {
		return nil, err
	}
	list := make([]edge, len(all))
	for i, e := range all {
		list[i] = edge{holder: e.Source, issuer: e.Target, claims: e.Properties.Data.([]*Holding)}
	}
	slices.SortFunc(list, func(a, b edge) int {
		return cmp.Or(cmp.Compare(a.issuer, b.issuer), cmp.Compare(a.holder, b.holder))
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
