package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// TestScripts runs testdata/scripts. Besides testscript's own commands:
//
//	dossier NAME [AS]                 copy testdata/dossiers/NAME into the working folder
//	status N COMMAND ARG...           run a command, which must end with that exit status
//	[!] json FILE PATH [VALUE]        what a JSON file (or stdout) has at a path
//	figures DIMENSION OF A B C [HOLDER]
//	                                  the provider's look_through, control and combined figure in the
//	                                  JSON on stdout; OF is collective, individual or a holder's id; a figure
//	                                  is 24, 600/19, a range 18.75..60, or 20.4.. where only the low end matters
//	finding TEST VERDICT [contested]  the verdict of a test in the JSON on stdout
//	shuffle SEED FILE...              put the rows of CSV files in another order
//	damage FILE AT                    change the byte at that place of a file; from its end when it is negative
//	cut FILE SIZE                     leave only so many bytes of a file
//	pack gz|zst FILE...               compress files, which get the ending
//	lengthen FILE N ROW               put N rows behind the header, with their numbers for #
//	encode windows-1252|utf-16le FILE...
//	                                  write UTF-8 files in another encoding
//	sameapart FILE FILE               compare two reports apart from line numbers and checksums
func TestScripts(t *testing.T) {
	dossiers, err := filepath.Abs(dossiersDir)
	if err != nil {
		t.Fatal(err)
	}
	imports, err := filepath.Abs("../../testdata/imports")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 scriptsDir,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("LC_ALL", "C")
			env.Setenv("IMPORTS", imports) // testdata/imports
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"dossier": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) < 1 || len(args) > 2 {
					ts.Fatalf("usage: dossier NAME [AS]")
				}
				ts.Check(copyFolder(filepath.Join(dossiers, args[0]), ts.MkAbs(args[len(args)-1])))
			},
			"status":  scriptStatus,
			"json":    scriptJSON,
			"figures": scriptFigures,
			"finding": scriptFinding,
			"shuffle": scriptShuffle,
			"damage": func(ts *testscript.TestScript, neg bool, args []string) {
				changeFile(ts, neg, args, func(text []byte, at int) []byte {
					text[(at+len(text))%len(text)] ^= 0x10
					return text
				})
			},
			"pack":     scriptPack,
			"lengthen": scriptLengthen,
			"encode":   scriptEncode,
			"cut": func(ts *testscript.TestScript, neg bool, args []string) {
				changeFile(ts, neg, args, func(text []byte, size int) []byte { return text[:size] })
			},
			"sameapart": func(ts *testscript.TestScript, neg bool, args []string) {
				if neg || len(args) != 2 {
					ts.Fatalf("usage: sameapart FILE FILE")
				}
				a, b := withoutLines(ts.ReadFile(args[0])), withoutLines(ts.ReadFile(args[1]))
				if a != b {
					ts.Fatalf("%s and %s differ beyond line numbers:\n%s", args[0], args[1], firstDifference(a, b))
				}
			},
		},
	})
}

func scriptPack(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: pack gz|zst FILE...")
	}
	for _, name := range args[1:] {
		var out bytes.Buffer
		var w io.WriteCloser = gzip.NewWriter(&out)
		if args[0] == "zst" {
			var err error
			w, err = zstd.NewWriter(&out)
			ts.Check(err)
		}
		_, err := w.Write([]byte(ts.ReadFile(name)))
		ts.Check(errors.Join(err, w.Close()))
		ts.Check(os.Remove(ts.MkAbs(name)))
		ts.Check(os.WriteFile(ts.MkAbs(name+"."+args[0]), out.Bytes(), 0o666))
	}
}

func scriptLengthen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: lengthen FILE N ROW")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	header, rest, _ := strings.Cut(ts.ReadFile(args[0]), "\n")
	var b strings.Builder
	b.WriteString(header + "\n")
	for i := range n {
		b.WriteString(strings.ReplaceAll(args[2], "#", strconv.Itoa(i+1)) + "\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(b.String()+rest), 0o666))
}

func scriptEncode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: encode windows-1252|utf-16le FILE...")
	}
	var to encoding.Encoding = charmap.Windows1252
	if args[0] == "utf-16le" {
		to = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	}
	for _, name := range args[1:] {
		text, err := to.NewEncoder().String(ts.ReadFile(name))
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o666))
	}
}

// changeFile changes a file by a number.
func changeFile(ts *testscript.TestScript, neg bool, args []string, change func(text []byte, n int) []byte) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: damage FILE AT, cut FILE SIZE")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), change([]byte(ts.ReadFile(args[0])), n), 0o666))
}

func scriptStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND ARG...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if crashed(ts.ReadFile("stderr")) {
		ts.Fatalf("the program crashed")
	}
	if got != want {
		ts.Fatalf("exit status is %d, not %d", got, want)
	}
}

func scriptJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 || len(args) > 3 {
		ts.Fatalf("usage: [!] json FILE PATH [VALUE]")
	}
	value, err := decode([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	value, err = lookup(value, args[1])
	if len(args) == 3 {
		if err != nil {
			ts.Fatalf("%v", err)
		}
		err = differs(value, args[2])
	}
	switch {
	case neg && err == nil:
		ts.Fatalf("%s is there, and should not be", strings.Join(args[1:], " "))
	case !neg && err != nil:
		ts.Fatalf("%s: %v", args[1], err)
	}
}

func scriptFigures(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 5 || len(args) > 6 {
		ts.Fatalf("usage: figures DIMENSION OF LOOK_THROUGH CONTROL COMBINED [HOLDER]")
	}
	report, err := decode([]byte(ts.ReadFile("stdout")))
	ts.Check(err)
	for i, reading := range []string{"look_through", "control", "combined"} {
		path := figurePath(args[0], args[1], reading)
		figure, err := lookup(report, path)
		ts.Check(err)
		lo, hi, isRange := strings.Cut(args[2+i], "..")
		if !isRange {
			hi = lo
		}
		for end, want := range map[string]string{"low": lo, "high": hi} {
			if want == "" {
				continue
			}
			got, err := lookup(figure, end)
			ts.Check(err)
			if err := differs(got, want); err != nil {
				ts.Fatalf("%s.%s %v", path, end, err)
			}
		}
		if len(args) == 6 {
			got, err := lookup(figure, "holder")
			ts.Check(err)
			if err := differs(got, args[5]); err != nil {
				ts.Fatalf("%s.holder %v", path, err)
			}
		}
	}
}

// figurePath is where the report of the first subject has a figure of
// collective, individual or a holder.
func figurePath(dimension, of, reading string) string {
	if of == "collective" || of == "individual" {
		return fmt.Sprintf("subjects[0].non_eu.%s.%s.%s", dimension, reading, of)
	}
	return fmt.Sprintf("subjects[0].holders[entity=%s].%s.%s", of, dimension, reading)
}

func scriptFinding(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args) > 3 || len(args) == 3 && args[2] != "contested" {
		ts.Fatalf("usage: finding TEST VERDICT [contested]")
	}
	report, err := decode([]byte(ts.ReadFile("stdout")))
	ts.Check(err)
	finding, err := lookup(report, "subjects[0].findings[test="+args[0]+"]")
	ts.Check(err)
	for key, want := range map[string]string{"verdict": args[1], "contested": strconv.FormatBool(len(args) == 3)} {
		got, err := lookup(finding, key)
		ts.Check(err)
		if err := differs(got, want); err != nil {
			ts.Fatalf("%s %s %v", args[0], key, err)
		}
	}
}

var (
	lineNumber = regexp.MustCompile(`\.csv:\d+(:\d+)?`)
	checksum   = regexp.MustCompile(`[0-9a-f]{64}`)
)

// withoutLines blanks what the order of rows may change in a report.
func withoutLines(report string) string {
	return checksum.ReplaceAllString(lineNumber.ReplaceAllString(report, ".csv:N"), "SHA256")
}

// firstDifference shows the first line in which two texts differ.
func firstDifference(a, b string) string {
	left, right := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(left), len(right)) {
		if left[i] != right[i] {
			return fmt.Sprintf("line %d\n- %.300s\n+ %.300s", i+1, left[i], right[i])
		}
	}
	return fmt.Sprintf("%d lines and %d lines", len(left), len(right))
}

func scriptShuffle(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: shuffle SEED FILE...")
	}
	seed, err := strconv.ParseUint(args[0], 10, 64)
	ts.Check(err)
	for _, name := range args[1:] {
		rows, err := csv.NewReader(strings.NewReader(ts.ReadFile(name))).ReadAll()
		ts.Check(err)
		data := rows[1:]
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(data), func(i, j int) { data[i], data[j] = data[j], data[i] })
		var out bytes.Buffer
		w := csv.NewWriter(&out)
		ts.Check(w.WriteAll(rows))
		ts.Check(os.WriteFile(ts.MkAbs(name), out.Bytes(), 0o666))
	}
}
