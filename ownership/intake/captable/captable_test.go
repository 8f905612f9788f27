package captable_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/captable"
	"egide/ownership/intake/input"
	"egide/ownership/intake/internal/trial"
	"egide/ownership/intake/match"
	"egide/ownership/intake/spreadsheet"
	"egide/ownership/intake/written"
)

const capTables = "../../../testdata/imports/captables"

// capTableOf reads a cap table of the company p, whose name is in the options.
func capTableOf(t *testing.T, text string, change ...func(*captable.Options)) *intake.Draft {
	t.Helper()
	d, err := tryCapTable(text, change...)
	var faults *input.Faults
	if errors.As(err, &faults) {
		t.Fatalf("%v", faults.Notes)
	}
	require.NoError(t, err)
	tell(t, d)
	return d
}

// tell proves that all that a draft says beside its rows can be told.
func tell(tb testing.TB, d *intake.Draft) {
	tb.Helper()
	for _, n := range d.Notes {
		trial.Sentence(tb, n)
	}
	for _, l := range d.LeftOut {
		trial.Sentence(tb, l.Why)
	}
	for _, q := range d.Questions {
		trial.Sentence(tb, q.Note)
	}
}

func tryCapTable(text string, change ...func(*captable.Options)) (*intake.Draft, error) {
	opts := captable.Options{Issuer: "p", IssuerName: "P SAS", AsOf: 20261122}
	for _, c := range change {
		c(&opts)
	}
	return captable.Read("t.csv", strings.NewReader(text), opts)
}

// faultsOf are the faults of a file that is no cap table.
func faultsOf(t *testing.T, text string, change ...func(*captable.Options)) []string {
	t.Helper()
	_, err := tryCapTable(text, change...)
	var faults *input.Faults
	require.ErrorAs(t, err, &faults)
	var codes []string
	for _, n := range faults.Notes {
		trial.Sentence(t, n)
		codes = append(codes, n.At.String()+" "+n.Code)
	}
	return codes
}

// rowsOfDraft writes holdings as holder capital votes shares votes_per_share.
func rowsOfDraft(d *intake.Draft) []string {
	var rows []string
	for _, r := range d.Shareholdings {
		rows = append(rows, strings.Join([]string{r["holder"], r["capital"], r["votes"], r["shares"], r["votes_per_share"]}, "|"))
	}
	return rows
}

func noteCodes(notes []ownership.Note) []string {
	var codes []string
	for _, n := range notes {
		codes = append(codes, n.Code)
	}
	return codes
}

func questionCodes(d *intake.Draft) []string {
	var codes []string
	for _, q := range d.Questions {
		if q.Note.Code != "captable-new-issuer" {
			codes = append(codes, q.Note.Code)
		}
	}
	return codes
}

func leftOut(d *intake.Draft) []string {
	var all []string
	for _, l := range d.LeftOut {
		all = append(all, l.At.String()+" "+l.Why.Code)
	}
	return all
}

// TestHeadersInThreeLanguages reads one table under the names that people give
// its columns.
func TestHeadersInThreeLanguages(t *testing.T) {
	for _, header := range []string{
		"Shareholder;Number of shares;% Ownership;Voting %", "Stakeholder Name;Shares Issued;Ownership %;Voting power",
		"Actionnaire;Nombre d'actions;% du capital;% DV", "ASSOCIÉS;nb actions;participation;Droits de vote", "Détenteur;Nombre de parts;% Capital;% des droits de vote",
		"Aksjonær;Antall aksjer;Eierandel;Stemmeandel", "Name;# Shares;Capital %;Voting rights %", "Titulaire ;  NOMBRE DE TITRES;%;Droits de vote (%)",
	} {
		d := capTableOf(t, header+"\nNord SAS;60;60 %;70 %\nSud GmbH;40;40 %;30 %\n")
		assert.Equal(t, []string{"nord-sas|60|70|60|", "sud-gmbh|40|30|40|"}, rowsOfDraft(d), header)
		assert.Equal(t, []string{"t.csv:2:1", "t.csv:3:1"}, []string{d.Shareholdings[0]["source"], d.Shareholdings[1]["source"]}, header)
	}
}

func TestHeaderBelowTitles(t *testing.T) {
	text := strings.Repeat("une ligne de titre;;\n", 58) + "NUAGE SAS au 30 juin 2025;;\nActionnaire;Actions;% capital\nNord SAS;1;100\n"
	d := capTableOf(t, text)
	require.Equal(t, []string{"nord-sas|100||1|"}, rowsOfDraft(d))
	require.Equal(t, "2025-06-30", d.Shareholdings[0]["source_date"])
	require.Contains(t, faultsOf(t, strings.Repeat("une ligne;;\n", 60)+"Actionnaire;Actions;%\nNord SAS;1;100\n")[0], "captable-no-header")
}

func TestTitleNamesTheIssuer(t *testing.T) {
	known := &ownership.Dossier{Entities: []*ownership.Entity{{ID: "p", Name: "Nuage Ouest, S.A.S."}}}
	with := func(o *captable.Options) { o.Issuer, o.IssuerName, o.Known = "", "", known }
	d := capTableOf(t, "NUAGE OUEST SAS – Table de capitalisation au 31/12/2025\nActionnaire;% capital\nNord SAS;100\n", with)
	require.Equal(t, []string{"captable-issuer-by-title", "captable-kind-form"}, noteCodes(d.Notes))
	require.Equal(t, "p", d.Shareholdings[0]["issuer"])

	d = capTableOf(t, "AUTRE SAS\nActionnaire;% capital\nNord SAS;100\n", with)
	require.Equal(t, []string{"captable-which-issuer-titled"}, questionCodes(d))
	require.Empty(t, d.Shareholdings, "nothing may be written before the answer")
	d = capTableOf(t, "Actionnaire;% capital\nNord SAS;100\n", with)
	require.Equal(t, []string{"captable-which-issuer"}, questionCodes(d))
	d = capTableOf(t, "AUTRE SAS\nActionnaire;% capital\nNord SAS;100\n", with, func(o *captable.Options) { o.Issuer = "p" })
	require.Equal(t, []string{"captable-other-issuer"}, questionCodes(d))
	require.Len(t, d.Shareholdings, 1)
	for issuer, code := range map[string]string{"zebra": "captable-issuer-unknown", "atelierr": "captable-issuer-unknown-near"} {
		d = capTableOf(t, "Actionnaire;% capital\nNord SAS;100\n", func(o *captable.Options) {
			o.Issuer, o.IssuerName, o.Known = issuer, "", trial.Dossier(ownership.Entity{ID: "atelier"})
		})
		require.Equal(t, []string{code}, questionCodes(d))
		require.True(t, d.Blocked())
	}
	// In a dossier without any entity the id can be no slip.
	d = capTableOf(t, "Actionnaire;% capital\nNord SAS;100\n", func(o *captable.Options) { o.IssuerName = "" })
	require.False(t, d.Blocked())
	require.Equal(t, "p", d.Entities[0]["name"])
}

