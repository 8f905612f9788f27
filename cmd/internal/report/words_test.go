package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"egide/data"
	"egide/ownership"
	"egide/rules"
)

// takesCode are the functions that are given the code of a sentence, and among
// how many of their first arguments.
var takesCode = map[string]int{
	"note": 2, "fault": 2, "warn": 2, "assume": 1, "ask": 1, "wrong": 1,
	"Fault": 2, "Warn": 2, "Refusal": 2, "refusal": 2, "NewFault": 1,
	"Word": 1, "Sentence": 1, "Has": 1, "section": 1,
}

// TestEveryCodeHasASentence reads the sources for codes of notes and words: each
// that stands there whole is in the words, and each beginning of one that is
// completed at run time begins some.
func TestEveryCodeHasASentence(t *testing.T) {
	codes := data.Words("en").Codes()
	known := map[string]bool{}
	for _, code := range codes {
		known[code] = true
	}
	form := regexp.MustCompile(`^[a-z][a-z0-9]*[a-z0-9._/-]*$`)
	begins := func(prefix string) bool {
		for _, code := range codes {
			if strings.HasPrefix(code, prefix) {
				return true
			}
		}
		return false
	}
	seen := 0
	look := func(at token.Position, e ast.Expr) {
		switch e := e.(type) {
		case *ast.BasicLit:
			text, err := strconv.Unquote(e.Value)
			if err != nil || e.Kind != token.STRING || !form.MatchString(text) {
				return
			}
			seen++
			if !known[text] && !completes(codes, text) {
				t.Errorf("%s: there is no sentence %q", at, text)
			}
		case *ast.BinaryExpr:
			if first, ok := e.X.(*ast.BasicLit); ok && e.Op == token.ADD && first.Kind == token.STRING {
				text, _ := strconv.Unquote(first.Value)
				seen++
				if !begins(text) {
					t.Errorf("%s: no sentence begins with %q", at, text)
				}
			}
		}
	}
	root := "../../.."
	for _, dir := range []string{"ownership", "rules", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			require.NoError(t, err)
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.KeyValueExpr:
					if key, ok := n.Key.(*ast.Ident); ok && (key.Name == "Code" || key.Name == "code") {
						look(set.Position(n.Pos()), n.Value)
					}
				case *ast.AssignStmt:
					for i, left := range n.Lhs {
						if name, ok := left.(*ast.Ident); ok && name.Name == "code" && i < len(n.Rhs) && len(n.Rhs) == len(n.Lhs) {
							look(set.Position(n.Pos()), n.Rhs[i])
						}
					}
				case *ast.CallExpr:
					name := ""
					switch f := n.Fun.(type) {
					case *ast.Ident:
						name = f.Name
					case *ast.SelectorExpr:
						name = f.Sel.Name
					}
					for _, arg := range n.Args[:min(takesCode[name], len(n.Args))] {
						switch arg.(type) {
						case *ast.BasicLit, *ast.BinaryExpr:
							look(set.Position(n.Pos()), arg)
							return true
						}
					}
				}
				return true
			})
			return nil
		})
		require.NoError(t, err)
	}
	assert.Greater(t, seen, 200, "the sources were read")
}

// completes tells whether the text is the end of a code whose beginning is added
// at run time, as the reasons for which a third party is caught.
func completes(codes []string, text string) bool {
	for _, code := range codes {
		if code == "caught-"+text {
			return true
		}
	}
	return false
}

// TestCodesThatAreMade names what the sources complete at run time.
func TestCodesThatAreMade(t *testing.T) {
	var codes []string
	add := func(prefix string, parts ...string) {
		for _, part := range parts {
			codes = append(codes, prefix+part)
		}
	}
	verdicts := []string{"compliant", "non_compliant", "undetermined"}
	add("verdict-", verdicts...)
	add("would-", verdicts...)
	add("headline-", append(verdicts, "non_compliant-and-open")...)
	add("headline-third-parties", "", "-compliant")
	add("test-verdict-", append(verdicts, "not_applicable")...)
	add("quiet-", verdicts[1:]...)
	add("individual-", verdicts...)
	add("individual-undisclosed-", verdicts...)
	add("collective-", verdicts...)
	add("board-", verdicts...)
	add("answer-", "yes", "no", "unknown")
	add("explain-outside-", "yes", "no", "unknown")
	add("level-", append([]string{rules.LevelUndetermined}, data.Grounds...)...)
	add("law-role-", "covered", "arguable", "not_covered", "unknown")
	add("law-status-", "in_force", "residual", "lapsed", "not_yet", "unverified")
	for _, r := range ownership.Readings {
		add("reading-", r.String())
	}
	for _, d := range ownership.Dimensions {
		add("dimension-", d.String(), d.String()+"-column")
	}
	for _, b := range []ownership.Basis{ownership.ByMajority, ownership.ByPresumption, ownership.ByAgreement, ownership.ByDeFacto, ownership.ByBoard} {
		add("basis-", string(b))
		add("caught-controlled-", string(b))
	}
	for _, r := range []ownership.RightKind{ownership.Veto, ownership.Appoint, ownership.ControlAgreement, ownership.DeFactoControl} {
		add("right-", string(r))
	}
	for _, a := range []ownership.Access{ownership.AccessNone, ownership.AccessTechnical, ownership.AccessCustomer, ownership.AccessUnknown} {
		add("access-short-", string(a))
	}
	for _, u := range []ownership.Use{ownership.PrimaryUse, ownership.BackupUse, ownership.AdministrationUse, ownership.SupervisionUse, ownership.SupportUse} {
		add("use-", string(u))
	}
	for _, k := range []ownership.GapKind{ownership.GapHolders, ownership.GapShares, ownership.GapPlace, ownership.GapRing} {
		add("ask-", string(k))
	}
	for month := range 12 {
		add("month-", strconv.Itoa(month+1))
	}
	for _, q := range data.Requirements() {
		if q.Kind == "test" {
			add("test-", q.ID)
		}
	}
	for _, lang := range data.Languages {
		for _, code := range codes {
			_, ok := data.Words(lang).Text(code)
			assert.True(t, ok, "there is no sentence %q", code)
		}
	}
}

// TestReportsSayEverything holds that no sentence of a real report lacks a word,
// or a fact in one of its places.
func TestReportsSayEverything(t *testing.T) {
	places := regexp.MustCompile(`\{[a-z_]+(\|[^}]*)?\}`)
	known := data.Words("en")
	for name, result := range results(t) {
		for _, lang := range data.Languages {
			r := Make(result, lang)
			text, err := JSON(r)
			require.NoError(t, err)
			assert.Empty(t, places.FindAllString(strings.ReplaceAll(string(text), "{}", ""), 3), "%s in %s", name, lang)
			for _, list := range [][]Note{r.Assumptions, r.Warnings, reasons(r)} {
				for _, n := range list {
					_, ok := known.Text(n.Code)
					assert.True(t, ok, "%s: there is no sentence %q", name, n.Code)
				}
			}
		}
	}
}

// reasons are the notes of the findings of a report.
func reasons(r *Report) []Note {
	var notes []Note
	for _, s := range r.Subjects {
		for _, f := range s.Findings {
			notes = append(notes, f.Reason)
			for _, a := range f.AskFor {
				notes = append(notes, a.Reason)
			}
		}
	}
	return notes
}
