package match

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
	"egide/ownership/intake/internal/trial"
	"egide/ownership/intake/written"
)

const crossDay = ownership.Date(20261122)

// crossed holds a dossier against the register at a path.
func crossed(t testing.TB, d *ownership.Dossier, path string, opts RegisterOptions) []ownership.Note {
	t.Helper()
	r, err := ReadRegister(context.Background(), path, d, opts)
	require.NoError(t, err)
	return CrossCheck(d, crossDay, r)
}

func codesOf(notes []ownership.Note) []string {
	codes := []string{}
	for _, n := range notes {
		codes = append(codes, n.Code+" "+n.Entity)
	}
	return codes
}

// Every dossier of testdata agrees with itself, as a folder and as a workbook.
func TestCrossCheckWithItself(t *testing.T) {
	dirs, err := filepath.Glob("../../../testdata/dossiers/*/entities.csv")
	require.NoError(t, err)
	require.Greater(t, len(dirs), 30)
	for _, file := range dirs {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			d, err := intake.ReadDossier(dir, intake.Options{})
			require.NoError(t, err)
			assert.Empty(t, codesOf(crossed(t, d, dir, RegisterOptions{AsOf: crossDay})))
		})
	}
}

// A file of too many records is read company by company, to the same end.
func TestCrossCheckCompanyByCompany(t *testing.T) {
	d := dossierIn(t, map[string]string{
		"entities.csv":      "id,name,role,registered_office,registration_number\nr,Rowan Hosting Limited,provider,GB,09100001\ne,Elm Tree Ltd,,GB,09100002\nother,Other SAS,,FR,123456782\n",
		"shareholdings.csv": "holder,issuer,capital\ne,r,40\n",
	})
	path := "../../../testdata/imports/register/psc.jsonl"
	whole := crossed(t, d, path, RegisterOptions{})
	assert.Contains(t, codesOf(whole), "register-share-band r")
	parts := crossed(t, d, path, RegisterOptions{MaxRecords: 6})
	large := slices.IndexFunc(parts, func(n ownership.Note) bool { return n.Code == "register-large" })
	require.GreaterOrEqual(t, large, 0, "it says that it did not take everything")
	assert.Equal(t, whole, slices.Delete(parts, large, large+1))
}

// What is not stated is not contradicted, and what is stated is compared with its
// own precision.
func TestCrossCheckShares(t *testing.T) {
	entities := "id,name,role,registered_office\np,Provider SAS,provider,FR\nh,Holder AG,,DE\n"
	holdings := "holder,issuer,capital,votes\nh,p,"
	for _, c := range []struct {
		mine, theirs string
		want         []string
	}{
		{"24,", "24,", nil},
		{"24,", "24.05,", nil},
		{"24,", "23.95,", nil},
		{"24,", "24.051,", []string{"register-share p"}},
		{"24,", "23.949,", []string{"register-share p"}},
		{"25,", ">25-50,", []string{"register-share-band p"}},
		{"25,", "25-50,", nil},
		{"50,", ">25-50,", nil},
		{"20-30,", "30.05,", nil},
		{"20-30,", "31,", []string{"register-share-range p"}},
		{"20-30,", "40-50,", []string{"register-share-bands p"}},
		{"20-30,", "30-50,", nil},
		{",", "40,", nil},
		{"40,", ",", nil},
		{"40,20", "40,20", nil},
		{"40,20", "40,30", []string{"register-share p"}},
		{"40,", "40,30", []string{"register-share p"}}, // the dossier's votes are its capital
		{"40,30", "40,", nil},                          // a register that is silent of votes
	} {
		d := dossierIn(t, map[string]string{"entities.csv": entities, "shareholdings.csv": holdings + c.mine + "\n"})
		register := trial.Folder(t, map[string]string{"entities.csv": entities, "shareholdings.csv": holdings + c.theirs + "\n"})
		notes := crossed(t, d, register, RegisterOptions{})
		assert.ElementsMatch(t, append([]string{}, c.want...), codesOf(notes), "%s against %s", c.mine, c.theirs)
		for _, n := range notes {
			assert.Equal(t, "shareholdings.csv:2", n.At.String())
			assert.Equal(t, filepath.Base(register)+"/shareholdings.csv:2", n.Args["record"])
		}
	}
}

// Two exact figures contradict each other when they are more than 0.05 points
// apart, whichever side is the larger.
func TestAgreeIsSymmetric(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.IntRange(0, 10_000).Draw(t, "a"), rapid.IntRange(0, 10_000).Draw(t, "b")
		share := func(n int) ownership.Range {
			s, fault := written.Share(strings.TrimRight(strings.TrimRight(ratText(n), "0"), "."))
			require.Nil(t, fault)
			return ownership.Range{Lo: s.Lo(), Hi: s.Hi()}
		}
		apart := a - b
		if apart < 0 {
			apart = -apart
		}
		assert.Equal(t, apart <= 5, agree(share(a), share(b)))
		assert.Equal(t, agree(share(a), share(b)), agree(share(b), share(a)))
	})
}

// ratText is a number of hundredths of a percent as a cell writes it.
func ratText(hundredths int) string {
	digits := []byte{byte('0' + hundredths/1000%10), byte('0' + hundredths/100%10), '.', byte('0' + hundredths/10%10), byte('0' + hundredths%10)}
	if hundredths == 10_000 {
		return "100.00"
	}
	return string(digits)
}