func TestTitleOfADilutedTable(t *testing.T) {
	const table = "Actionnaire;% capital\nNord SAS;100\n"
	require.Equal(t, []string{"captable-diluted-title"}, questionCodes(capTableOf(t, "Capital sur une base pleinement diluée\n"+table)))
	require.Empty(t, questionCodes(capTableOf(t, "Capital non dilué\n"+table)))
}

func TestPercentOrRatio(t *testing.T) {
	table := func(figures ...string) string {
		text := "Shareholder;Ownership\n"
		for i, f := range figures {
			text += fmt.Sprintf("Nord %c Ltd;%s\n", 'a'+i, f)
		}
		return text
	}
	for name, c := range map[string]struct {
		figures  []string
		want     []string
		question string
		blocks   bool
	}{
		"percent":               {[]string{"60", "40"}, []string{"60", "40"}, "", false},
		"ratio":                 {[]string{"0.6", "0.4"}, []string{"60", "40"}, "", false},
		"ratio of three":        {[]string{"0,333333", "0,333333", "0,333333"}, []string{"33.3333", "33.3333", "33.3333"}, "", false},
		"signs decide":          {[]string{"0.6 %", "0.4 %"}, []string{"0.6", "0.4"}, "", false},
		"a part of the holders": {[]string{"12", "7"}, []string{"12", "7"}, "captable-percent-sum", false},
		"neither":               {[]string{"0.3", "0.2"}, nil, "captable-unit", true},
		"too much":              {[]string{"60", "90"}, []string{"60", "90"}, "captable-percent-sum", false},
		"more than rounding":    {[]string{"51.5", "48.5", "3"}, []string{"51.5", "48.5", "3"}, "captable-percent-sum", false},
		"rounding":              {[]string{"33.35", "33.35", "33.35"}, []string{"33.35", "33.35", "33.35"}, "", false},
		"ranges":                {[]string{"25-50", ">=50"}, []string{"25-50", ">=50"}, "", false},
		"one holder, one":       {[]string{"1"}, []string{"100"}, "", false},
	} {
		d := capTableOf(t, table(c.figures...))
		var got []string
		for _, r := range d.Shareholdings {
			got = append(got, r["capital"])
		}
		assert.Equal(t, c.want, got, name)
		if c.question == "" {
			assert.Empty(t, questionCodes(d), name)
		} else {
			assert.Equal(t, []string{c.question}, questionCodes(d), name)
			assert.Equal(t, c.blocks, d.Blocked(), name)
		}
	}
	// The user's word decides, either way.
	for column, want := range map[string]string{"capital": "0.3", "capital_ratio": "30"} {
		d := capTableOf(t, table("0.3", "0.2"), func(o *captable.Options) { o.Columns = []intake.Mapping{{Header: "Ownership", Column: column}} })
		require.Equal(t, want, d.Shareholdings[0]["capital"], column)
	}
	// So do share counts beside the column.
	d := capTableOf(t, "Shareholder;Shares;Ownership\nA Ltd;30;0.3\nB Ltd;20;0.2\nTotal;100;\n")
	require.Equal(t, []string{"a-ltd|30||30|", "b-ltd|20||20|", "undisclosed-p|||50|"}, rowsOfDraft(d))
}

func TestTotalsAreCheckedAndLeftOut(t *testing.T) {
	d := capTableOf(t, `Actionnaire;Actions;% capital
Fondateurs;;
Nord SAS;30;30
Est SAS;20;20
Sous-total;50;50
Investisseurs;;
Sud GmbH;45;45
Total SE;5;5
Total investisseurs;50;50
TOTAL;100;100
`)
	require.Equal(t, []string{"nord-sas|30||30|", "est-sas|20||20|", "sud-gmbh|45||45|", "total-se|5||5|"}, rowsOfDraft(d))
	require.NotContains(t, noteCodes(d.Notes), "captable-total")
	require.Equal(t, []string{
		"t.csv:2:1 captable-left-section", "t.csv:5:1 captable-left-total", "t.csv:6:1 captable-left-section",
		"t.csv:9:1 captable-left-total", "t.csv:10:1 captable-left-total",
	}, leftOut(d))

	// A real table: 51.5 + 48.5 + 3 = 103 %.
	d = capTableOf(t, "Actionnaire;% capital\nNord SAS;51,5 %\nSud GmbH;48,5 %\nPublic;3 %\nTotal;100 %\n")
	n := trial.Note(t, d.Notes, "captable-total")
	require.Equal(t, "t.csv:5:2", n.At.String())
	require.Equal(t, "100 %", n.Args["printed"])
	require.Equal(t, "103 %", n.Args["found"])

	// Rounded percentages may miss the total by their rounding and no more.
	d = capTableOf(t, "Actionnaire;% capital\nA SAS;33,33 %\nB SAS;33,33 %\nC SAS;33,33 %\nTotal;100,00 %\n")
	require.NotContains(t, noteCodes(d.Notes), "captable-total")
	d = capTableOf(t, "Actionnaire;% capital\nA SAS;33,33 %\nB SAS;33,33 %\nC SAS;33,30 %\nTotal;100,00 %\n")
	require.Contains(t, noteCodes(d.Notes), "captable-total")

	// A wrong sub-total, an unlabelled one, and a last section that is not all.
	d = capTableOf(t, "Actionnaire;Actions\nA SAS;10\nB SAS;20\n;30\nC SAS;70\nSous-total;71\nTotal;70\n")
	var wrong []string
	for _, n := range d.Notes {
		if n.Code == "captable-total" {
			wrong = append(wrong, fmt.Sprint(n.At, " ", n.Args["printed"], " ", n.Args["found"]))
		}
	}
	require.Equal(t, []string{"t.csv:6:2 71 70", "t.csv:7:2 70 100"}, wrong)
}

func TestSectionsThatCarryTheirSum(t *testing.T) {
	d := capTableOf(t, "Actionnaire;Actions\nFondateurs;50\nNord SAS;30\nEst SAS;20\nInvestisseurs;50\nSud GmbH;45\nOuest SA;5\nTotal;100\n")
	require.Equal(t, []string{"nord-sas|||30|", "est-sas|||20|", "sud-gmbh|||45|", "ouest-sa|||5|"}, rowsOfDraft(d))
	require.Contains(t, leftOut(d), "t.csv:2:1 captable-left-heading")
	require.NotContains(t, noteCodes(d.Notes), "captable-total")
	// Holders that happen to add up stay when the table adds up with them.
	d = capTableOf(t, "Actionnaire;Actions\nNord;50\nEst SAS;30\nSud SAS;20\nTotal;100\n")
	require.Len(t, d.Shareholdings, 3)
}

