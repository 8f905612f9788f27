package openstandard

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// writePSC writes lines of a register: one in four of the holders is a company of
// the register, of which the first is held by the second and that by a person.
func writePSC(t testing.TB, w io.Writer, records int) (bytes int64) {
	out := bufio.NewWriterSize(w, 1<<20)
	for i := 1; i <= records; i++ {
		var n int
		var err error
		const common = `{"company_number":"%08d","data":{"address":{"address_line_1":"High Street","country":"England","locality":"Town","postal_code":"AB1 2CD","premises":"%d"},"etag":"%040d",`
		if i%4 == 1 {
			n, err = fmt.Fprintf(out, common+`"identification":{"country_registered":"England And Wales","legal_authority":"Companies Act 2006","legal_form":"Private Limited Company","place_registered":"Companies House","registration_number":"%08d"},"kind":"corporate-entity-person-with-significant-control","links":{"self":"/company/%08d/persons-with-significant-control/corporate-entity/k%d"},"name":"HOLDING %d LIMITED","natures_of_control":["ownership-of-shares-75-to-100-percent","voting-rights-75-to-100-percent"],"notified_on":"2016-04-06"}}`+"\n",
				i, i, i, i+1, i, i, i)
		} else {
			n, err = fmt.Fprintf(out, common+`"country_of_residence":"England","date_of_birth":{"month":5,"year":1970},"kind":"individual-person-with-significant-control","links":{"self":"/company/%08d/persons-with-significant-control/individual/k%d"},"name":"Ms Person %d","name_elements":{"forename":"Person","surname":"%d","title":"Ms"},"nationality":"British","natures_of_control":["ownership-of-shares-25-to-50-percent","voting-rights-25-to-50-percent"],"notified_on":"2016-04-06"}}`+"\n",
				i, i, i, i, i, i, i)
		}
		require.NoError(t, err)
		bytes += int64(n)
	}
	require.NoError(t, out.Flush())
	return bytes
}

// writeBODS writes statements of 0.4 in lines: a company, its holder and what is
// between them, over and over.
func writeBODS(t testing.TB, w io.Writer, records int) (bytes int64) {
	out := bufio.NewWriterSize(w, 1<<20)
	const frame = `{"statementId":"%s-%026d","declarationSubject":"c%d","statementDate":"2024-01-01","publicationDetails":{"publicationDate":"2024-02-01","bodsVersion":"0.4","publisher":{"name":"Register"}},"source":{"type":["officialRegister"],"url":"https://register.example/%d"},"recordId":"%s","recordStatus":"new","recordType":"%s","recordDetails":%s}` + "\n"
	for i := 1; i <= records; i += 3 {
		company, person := fmt.Sprintf("c%d", i), fmt.Sprintf("p%d", i)
		for _, s := range [][3]string{
			{company, "entity", fmt.Sprintf(`{"isComponent":false,"entityType":{"type":"registeredEntity"},"name":"Company %d","jurisdiction":{"name":"France","code":"FR"},"identifiers":[{"scheme":"FR-RCS","id":"%09d"}]}`, i, i)},
			{person, "person", fmt.Sprintf(`{"isComponent":false,"personType":"knownPerson","names":[{"type":"legal","fullName":"Person %d"}],"nationalities":[{"name":"France","code":"FR"}]}`, i)},
			{"r" + company, "relationship", fmt.Sprintf(`{"isComponent":false,"subject":"%s","interestedParty":"%s","interests":[{"type":"shareholding","directOrIndirect":"direct","share":{"exact":60},"startDate":"2020-01-01"},{"type":"votingRights","directOrIndirect":"direct","share":{"exclusiveMinimum":50,"maximum":75},"startDate":"2020-01-01"}]}`, company, person)},
		} {
			n, err := fmt.Fprintf(out, frame, s[1][:4], i, i, i, s[0], s[1], s[2])
			require.NoError(t, err)
			bytes += int64(n)
		}
	}
	require.NoError(t, out.Flush())
	return bytes
}

func benchmarkOnly(b *testing.B, name, only string, write func(testing.TB, io.Writer, int) int64, records int) {
	path := filepath.Join(b.TempDir(), name)
	f, err := os.Create(path)
	require.NoError(b, err)
	size := write(b, f, records)
	require.NoError(b, f.Close())
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		d, err := Import(context.Background(), path, Options{Only: only})
		require.NoError(b, err)
		require.NotEmpty(b, d.Shareholdings)
	}
}

// BenchmarkPSCOnly looks for one company in a register of 60 MB: two passes.
func BenchmarkPSCOnly(b *testing.B) { benchmarkOnly(b, "psc.jsonl", "00000001", writePSC, 100_000) }

// BenchmarkBODSOnly looks for one company in 60 MB of statements: two passes.
func BenchmarkBODSOnly(b *testing.B) { benchmarkOnly(b, "bods.jsonl", "c1", writeBODS, 100_000) }

// BenchmarkJSONRecords splits lines into records and does no more.
func BenchmarkJSONRecords(b *testing.B) {
	path := filepath.Join(b.TempDir(), "psc.jsonl")
	f, err := os.Create(path)
	require.NoError(b, err)
	b.SetBytes(writePSC(b, f, 100_000))
	require.NoError(b, f.Close())
	for b.Loop() {
		f, err := os.Open(path)
		require.NoError(b, err)
		r := newJSONRecords(f)
		for err = nil; err == nil; {
			_, _, err = r.Next()
		}
		require.ErrorIs(b, err, io.EOF)
		f.Close()
	}
}
