package openstandard

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

// drawBODS draws a file of statements of all versions: of a record several ones,
// some of which replace or end others, in any order.
func drawBODS(t *rapid.T) []string {
	type object = map[string]any
	draw := func(what string, n int) int { return rapid.IntRange(0, n-1).Draw(t, what) }
	n := 1 + draw("statements", 14)
	kinds := make([]int, n)
	for i := range n {
		kinds[i] = draw("kind", 4) // half of them relationships
	}
	// refer is what somebody may refer to an entity by: its record, one of the
	// statements, or nothing that there is.
	refer := func() string {
		switch draw("by", 6) {
		case 0:
			return "nobody"
		case 1, 2:
			return fmt.Sprintf("s%d", draw("statement", n))
		}
		return fmt.Sprintf("%s%d", []string{"entity", "person"}[draw("of", 2)], draw("record", 3))
	}
	// held is whom somebody may be said to hold: anything but a person.
	held := func() string {
		for {
			by := refer()
			var i int
			if _, err := fmt.Sscanf(by, "s%d", &i); strings.HasPrefix(by, "person") || err == nil && kinds[i] == 1 {
				continue
			}
			return by
		}
	}
	var lines []string
	for i := range n {
		named := draw("version", 3) > 0 // from 0.4
		s := object{"statementId": fmt.Sprintf("s%d", i), "statementDate": []string{"2020-01-01", "2020-01-01T12:00:00Z", "2021-05-05", ""}[draw("date", 4)]}
		d := object{"isComponent": false}
		recordType := []string{"entity", "person", "relationship", "relationship"}[kinds[i]]
		switch recordType {
		case "entity":
			d["entityType"], d["name"] = object{"type": "registeredEntity"}, fmt.Sprintf("Company %d", i)
			d["jurisdiction"] = object{"code": []string{"FR", "US", "Atlantis"}[draw("country", 3)]}
			if !named {
				d["entityType"] = "registeredEntity"
			}
		case "person":
			d["personType"], d["names"] = "knownPerson", []object{{"fullName": fmt.Sprintf("Person %d", i)}}
			d["nationalities"] = []object{{"code": "DE"}}
		default:
			party := any(refer())
			if draw("unspecified", 5) == 0 {
				party = object{"reason": "unknown"}
			}
			d["subject"], d["interestedParty"] = held(), party
			var interests []object
			for range draw("interests", 4) {
				interest := object{"type": []string{"shareholding", "votingRights", "appointmentOfBoard", "unknownInterest"}[draw("type", 4)],
					"directOrIndirect": []string{"direct", "direct", "indirect", "unknown"}[draw("direct", 4)]}
				if draw("figure", 4) > 0 {
					interest["share"] = object{"exact": 1 + draw("share", 100)}
				}
				interests = append(interests, interest)
			}
			if interests != nil {
				d["interests"] = interests
			}
			if draw("legs", 6) == 0 {
				d["componentRecords"] = []string{fmt.Sprintf("relationship%d", draw("record", 3))}
			}
		}
		if draw("replaces", 4) == 0 {
			s["replacesStatements"] = []string{fmt.Sprintf("s%d", draw("statement", n))}
		}
		if named {
			s["recordId"], s["recordType"], s["recordDetails"] = fmt.Sprintf("%s%d", recordType, draw("record", 3)), recordType, d
			s["recordStatus"] = []string{"new", "updated", "closed"}[draw("status", 3)]
		} else {
			s["statementID"] = s["statementId"]
			delete(s, "statementId")
			s["statementType"] = map[string]string{"entity": "entityStatement", "person": "personStatement", "relationship": "ownershipOrControlStatement"}[recordType]
			for key, value := range d {
				s[key] = value
			}
		}
		line, err := json.Marshal(s)
		require.NoError(t, err)
		lines = append(lines, string(line))
		if draw("repeated", 10) == 0 {
			lines = append(lines, string(line))
		}
	}
	return lines
}

// TestBODSOfARegister holds that the statements of a register say what an import
// of all of them says, though none is kept.
func TestBODSOfARegister(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		path := filepath.Join(dir, "statements.jsonl")
		require.NoError(t, os.WriteFile(path, []byte(strings.Join(drawBODS(t), "\n")+"\n"), 0o666))
		draft, err := Import(context.Background(), path, Options{})
		require.NoError(t, err)
		claims, faults := draft.Claims(ownership.Position{})
		require.Empty(t, faults)
		want := recorded(claims)
		for _, batch := range []int{1, 4096} {
			got := &recorder{}
			_, err := readRegister(context.Background(), path, Options{}, batch, got, nil, nil)
			require.NoError(t, err)
			got.sort()
			require.Equal(t, want, got, batch)
		}
	})
}

// TestBODSOfARegisterWithFaults holds that what is at odds is told once, with
// where the other stands, and that others may refer to what cannot be read.
func TestBODSOfARegisterWithFaults(t *testing.T) {
	lines := []string{
		`{"statementId":"s1","recordId":"a","recordType":"entity","recordDetails":{"isComponent":false,"name":"A"}}`,
		`{"statementId":"s1","recordId":"a","recordType":"entity","recordDetails":{"isComponent":false,"name":"Other"}}`,
		`{"statementId":"s2","recordId":"a","recordType":"person","recordDetails":{"isComponent":false}}`,
		`{"statementId":"s3","recordId":"b","recordType":"entity","recordDetails":{"isComponent":false,"name":5}}`,
		`{"statementId":"s4","recordId":"r","recordType":"relationship","recordDetails":{"isComponent":false,"subject":"a","interestedParty":"b","interests":[{"type":"shareholding","share":{"exact":30}}]}}`,
		`{"statementId":"s5","recordType":"nothing"}`,
		`{"statementId":`,
	}
	path := filepath.Join(t.TempDir(), "x.jsonl")
	require.NoError(t, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n{}\n"), 0o666))
	got := &recorder{}
	var told []string
	_, err := ReadRegister(context.Background(), path, Options{}, got, func(n ownership.Note) {
		told = append(told, fmt.Sprintf("%s %s %v", n.At, n.Code, n.Args["first"]))
	}, nil)
	require.NoError(t, err)
	got.sort()
	assert.Equal(t, []string{
		"x.jsonl:2 bods-statement-twice x.jsonl:1", "x.jsonl:3 bods-record-types x.jsonl:1", "x.jsonl:4 open-json-type <nil>",
		"x.jsonl:6 bods-type <nil>", "x.jsonl:7 open-json-cut <nil>", "x.jsonl:8 bods-type <nil>",
	}, told)
	assert.Equal(t, &recorder{entities: []string{"a|A|company||||||", "b||unknown||||||"}, holdings: []string{"b|a|30||||"}}, got)
}