func TestOwnSharesFloatAndNominees(t *testing.T) {
	for _, name := range []string{"Autocontrôle", "Auto-détention", "Actions propres", "Treasury shares", "Actions d'autocontrôle", "egne aksjer"} {
		d := capTableOf(t, "Actionnaire;Actions\nNord SAS;95\n"+name+";5\n")
		assert.Equal(t, []string{"nord-sas|||95|", "p|||5|"}, rowsOfDraft(d), name)
	}
	for _, name := range []string{"Public", "Flottant", "Autres actionnaires", "Public (flottant)", "Free float", "Titres au porteur", "Øvrige aksjonærer"} {
		d := capTableOf(t, "Actionnaire;Actions\nNord SAS;95\n"+name+";5\n")
		assert.Equal(t, []string{"nord-sas|||95|", "public-p|||5|"}, rowsOfDraft(d), name)
		assert.Equal(t, "public_float", d.Entities[2]["kind"], name)
	}
	d := capTableOf(t, "Actionnaire;Actions\nPublic Storage Ltd;95\nHKSCC Nominees Limited;3\nBank X a/c 4471;2\n")
	require.Equal(t, []string{"company", "unknown", "unknown"}, []string{d.Entities[1]["kind"], d.Entities[2]["kind"], d.Entities[3]["kind"]})
	require.Equal(t, 2, trial.Note(t, d.Notes, "captable-nominee").Args["n"])
	d = capTableOf(t, "Actionnaire;Actions;Pour le compte de\nNord SAS;95;\nBank X a/c 4471;5;Larkspur Inc\n")
	require.Equal(t, "larkspur-inc", d.Shareholdings[1]["nominee_for"])
}

func TestKindsOnlyByEvidence(t *testing.T) {
	d := capTableOf(t, `Name;Shares;Type;Born
M. Jean Nord;10;;
Nord Jean;10;;1970
Jean Nord;10;Individual;
Nord Family Trust;10;;
Nord S.A.R.L.;10;;
Fonds Nord;10;;
L'État;10;;
Nord Invest;10;;
`)
	want := map[string]string{
		"M. Jean Nord": "person", "Nord Jean": "person", "Jean Nord": "person", "Nord Family Trust": "trust", "Nord S.A.R.L.": "company",
		"Fonds Nord": "fund", "L'État": "state", "Nord Invest": "company",
	}
	for _, e := range d.Entities[1:] {
		assert.Equal(t, want[e["name"]], e["kind"], e["name"])
	}
	require.Equal(t, []string{"captable-kind-matters"}, questionCodes(d))
	require.Equal(t, []string{"Nord Invest"}, d.Questions[1].Note.Args["names"])
}

func TestCountsAreExact(t *testing.T) {
	d := capTableOf(t, "Actionnaire;Nombre d'actions;% du capital;Droits de vote\nNord SAS;1;33 %;2\nSud SAS;2;67 %;3\n")
	// 33 % is 1/3 rounded: the counts are kept, and the printed figure goes to the note.
	require.Equal(t, []string{"nord-sas|||1|2", "sud-sas|||2|1.5"}, rowsOfDraft(d))
	require.Equal(t, "the file prints 33 per cent of the capital", d.Shareholdings[0]["note"])
	d = capTableOf(t, "Actionnaire;Nombre d'actions;Droits de vote\nNord SAS;3000;4000\nSud SAS;10;1\n")
	require.Equal(t, []string{"nord-sas|||3000|4000000/3000000", "sud-sas|||10|0.1"}, rowsOfDraft(d))
	n, fault := written.Count(d.Shareholdings[0]["votes_per_share"], 0)
	require.Nil(t, fault)
	require.Equal(t, "4/3", n.RatString())
	d = capTableOf(t, "Actionnaire;Nombre d'actions;Droits de vote\nNord SAS;3;4\nSud SAS;10;1\n")
	require.Equal(t, "4000/3000", d.Shareholdings[0]["votes_per_share"], "3/4 would be a day to a spreadsheet")

	// A percentage that the counts do not make is a question.
	d = capTableOf(t, "Actionnaire;Actions;% capital\nNord SAS;50;40 %\nSud SAS;50;60 %\n")
	require.Equal(t, []string{"captable-percent-counts"}, questionCodes(d))
	require.Equal(t, "1/2", d.Questions[1].Note.Args["counted"].(interface{ RatString() string }).RatString())
}

func TestClassesAndVotes(t *testing.T) {
	// One row for each class.
	d := capTableOf(t, "Actionnaire;Catégorie;Actions;Voix par action\nNord SAS;AO;10;1\nNord SAS;ADP;5;2\nSud SAS;AO;20;1\n")
	require.Equal(t, []string{"nord-sas|||10|1", "nord-sas|||5|2", "sud-sas|||20|1"}, rowsOfDraft(d))
	require.Equal(t, "ADP", d.Shareholdings[1]["share_class"])
	// One column for each class.
	d = capTableOf(t, "Actionnaire;AO;ADP;Total actions\nNord SAS;10;5;15\nSud SAS;20;;21\n")
	require.Equal(t, []string{"nord-sas|||10|", "nord-sas|||5|", "sud-sas|||20|"}, rowsOfDraft(d))
	require.Equal(t, "21", trial.Note(t, d.Notes, "captable-classes-sum").Args["printed"])
	require.Equal(t, []string{"AO", "ADP"}, trial.Note(t, d.Notes, "captable-one-vote").Args["classes"])
	// The holder's name is merged over its classes.
	d = capTableOf(t, "Actionnaire;Catégorie;Actions\nNord SAS;AO;10\n;ADP;5\nSud SAS;AO;20\n")
	require.Equal(t, []string{"nord-sas|||10|", "nord-sas|||5|", "sud-sas|||20|"}, rowsOfDraft(d))
	require.Contains(t, noteCodes(d.Notes), "captable-holder-above")
	require.Equal(t, []string{"t.csv:2:1 captable-nobody"}, faultsOf(t, "Actionnaire;Actions\n;5\nNord SAS;10\n"))
}

func TestGroupsOfColumns(t *testing.T) {
	d := capTableOf(t, "Actionnaires;Capital;;Droits de vote théoriques;;Droits de vote exerçables;\n;Nombre;%;Nombre;%;Nombre;%\nNord SAS;60;60,00;120;75,00;120;80,00\nSud SAS;30;30,00;30;18,75;30;20,00\nAutodétention;10;10,00;10;6,25;0;0,00\nTotal;100;100;160;100;150;100\n")
	require.Equal(t, []string{"nord-sas|60||60|2", "sud-sas|30||30|1", "p|10||10|0"}, rowsOfDraft(d))
	require.Contains(t, noteCodes(d.Notes), "captable-net-votes")
	require.Equal(t, "theoretical (gross) votes: 120, 75 %", d.Shareholdings[0]["note"])
	// Three years side by side: the newest counts.
	d = capTableOf(t, ";31/12/2024;;31/12/2025;\nActionnaires;Actions;% capital;Actions;% capital\nNord SAS;50;50;60;60\nSud SAS;50;50;40;40\n")
	require.Equal(t, []string{"nord-sas|60||60|", "sud-sas|40||40|"}, rowsOfDraft(d))
	require.Equal(t, "2025-12-31", d.Shareholdings[0]["source_date"])
	require.Equal(t, []string{"t.csv:2:2 captable-left-period", "t.csv:2:3 captable-left-period"}, leftOut(d))
}

