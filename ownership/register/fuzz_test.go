package register_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/register"
	"egide/rules"
)

// FuzzRead gives the reader texts that nobody meant for it. It must neither
// panic nor read another thing when it reads them in pieces.
func FuzzRead(f *testing.F) {
	f.Add("id,name\na,\"A\nB\"\nb,C\n", "holder,issuer,capital,votes\na,b,\"24,5 %\",25-50\n", uint8(3))
	f.Add("\xef\xbb\xbfsep=;\nIdentifiant;Nom\n1;é\"x\n", "actionnaire;société;% du capital\n1;1;10\n", uint8(1))
	f.Add("id\r\na\r\n# no\r\n,,\r\nb", "holder,issuer,shares,until\nb,a,7,2020-01-31\na,a,1e3,\n\"a", uint8(9))
	f.Add("id,kind\n\"a\"\"b\",person\n\x00,\nb,fund,,,\n", "holder|issuer|capital|concert\nb|\"a\"\"b\"|>50|x\nb|b|100|\n", uint8(200))
	f.Fuzz(func(t *testing.T, entities, holdings string, piece uint8) {
		var dumps []string
		for _, o := range []register.Options{{Threads: 1}, register.Options{Threads: 2}.InPieces(int(piece) + 1)} {
			o.AsOf, o.Dialect = day, intake.RegisterDialect()
			r, err := register.Read(register.Table{File: "e", Text: []byte(entities)}, register.Table{File: "h", Text: []byte(holdings)}, o)
			if err != nil {
				return
			}
			field := register.NewField(r, rules.Lens(day, rules.DefaultPolicy()), 1)
			for _, d := range ownership.Dimensions {
				for i, at := range field.Collective(d).At {
					require.True(t, at.Low >= 0 && at.High <= 1 && at.Low <= at.High+1e-9, "%s: %v", r.ID(i), at)
				}
			}
			dumps = append(dumps, r.Dump())
		}
		require.Equal(t, dumps[0], dumps[1])
	})
}