// Registers of owners name those who stand behind a company. A list of holders
// names those who hold it.
func TestCrossCheckThroughOthers(t *testing.T) {
	d := dossierIn(t, map[string]string{
		"entities.csv": "id,name,kind,role,registered_office,nationality,registration_number\n" +
			"p,Rowan Hosting Limited,company,provider,GB,,09100001\nm,Middle SAS,company,,FR,,\na,Ada Rowan,person,,,GB,\n",
		"shareholdings.csv": "holder,issuer,capital\nm,p,60\na,m,80\n",
	})
	psc := func(nature string) string {
		return registerOf(t, "psc.jsonl", `{"company_number":"09100001","data":{"name":"Ms Ada Rowan","nationality":"British","natures_of_control":["`+nature+
			`"],"notified_on":"2019-05-02","kind":"individual-person-with-significant-control","links":{"self":"/company/09100001/persons-with-significant-control/individual/ada"}}}`+"\n")
	}
	assert.Equal(t, []string{"register-unknown "}, codesOf(crossed(t, d, psc("ownership-of-shares-50-to-75-percent"), RegisterOptions{})))
	assert.Equal(t, []string{"register-unknown "}, codesOf(crossed(t, d, psc("significant-influence-or-control"), RegisterOptions{})))
	assert.Equal(t, []string{"register-share-bands p", "register-unknown "}, codesOf(crossed(t, d, psc("ownership-of-shares-75-to-100-percent"), RegisterOptions{})),
		"no more than 60 % can reach her")

	list := trial.Folder(t, map[string]string{
		"entities.csv":      "id,name,kind,registered_office,nationality,registration_number\np,Rowan Hosting Limited,company,GB,,09100001\na,Ada Rowan,person,,GB,\n",
		"shareholdings.csv": "holder,issuer,capital\na,p,48\n",
	})
	assert.Contains(t, codesOf(crossed(t, d, list, RegisterOptions{})), "register-holder-share p")
}

// A nominee of the dossier is the holder that a register of members names.
func TestCrossCheckNominee(t *testing.T) {
	entities := "id,name,role,registered_office\np,Provider SAS,provider,FR\nn,Prudent Bank SA,,FR\nb,Behind Inc,,US\n"
	d := dossierIn(t, map[string]string{"entities.csv": entities, "shareholdings.csv": "holder,issuer,capital,nominee_for\nn,p,30,b\n"})
	register := trial.Folder(t, map[string]string{"entities.csv": entities, "shareholdings.csv": "holder,issuer,capital\nn,p,30\n"})
	assert.Empty(t, codesOf(crossed(t, d, register, RegisterOptions{})))
}

// However many contradictions there are, so many are listed.
func TestCrossCheckIsBounded(t *testing.T) {
	d := dossierIn(t, map[string]string{
		"entities.csv": "id,name,role,registered_office\np,Provider SAS,provider,FR\n", "shareholdings.csv": "holder,issuer,capital\n",
	})
	var entities, holdings strings.Builder
	entities.WriteString("id,name,registered_office\np,Provider SAS,FR\n")
	holdings.WriteString("holder,issuer,capital\n")
	for i := range mostContradictions + 30 {
		id := "h" + ratText(i)
		entities.WriteString(id + ",Holder " + ratText(i) + ",DE\n")
		holdings.WriteString(id + ",p,0.1\n")
	}
	notes := crossed(t, d, trial.Folder(t, map[string]string{"entities.csv": entities.String(), "shareholdings.csv": holdings.String()}), RegisterOptions{})
	require.Len(t, notes, mostContradictions+1)
	assert.Equal(t, "register-more", notes[mostContradictions].Code)
	assert.Equal(t, 30, notes[mostContradictions].Args["n"])
}

func TestFarApart(t *testing.T) {
	for _, c := range []struct {
		a, b string
		far  bool
	}{
		{"sorbier cloud", "cloud sorbier", false},
		{"sorbier cloud", "sorbier clouds", false},
		{"sorbier", "sorbier france", false},
		{"sorbier cloud", "kestrel opportunities", true},
		{"abc", "xyz", true},
		{"ab", "ac", false},
	} {
		assert.Equal(t, c.far, farApart(c.a, c.b), "%s and %s", c.a, c.b)
		assert.Equal(t, c.far, farApart(c.b, c.a), "%s and %s", c.b, c.a)
	}
}

func TestReadRegisterRefuses(t *testing.T) {
	d := &ownership.Dossier{Entities: []*ownership.Entity{{ID: "p", Name: "Provider SAS", Kind: ownership.Company}}}
	for _, c := range []struct{ path, code string }{
		{filepath.Join(t.TempDir(), "gone.jsonl"), "open-missing"},
		{trial.Folder(t, map[string]string{"readme.txt": "nothing"}), "open-standard-unknown"},
		{registerOf(t, "list.csv", "Holder,Shares\nAlpha Ltd,60\nBeta Ltd,40\n"), "register-asks"},
		{registerOf(t, "cut.jsonl", `{"company_number":"09100001","data":{"kind":`), "open-json-cut"},
	} {
		_, err := ReadRegister(context.Background(), c.path, d, RegisterOptions{})
		assert.True(t, input.HasFault(err, c.code), "%s: %v", filepath.Base(c.path), err)
	}
}

func registerOf(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o666))
	return path
}

func dossierIn(t testing.TB, files map[string]string) *ownership.Dossier {
	t.Helper()
	d, err := intake.ReadDossier(trial.Folder(t, files), intake.Options{})
	require.NoError(t, err)
	return d
}