func TestTwoColumnsOfOneMeaning(t *testing.T) {
	const text = "Actionnaire;% capital;% détention\nNord SAS;60;50\nSud SAS;40;50\n"
	d := capTableOf(t, text)
	require.True(t, d.Blocked())
	require.Equal(t, []string{"captable-two-columns"}, questionCodes(d))
	require.Equal(t, "t.csv:1:3", d.Questions[0].At[1].String())
	d = capTableOf(t, text, func(o *captable.Options) { o.Columns = []intake.Mapping{{Header: "% détention", Column: "-"}} })
	require.Equal(t, []string{"nord-sas|60|||", "sud-sas|40|||"}, rowsOfDraft(d))
	d = capTableOf(t, text, func(o *captable.Options) { o.Columns = []intake.Mapping{{Header: "% détention", Column: "capital"}} })
	require.Equal(t, []string{"nord-sas|50|||", "sud-sas|50|||"}, rowsOfDraft(d))
	d = capTableOf(t, "Actionnaire;% capital;% détention\nNord SAS;60;60\nSud SAS;40;40\n")
	require.Equal(t, []string{"t.csv:1:3 captable-left-same"}, leftOut(d))
}

func TestParseMapping(t *testing.T) {
	for text, want := range map[string]intake.Mapping{
		"% capital=capital": {Header: "% capital", Column: "capital"}, "a=b = Votes": {Header: "a=b", Column: "votes"}, "Who, really=holder": {Header: "Who, really", Column: "holder"},
	} {
		m, ok := captable.ParseMapping(text)
		require.True(t, ok, text)
		require.Equal(t, want, m)
	}
	for _, text := range []string{"", "holder", "=holder", "x=", " = "} {
		_, ok := captable.ParseMapping(text)
		require.False(t, ok, text)
	}
}

func TestGroupsOfClassesAndGrossVotes(t *testing.T) {
	d := capTableOf(t, "Actionnaires;AO;;ADP;;Ensemble;\n;Nombre;%;Nombre;%;Nombre;%\nNord SAS;10;100;;;10;40\nSud SAS;;;15;100;15;60\nTotal;10;100;15;100;25;100\n")
	require.Equal(t, []string{"nord-sas|40||10|", "sud-sas|60||15|"}, rowsOfDraft(d))
	require.Equal(t, []string{"AO", "ADP"}, []string{d.Shareholdings[0]["share_class"], d.Shareholdings[1]["share_class"]})
	d = capTableOf(t, "Actionnaire;% capital;Droits de vote théoriques\nNord SAS;60;70 %\nSud SAS;40;30 %\n")
	require.Equal(t, []string{"nord-sas|60|70||", "sud-sas|40|30||"}, rowsOfDraft(d))
	require.Contains(t, noteCodes(d.Notes), "captable-gross-only")
	d = capTableOf(t, "Actionnaire;% capital 2023;% capital 2024\nNord SAS;60;70\nSud SAS;40;30\n")
	require.Equal(t, []string{"nord-sas|70|||", "sud-sas|30|||"}, rowsOfDraft(d))
	require.Equal(t, "2024-12-31", d.Shareholdings[0]["source_date"])
	d = capTableOf(t, "Actionnaire;Actions;Droits de vote\nNord SAS;60;120\nSud SAS;40;\n")
	require.Contains(t, noteCodes(d.Notes), "captable-votes-missing")
	require.Equal(t, []string{"nord-sas|||60|", "sud-sas|||40|"}, rowsOfDraft(d))
	d = capTableOf(t, "Actionnaire;% capital;Droits de vote\nNord SAS;60 %;300\nSud SAS;40 %;100\n")
	require.Equal(t, []string{"nord-sas|60|75||", "sud-sas|40|25||"}, rowsOfDraft(d))
}

func TestOtherColumnsOfARow(t *testing.T) {
	d := capTableOf(t, "Actionnaire;% capital;Déclaré;Concert;Remarques;Situation au;LEI;Forme juridique\nNord;60;oui;pacte A;\"en deux\nlignes\";31/12/2024;529900T8BM49AURSDO55;SAS\nSud;40;peut-être;;;;529900T8BM49AURSDO54;Verein\n")
	row := d.Shareholdings[0]
	require.Equal(t, []string{"yes", "pacte A", "en deux lignes", "2024-12-31", "lei-529900t8bm49aursdo55"}, []string{row["declared"], row["concert"], row["note"], row["source_date"], row["holder"]})
	require.Equal(t, "SAS", d.Entities[1]["legal_form"])
	require.Equal(t, "company", d.Entities[1]["kind"])
	require.Equal(t, "Verein", d.Entities[2]["legal_form"])
	require.Subset(t, noteCodes(d.Notes), []string{"captable-declared-unknown", "lei-check"})
	d = capTableOf(t, "Name;Type;Shares;Birth date\nA;robot;1;\nB;;1;12/05/1970\n")
	require.Contains(t, noteCodes(d.Notes), "captable-kind-unknown")
	require.Equal(t, "born 1970", d.Entities[2]["note"])
}

func TestTablesBelowAndHeadersAgain(t *testing.T) {
	d := capTableOf(t, "Actionnaire;Actions\nNord SAS;60\nActionnaire;Actions\nSud SAS;40\n\nTitulaire;BSPCE\nM. Est;5\n")
	require.Equal(t, []string{"nord-sas|||60|", "sud-sas|||40|"}, rowsOfDraft(d))
	require.Equal(t, []string{"t.csv:3 captable-left-header", "t.csv:6 captable-left-second-table", "t.csv:7 captable-left-second-table"}, leftOut(d))
	require.Contains(t, noteCodes(d.Notes), "captable-second-table")
	d = capTableOf(t, "Actionnaire;Pays;Actions\nNord SAS;France;60\nSud SAS;France;\nEst SAS;;n/a\n")
	require.Len(t, d.Shareholdings, 1)
	require.Contains(t, noteCodes(d.Notes), "captable-without-figure")
}

func TestOneIssuerOfMany(t *testing.T) {
	const text = "Orgnr;Selskap;Aksjonær;Antall aksjer\n999100002;FJORDSKY AS;Nord AS;60\n999100010;VIDDE INVEST AS;Sør AS;40\n"
	known := trial.Dossier(ownership.Entity{ID: "fjord", Name: "Other Name"}, ownership.Entity{ID: "vidde", Name: "Vidde Invest AS"}, ownership.Entity{ID: "sky", RegistrationNumber: "999 100 002"})
	for issuer, want := range map[string]string{
		"": "nord-as sor-as", "vidde": "sor-as", "sky": "nord-as", "999100002": "nord-as", "no-999100010": "sor-as", "vidde-invest-as": "sor-as",
	} {
		d := capTableOf(t, text, func(o *captable.Options) { o.Issuer, o.IssuerName, o.Known = issuer, "", known })
		var holders []string
		for _, r := range d.Shareholdings {
			holders = append(holders, r["holder"])
			if issuer != "" {
				require.Equal(t, issuer, r["issuer"])
			}
		}
		assert.Equal(t, want, strings.Join(holders, " "), issuer)
		match.NewMatcher(known).Join(d, match.Options{})
		if issuer != "" {
			assert.Equal(t, issuer, d.Shareholdings[0]["issuer"], "the dossier's own entity stays what it is")
		}
	}
	require.Equal(t, []string{"t.csv captable-issuer-absent"}, faultsOf(t, text, func(o *captable.Options) { o.Issuer, o.Known = "fjord", known }))
	require.Equal(t, []string{"t.csv:2:2 captable-no-issuer"}, faultsOf(t, "Orgnr;Selskap;Aksjonær;Antall aksjer\n;;Nord AS;60\n", func(o *captable.Options) { o.Issuer = "" }))
	// A company that the dossier has is found by its number when the draft joins it.
	d := capTableOf(t, text, func(o *captable.Options) { o.Issuer, o.IssuerName = "", "" })
	match.NewMatcher(trial.Dossier(ownership.Entity{ID: "sky", Name: "Fjordsky AS", RegistrationNumber: "999100002", RegisteredOffice: ownership.Place{Country: "NO"}})).Join(d, match.Options{})
	require.Equal(t, "sky", d.Shareholdings[0]["issuer"])
}

func TestUsufruct(t *testing.T) {
	d := capTableOf(t, "Associé;Parts\nM. Paul Nord (nue-propriété);40\nMme Anne Nord (usufruit);40\nSud SAS;60\nTotal;100\n")
	require.Equal(t, []string{"m-paul-nord||<=40|40|", "mme-anne-nord|0|<=40||", "sud-sas|||60|"}, rowsOfDraft(d))
	require.Equal(t, 2, trial.Note(t, d.Notes, "captable-usufruct").Args["n"])
	require.NotContains(t, noteCodes(d.Notes), "captable-total")
	d = capTableOf(t, "Associé;% capital;% des droits de vote;Nature du droit\nM. Paul Nord;40;0;NP\nMme Anne Nord;0;40;US\nSud SAS;60;60;PP\n")
	require.Equal(t, []string{"m-paul-nord|40|0||", "mme-anne-nord|0|40||", "sud-sas|60|60||"}, rowsOfDraft(d))
}

func TestShareCountsOfPartOfTheCompany(t *testing.T) {
	d := capTableOf(t, "Actionnaire;Actions\nNord SAS;60\nTotal;100\n")
	require.Equal(t, []string{"nord-sas|||60|", "undisclosed-p|||40|"}, rowsOfDraft(d))
	require.Equal(t, "40", trial.Note(t, d.Notes, "captable-shares-missing").Args["missing"])
	require.Equal(t, "unknown", d.Entities[2]["kind"])
}

func TestTotalsThatCountPromises(t *testing.T) {
	d := capTableOf(t, "Investor;Shares;Ownership\nA Ltd;800;0.8\nSalariés;100;0.1\nOptions available;100;0.1\nTotal;1000;1\n")
	require.Equal(t, []string{"a-ltd|||800|", "salaries-p|||100|"}, rowsOfDraft(d))
	require.Equal(t, "unknown", d.Entities[2]["kind"])
	require.Equal(t, "100", trial.Note(t, d.Notes, "captable-total-diluted").Args["promised"])
	require.NotContains(t, noteCodes(d.Notes), "captable-shares-missing")
	require.Equal(t, []string{"captable-percent-counts"}, questionCodes(d))
}

func TestNumbersOfTheWorld(t *testing.T) {
	for _, number := range []string{"1234567", "1 234 567", "1\u00a0234\u00a0567", "1\u202f234\u202f567", "1'234'567", `"1,234,567"`, "1.234.567", "1234567.00"} {
		d := capTableOf(t, "Actionnaire;Actions\nNord SAS;"+number+"\n")
		assert.Equal(t, "1234567", strings.TrimSuffix(d.Shareholdings[0]["shares"], ".00"), number)
	}
	// A lone mark before three digits is decided by the rest of the file.
	d := capTableOf(t, "Actionnaire;Actions;% capital\nNord SAS;1.200;60,0 %\nSud SAS;800;40,0 %\n")
	require.Equal(t, "1200", d.Shareholdings[0]["shares"])
	d = capTableOf(t, "Shareholder;Shares;Ownership %\nNord Ltd;\"1,200\";60.0%\nSud Ltd;800;40.0%\n")
	require.Equal(t, "1200", d.Shareholdings[0]["shares"])
	require.Equal(t, []string{"t.csv:2:2 number-ambiguous"}, faultsOf(t, "Actionnaire;Actions\nNord SAS;1.200\nSud SAS;800\n"))
	require.Equal(t, []string{"t.csv:2:2 number-negative", "t.csv:3:2 number-negative", "t.csv:4:2 number-form"},
		faultsOf(t, "Actionnaire;Actions\nA SAS;-5\nB SAS;(12)\nC SAS;douze\n"))
	// Dashes are nothing, n/a is not known.
	d = capTableOf(t, "Actionnaire;% capital;% DV\nA SAS;60;n/a\nB SAS;40;-\n")
	require.Equal(t, []string{"a-sas|60|||", "b-sas|40|0||"}, rowsOfDraft(d))
}

func TestMovements(t *testing.T) {
	const ledger = "Date;Cédant;Cessionnaire;Nombre d'actions\n01/02/2020;;Nord SAS;100\n03/04/2021;Nord SAS;Sud SAS;40\n2024-05-06;Sud SAS;;10\n"
	for _, header := range []string{ledger, "Date;Titulaire;Débit;Crédit;Solde\n01/02/2020;Nord SAS;;100;100\n", "Date of transfer,Transferor,Transferee,Quantity\n"} {
		require.Contains(t, faultsOf(t, header)[0], "captable-movements")
	}
	replay := func(day ownership.Date) func(*captable.Options) {
		return func(o *captable.Options) { o.Replay, o.AsOf = true, day }
	}
	require.Equal(t, []string{"nord-sas|||100|"}, rowsOfDraft(capTableOf(t, ledger, replay(20210402))))
	require.Equal(t, []string{"nord-sas|||60|", "sud-sas|||40|"}, rowsOfDraft(capTableOf(t, ledger, replay(20210403))))
	require.Equal(t, []string{"nord-sas|||60|", "sud-sas|||30|"}, rowsOfDraft(capTableOf(t, ledger, replay(20261122))))

	accounts := "Date;Titulaire;Débit;Crédit;Solde\n03/04/2021;Nord SAS;40;;61\n01/02/2020;Nord SAS;;100;100\n03/04/2021;Sud SAS;;40;40\n"
	d := capTableOf(t, accounts, replay(20261122))
	require.Equal(t, []string{"nord-sas|||60|", "sud-sas|||40|"}, rowsOfDraft(d))
	require.Equal(t, "61", trial.Note(t, d.Notes, "captable-balance").Args["printed"])

	require.Equal(t, []string{"t.csv:2:2 captable-negative-balance"}, faultsOf(t, "Date;Cédant;Cessionnaire;Actions\n01/02/2020;Nord SAS;Sud SAS;1\n", replay(20261122)))
	require.Equal(t, []string{"t.csv:2:1 captable-movement-day"}, faultsOf(t, "Date;Cédant;Cessionnaire;Actions\nhier;;Sud SAS;1\n", replay(20261122)))
	require.Equal(t, []string{"t.csv:1 captable-movements-undated"}, faultsOf(t, "Cédant;Cessionnaire;Actions\n;Sud SAS;1\n", replay(20261122)))
	require.Equal(t, []string{"nord-sas|||60|"}, rowsOfDraft(capTableOf(t, "Bénéficiaire;Nombre d'actions\nNord SAS;60\n")))
	// A balance for each holder is a list of holders.
	require.Equal(t, []string{"nord-sas|||60|", "sud-sas|||40|"}, rowsOfDraft(capTableOf(t, "Titulaire;Solde\nNord SAS;60\nSud SAS;40\n")))
}

// Replaying a register keeps every share: what is held in the end is what was
// issued less what was cancelled.
func TestReplayKeepsShares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := "Date;Cédant;Cessionnaire;Actions\n"
		balance, issued := [4]int{}, 0
		for i := range rapid.IntRange(1, 28).Draw(t, "moves") {
			from, to := rapid.IntRange(-1, 3).Draw(t, "from"), rapid.IntRange(0, 3).Draw(t, "to")
			n := rapid.IntRange(1, 50).Draw(t, "n")
			seller := ""
			if from >= 0 {
				if n = min(n, balance[from]); n == 0 {
					continue
				}
				balance[from] -= n
				seller = fmt.Sprintf("H%c SAS", 'a'+from)
			} else {
				issued += n
			}
			balance[to] += n
			text += fmt.Sprintf("2020-01-%02d;%s;H%c SAS;%d\n", 1+i, seller, 'a'+to, n)
		}
		if issued == 0 {
			return
		}
		d, err := tryCapTable(text, func(o *captable.Options) { o.Replay = true })
		require.NoError(t, err)
		sum := 0
		for _, r := range d.Shareholdings {
			n := 0
			fmt.Sscan(r["shares"], &n)
			assert.Equal(t, balance[r["holder"][1]-'a'], n)
			sum += n
		}
		require.Equal(t, issued, sum)
	})
}

func TestNamesInOneFile(t *testing.T) {
	d := capTableOf(t, "Actionnaire;Pays;Catégorie;Actions\nNord S.A.S.;France;A;10\nNORD SAS;;B;10\nNord SAS;Belgique;A;10\nNord;France;A;10\n")
	require.Equal(t, []string{"nord-sas", "nord-sas", "nord-sas-2", "nord"}, []string{
		d.Shareholdings[0]["holder"], d.Shareholdings[1]["holder"], d.Shareholdings[2]["holder"], d.Shareholdings[3]["holder"],
	})
	require.Contains(t, questionCodes(d), "captable-same-name")
	d = capTableOf(t, "Actionnaire;SIREN;Actions\nNord SAS;732 829 320;10\nNord Participations;73282932000074;10\nSud SAS;123;5\n")
	require.Equal(t, "siren-732829320", d.Shareholdings[0]["holder"])
	require.Equal(t, "siren-732829320", d.Shareholdings[1]["holder"], "a SIRET holds the SIREN")
	require.Contains(t, noteCodes(d.Notes), "captable-siren-check")
}

func TestNorwegianNumberOfTheHolder(t *testing.T) {
	d := capTableOf(t, "Aksjonær;Orgnr;Antall aksjer\nVidde Invest AS;999 100 010;60\nFjell AS;999100002;40\n")
	require.Equal(t, []string{"no-999100010|||60|", "no-999100002|||40|"}, rowsOfDraft(d))
}

func TestNamesOfSigns(t *testing.T) {
	d := capTableOf(t, "Actionnaire;Actions\n★;60\n♥;40\n")
	require.Equal(t, []string{"holder|||60|", "holder-2|||40|"}, rowsOfDraft(d))
}

func TestCountriesAreFoundOrRefused(t *testing.T) {
	d := capTableOf(t, "Shareholder;Country;Shares\nNord Ltd;Delaware;1\nSud SAS;Pays-Bas;1\nM. Jean Est;USA;1\n")
	require.Equal(t, "US-DE", d.Entities[1]["registered_office"])
	require.Equal(t, "NL", d.Entities[2]["registered_office"])
	require.Equal(t, "US", d.Entities[3]["residence"])
	require.Equal(t, []string{"t.csv:2:2 country-unknown-near"}, faultsOf(t, "Shareholder;Country;Shares\nNord Ltd;Frence;1\n"))
}

func TestHostileTables(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":               {"", "t.csv empty-file"},
		"blank lines":           {"\n;;;\n\n", "t.csv captable-no-header"},
		"no table":              {"Dear counsel, please find attached the table.\n", "t.csv captable-no-header"},
		"header alone":          {"Actionnaire;Actions\n", "t.csv captable-no-holder"},
		"only totals":           {"Actionnaire;Actions\nTotal;100\n", "t.csv captable-no-holder"},
		"names alone":           {"Actionnaire;Pays\nNord SAS;France\n", "t.csv:1 captable-no-figures"},
		"100,000 columns":       {"Actionnaire;Actions\nNord SAS;" + strings.Repeat("1;", 100_000) + "\n", "t.csv:2:1025 captable-columns"},
		"a huge cell":           {"Actionnaire;Actions\n" + strings.Repeat("x", 40_000) + ";1\n", "t.csv:2:1 cell-too-long"},
		"a workbook":            {"PK\x03\x04rest", "t.csv file-is-workbook"},
		"broken UTF-8":          {"Actionnaire;Actions\nSoci\xc3\xa9t\xe9 SAS;1\n", "t.csv:2:1 broken-encoding"},
		"an open quote":         {"Actionnaire;Actions\n\"Nord SAS;1\n", "t.csv:2:1 quote-not-closed"},
		"a quote over rows":     {"Actionnaire;Actions;Note\nNord SAS;1;\"x\nSud Inc.;2;y\nEst SAS;3;z\n", "t.csv:2:3 quote-not-closed"},
		"a quote to the next":   {"Actionnaire;Actions;Note\nNord SAS;1;\"x\nSud Inc.;2;\"y\"\nEst SAS;3;z\n", "t.csv:2:3 quote-not-closed"},
		"a very large exponent": {"Actionnaire;Actions\nNord SAS;1e999999999\n", "t.csv:2:2 number-form"},
	} {
		assert.Contains(t, faultsOf(t, c.text), c.want, name)
	}
	d := capTableOf(t, "Actionnaire;Actions\n\"=HYPERLINK(\"\"http://example.test\"\";\"\"x\"\")\";1\n@sum SAS;1\n\u202eevil\u0007 SAS;1\n")
	require.Equal(t, `=HYPERLINK("http://example.test";"x")`, d.Entities[1]["name"], "the name is what the file says; the writer makes it harmless")
	require.Equal(t, "evil SAS", d.Entities[3]["name"])
	_, err := captable.Read("t.csv", strings.NewReader("Actionnaire;Actions\nNord SAS;1\n"), captable.Options{Limits: spreadsheet.Limits{FileBytes: 10}})
	require.ErrorContains(t, err, "file-too-large")
	require.Equal(t, []string{"t.csv:3 captable-rows"}, faultsOf(t, "Actionnaire;Actions\nNord SAS;1\nSud SAS;1\n", func(o *captable.Options) { o.Limits.Rows = 2 }))
}

// TestQuotesOfCapTables takes what is written by hand: a mark inside a line is a
// mark, and a closed cell may have several lines.
func TestQuotesOfCapTables(t *testing.T) {
	d := capTableOf(t, "Actionnaire;Actions;Note\nNord \"N\" SAS;1;\"12 rue X\n75001 Paris\"\nSud SAS;2;5\" de plus\n")
	require.Equal(t, `Nord "N" SAS`, d.Entities[1]["name"])
	require.Len(t, d.Shareholdings, 2)
}

// TestFrenchFiguresOfCapTables has the decimal comma and no-break spaces in every
// figure that a French sentence or note holds.
func TestFrenchFiguresOfCapTables(t *testing.T) {
	d := capTableOf(t, "Actionnaire;Nb actions;% droits de vote théoriques;% droits de vote exerçables\nA SAS;1 000;48,1;50\nB SAS;1 000;51,9;50\nTotal;2 012,75;100,5;100\n", func(o *captable.Options) { o.Lang = "fr" })
	var printed []any
	for _, n := range d.Notes {
		if n.Code == "captable-total" {
			printed = append(printed, n.Args["printed"])
		}
	}
	require.Contains(t, printed, "2\u00a0012,75")
	require.Contains(t, d.Shareholdings[0]["note"], "48,1\u00a0%")
}

// TestNationalitiesOfCapTables reads the words for the people of a country.
func TestNationalitiesOfCapTables(t *testing.T) {
	d := capTableOf(t, "Associé;Nb de parts;Nationalité\nM. René Ünal;10;Française\nMme Zoë Smith;5;américaine\n")
	require.Equal(t, []string{"FR", "US"}, []string{d.Entities[1]["nationality"], d.Entities[2]["nationality"]})
	require.Equal(t, "person", d.Entities[2]["kind"])
	require.Equal(t, "5", d.Shareholdings[1]["shares"])
	require.Equal(t, []string{"t.csv:2:3 country-unknown-near"}, faultsOf(t, "Associé;Parts;Pays\nNord SAS;10;Française\n"), "a seat is a country")
}

func TestEncodingsOfCapTables(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(capTables, "atelier-1252.csv"))
	require.NoError(t, err)
	text, enc := input.Decode(raw)
	require.Equal(t, input.Windows1252, enc)
	read := func(raw []byte) []string {
		d, err := captable.Read("t.csv", bytes.NewReader(raw), captable.Options{Issuer: "p"})
		require.NoError(t, err)
		return rowsOfDraft(d)
	}
	want := read(raw)
	require.Len(t, want, 6)
	require.Equal(t, want, read(text))
	require.Equal(t, want, read(append([]byte("\ufeff"), text...)))
	require.Equal(t, want, read([]byte(strings.ReplaceAll(string(text), ";", "\t"))))
	require.Equal(t, want, read([]byte(strings.ReplaceAll(string(text), ";", "|"))))
	require.Equal(t, want, read(append([]byte("sep=;\r\n"), text...)))
}

// TestEveryExampleImports reads every file of the examples, twice with one
// outcome.
func TestEveryExampleImports(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(capTables, "*"))
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), 6)
	for _, file := range files {
		opts := captable.Options{Issuer: "p", IssuerName: "P SAS", Replay: true, AsOf: 20261122, Lang: "fr"}
		if strings.Contains(file, "-no.") {
			opts.Issuer = ""
		}
		d, err := captable.Import(file, opts)
		require.NoError(t, err, file)
		again, err := captable.Import(file, opts)
		require.NoError(t, err, file)
		require.Equal(t, d, again, file)
		require.NotEmpty(t, d.Shareholdings, file)
		require.False(t, d.Blocked(), file)
		for _, row := range d.Shareholdings {
			require.Contains(t, row["source"], filepath.Base(file))
		}
	}
}

// workbookOf writes a workbook with one sheet of rows.
func workbookOf(t testing.TB, rows [][]any, change ...func(*excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		for j, v := range row {
			if v == nil {
				continue
			}
			cell, err := excelize.CoordinatesToCellName(j+1, i+1)
			require.NoError(t, err)
			if text, ok := v.(string); ok {
				require.NoError(t, f.SetCellStr("Sheet1", cell, text))
			} else {
				require.NoError(t, f.SetCellValue("Sheet1", cell, v))
			}
		}
	}
	for _, c := range change {
		c(f)
	}
	path := filepath.Join(t.TempDir(), "t.xlsx")
	require.NoError(t, f.SaveAs(path))
	return path
}

func TestWorkbookCapTables(t *testing.T) {
	opts := captable.Options{Issuer: "p", IssuerName: "P SAS"}
	percent := func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{NumFmt: 10})
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("Sheet1", "C3", "C5", style))
	}
	path := workbookOf(t, [][]any{{"P SAS"}, {"Shareholder", "Shares", "Ownership"}, {"Nord Ltd", 1234.0, 0.1234}, {"Sud Ltd", 8766, 0.8766}, {"Total", 10000, 1}}, percent, func(f *excelize.File) {
		require.NoError(t, f.MergeCell("Sheet1", "A1", "C1"))
	})
	d, err := captable.Import(path, opts)
	require.NoError(t, err)
	require.Equal(t, []string{"nord-ltd|12.34||1234|", "sud-ltd|87.66||8766|"}, rowsOfDraft(d))
	require.Equal(t, "t.xlsx[Sheet1]!A3", d.Shareholdings[0]["source"])
	require.NotContains(t, noteCodes(d.Notes), "captable-ratio", "the cells show percentages")

	// Names merged over the classes of a holder, and a figure merged over rows.
	path = workbookOf(t, [][]any{{"Shareholder", "Class", "Shares", "Ownership"}, {"Nord Ltd", "A", 10, 0.5}, {nil, "B", 40, nil}, {"Sud Ltd", "A", 50, 0.5}}, func(f *excelize.File) {
		require.NoError(t, f.MergeCell("Sheet1", "A2", "A3"))
		require.NoError(t, f.MergeCell("Sheet1", "D2", "D3"))
	})
	d, err = captable.Import(path, opts)
	require.NoError(t, err)
	require.Equal(t, "nord-ltd", d.Shareholdings[1]["holder"])
	require.Equal(t, "2–3", trial.Note(t, d.Notes, "captable-merged-figure").Args["rows"])

	// A formula that was never computed is no figure.
	formula := func(cell string) func(*excelize.File) {
		return func(f *excelize.File) { require.NoError(t, f.SetCellFormula("Sheet1", cell, "1+1")) }
	}
	path = workbookOf(t, [][]any{{"Shareholder", "Shares", "Ownership %"}, {"Nord Ltd", 60, nil}, {"Sud Ltd", 40, 40}}, formula("C2"))
	d, err = captable.Import(path, opts)
	require.NoError(t, err)
	require.Equal(t, "t.xlsx[Sheet1]!C2", trial.Note(t, d.Notes, "captable-no-value").At.String())
	require.Equal(t, "60", d.Shareholdings[0]["shares"])
	path = workbookOf(t, [][]any{{"Shareholder", "Shares"}, {"Nord Ltd", nil}, {"Sud Ltd", 40}}, formula("B2"))
	_, err = captable.Import(path, opts)
	require.ErrorContains(t, err, "t.xlsx[Sheet1]!A2: captable-formula")

	// Two sheets with a table: which?
	path = workbookOf(t, [][]any{{"Shareholder", "Shares"}, {"Nord Ltd", 1}}, func(f *excelize.File) {
		_, err := f.NewSheet("Second")
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow("Second", "A1", &[]any{"Shareholder", "Shares"}))
		require.NoError(t, f.SetSheetRow("Second", "A2", &[]any{"Sud Ltd", 1}))
	})
	d, err = captable.Import(path, opts)
	require.NoError(t, err)
	require.Equal(t, []string{"captable-which-sheet"}, questionCodes(d))
	require.True(t, d.Blocked())
	damaged := filepath.Join(t.TempDir(), "damaged.xlsx")
	require.NoError(t, os.WriteFile(damaged, []byte("PK\x03\x04 and no more"), 0o600))
	_, err = captable.Import(damaged, opts)
	require.ErrorContains(t, err, "workbook-damaged")
	_, err = captable.Import(filepath.Join(t.TempDir(), "none.csv"), opts)
	require.ErrorContains(t, err, "file-unreadable")
	opts.Sheet = "second"
	d, err = captable.Import(path, opts)
	require.NoError(t, err)
	require.Equal(t, "sud-ltd", d.Shareholdings[0]["holder"])
}

// TestCapTableVocabulary checks the alias table: every row has a known sort and
// match, and no header means two columns.
func TestCapTableVocabulary(t *testing.T) {
	seen := map[string]string{}
	aliases, err := os.ReadFile("aliases.csv")
	require.NoError(t, err)
	for i, line := range strings.Split(strings.TrimSpace(string(aliases)), "\n")[1:] {
		cells := strings.SplitN(line, ",", 4)
		require.Len(t, cells, 4, line)
		require.Contains(t, []string{"column", "held", "row", "kind"}, cells[0], line)
		require.Contains(t, []string{"is", "has", "starts", "ends", "held", "value"}, cells[2], line)
		require.NotEmpty(t, cells[3], "line %d", i+2)
		if cells[0] == "column" && cells[2] == "is" {
			key := written.Fold(cells[3])
			if before, there := seen[key]; there {
				assert.Equal(t, before, cells[1], line)
			}
			seen[key] = cells[1]
		}
		if cells[0] == "kind" {
			assert.Contains(t, ownership.Kinds, ownership.Kind(cells[1]), line)
		}
	}
	require.NotEmpty(t, captable.Columns())
}

func TestFiveThousandRows(t *testing.T) {
	raw := largeCapTable(5000)
	d, err := captable.Read("t.csv", bytes.NewReader(raw), captable.Options{Issuer: "p", IssuerName: "P SAS"})
	require.NoError(t, err)
	match.NewMatcher(nil).Join(d, match.Options{})
	require.Len(t, d.Shareholdings, 5000)
}

func largeCapTable(rows int) []byte {
	var b bytes.Buffer
	b.WriteString("Actionnaire;Pays;Nombre d'actions;% du capital;Droits de vote\n")
	for i := range rows {
		fmt.Fprintf(&b, "Porteur numéro %d SAS;France;%d;%s %%;%d\n", i, 1000+i, "0,02", 1500+i)
	}
	return b.Bytes()
}

func BenchmarkCapTable5000(b *testing.B) {
	raw := largeCapTable(5000)
	for b.Loop() {
		d, err := captable.Read("t.csv", bytes.NewReader(raw), captable.Options{Issuer: "p", IssuerName: "P SAS"})
		require.NoError(b, err)
		match.NewMatcher(nil).Join(d, match.Options{})
	}
}

// FuzzCapTable reads any bytes as a cap table: there is a draft whose rows a
// dossier can hold, or there are faults, each with a sentence.
func FuzzCapTable(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(capTables, "*.csv"))
	require.NoError(f, err)
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(raw, false)
		f.Add(raw, true)
	}
	f.Add([]byte("Actionnaires;Capital;;Votes;\n;Nombre;%;Nombre;%\nNord;1;1 %;2;2 %\n"), false)
	f.Add([]byte("Associé;Parts\nA (usufruit);40\nTotal;40\n"), false)
	f.Add([]byte("Orgnr;Selskap;Aksjonær;Antall\n1;A AS;B;1\n"), false)
	f.Fuzz(func(t *testing.T, raw []byte, replay bool) {
		d, err := captable.Read("t.csv", bytes.NewReader(raw), captable.Options{Issuer: "p", IssuerName: "P SAS", Replay: replay, AsOf: 20261122, Limits: spreadsheet.Limits{Rows: 2000, Cells: 20_000, Columns: 100}})
		if err != nil {
			var faults *input.Faults
			require.ErrorAs(t, err, &faults)
			for _, n := range faults.Notes {
				trial.Sentence(t, n)
			}
			return
		}
		ids := map[string]bool{}
		for _, e := range d.Entities {
			require.NotEmpty(t, e["id"])
			require.False(t, ids[e["id"]], e["id"])
			ids[e["id"]] = true
		}
		for _, h := range d.Shareholdings {
			require.True(t, ids[h["holder"]] && ids[h["issuer"]], "%v", h)
			for _, column := range []string{"capital", "votes"} {
				_, fault := written.Share(h[column])
				if fault != nil && !strings.Contains(fault.Error(), "share-over-100") {
					t.Fatalf("%s %q: %v", column, h[column], fault)
				}
			}
			for _, column := range []string{"shares", "votes_per_share"} {
				_, fault := written.Count(h[column], 0)
				require.Nil(t, fault, h[column])
			}
		}
		match.NewMatcher(nil).Join(d, match.Options{})
		tell(t, d)
	})
}
