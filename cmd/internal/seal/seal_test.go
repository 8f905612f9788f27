package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"aead.dev/minisign"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/cmd/internal/document"
	"egide/cmd/internal/document/pdf"
	"egide/cmd/internal/report"
	"egide/cmd/internal/terminal"
)

// What minisign 0.11 wrote: a pair of keys (minisign -G -W), a message, and its
// signatures, hashed first and in the older form.
const (
	theirSecret = "untrusted comment: minisign encrypted secret key\nRWQAAEIyAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAN+LUUAtFMKCfisknS0Z0GnM9bf7bXcPvptrvj4/BfkW14B2iNkwHGr65pohvM2+SV+2tQLO5FKiOpT3BKtCI3DSZ3aPq6oVMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
	theirPublic = "untrusted comment: minisign public key A030450B50D4E237\nRWQ34tRQC0UwoL65pohvM2+SV+2tQLO5FKiOpT3BKtCI3DSZ3aPq6oVM\n"
	theirText   = "The file that was signed.\n"
	theirHashed = "untrusted comment: untrusted\nRUQ34tRQC0UwoPqTel6eaY/+ZmjO9VcDErutAIPi8bqNVDXTO3j7fgdtRzKUTd/W3lWBWocQVEdmjffmQuGTiynhp4O3jUMcbgw=\ntrusted comment: trusted words\nuq+/sxYoM0TWMAmjM3uU5SaZ7mLydmTs9PKw80Hv6Fpye5W2i84fBtLgqh7FGm/kvHoe+M4P6z0GUqxXzrhmAQ==\n"
	theirOlder  = "untrusted comment: signature from minisign secret key\nRWQ34tRQC0UwoGyYrt2XcYaWNzM5XTU2fcAKBXUwVPuF1k+e1zk5q14J32tKrocb8/iK+lkupd39DUp+RSsParKma6gbFsAv9wQ=\ntrusted comment: legacy\naz1Aq1IWW0obkyyGdjQ4IA0yTgxb71uJQZNe7BHgrIgWRiOvBbl8V8fEuWgkOJoRdwmTGNPBU0AAZkrrmrtyAg==\n"
	// locked is the same secret key behind the passphrase "correct horse", with
	// as little work as the form allows; minisign opens it too.
	locked = "untrusted comment: minisign encrypted secret key\nRWRTY0IyYSBzYWx0IG9mIHRoaXJ0eS10d28gbGV0dGVycy4uLi4AgAAAAAAAAAAAAAEAAAAAcEL2d/cy5F5/DyDkagOPo8SuNg/Gob8k4MiCa03thEJUWikaFQN91U0k/X95z02fpvundy65KjFQPKtYBMUnYsnRxEOnYrlX8+bNlS07Nj4D53+AHRN7myk62IcISDfU8VTqhfnanHA=\n"
	// published is the example of the documentation of the crate minisign-verify:
	// the signature of a file with the text "test".
	publishedKey       = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
	publishedSignature = "untrusted comment: signature from minisign secret key\nRUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=\ntrusted comment: timestamp:1633700835\tfile:test\tprehashed\nwLMDjy9FLAuxZ3q4NlEvkgtyhrr0gtTu6KC4KBJdITbbOeAi1zBIYo0v4iTgt8jJpIidRJnp94ABQkJAgAooBQ==\n"
)

func public(t *testing.T, text string) *minisign.PublicKey {
	t.Helper()
	key, err := ReadPublic([]byte(text))
	require.NoError(t, err)
	return &key
}

// Signatures that minisign made are good, and bad once a letter is another.
func TestTheirSignatures(t *testing.T) {
	for _, c := range []struct{ key, text, signature string }{
		{theirPublic, theirText, theirHashed},
		{theirPublic, theirText, theirOlder},
		{theirPublic, theirText, strings.ReplaceAll(theirHashed, "\n", "\r\n")},
		{publishedKey, "test", publishedSignature},
	} {
		check := Signature("m.json", &Manifest{}, []byte(c.text), []byte(c.signature), public(t, c.key))
		assert.Equal(t, "verify-signed", check.Code)
		assert.True(t, check.Holds())
		check = Signature("m.json", &Manifest{}, []byte(c.text+" "), []byte(c.signature), public(t, c.key))
		assert.Equal(t, "verify-altered", check.Code)
		// The comment that people read is signed too.
		forged := strings.NewReplacer("trusted words", "other words", "legacy", "forged", "file:test", "file:best").Replace(c.signature)
		assert.Equal(t, "verify-altered", Signature("m.json", &Manifest{}, []byte(c.text), []byte(forged), public(t, c.key)).Code)
	}
	assert.Equal(t, "verify-other-key", Signature("m.json", &Manifest{}, []byte("test"), []byte(publishedSignature), public(t, theirPublic)).Code)
}

// A key that minisign made signs the same each time, and its public half is the
// one that minisign wrote.
func TestTheirKeys(t *testing.T) {
	assert.False(t, Locked([]byte(theirSecret)))
	key, err := ReadSecret([]byte(theirSecret), "not looked at")
	require.NoError(t, err)
	text, err := PublicKey(key).MarshalText()
	require.NoError(t, err)
	assert.Equal(t, strings.Fields(theirPublic)[6], strings.Fields(string(text))[6])
	assert.Equal(t, "A030450B50D4E237", KeyName(key.ID()))

	assert.True(t, Locked([]byte(locked)))
	_, err = ReadSecret([]byte(locked), "wrong horse")
	assert.ErrorIs(t, err, ErrPassphrase)
	opened, err := ReadSecret([]byte(locked), "correct horse")
	require.NoError(t, err)
	assert.True(t, opened.Equal(key))

	m := Make([]Sealed{{"a.json", []byte("{}")}}, "2026-11-22")
	signature := Sign(key, m, []byte("content"))
	assert.Equal(t, signature, Sign(opened, m, []byte("content")))
	assert.Contains(t, string(signature), "trusted comment: egide.manifest/1, files: 1, sealed on 2026-11-22\n")
	assert.True(t, minisign.Verify(PublicKey(key), []byte("content"), signature))
	assert.NotEqual(t, minisign.EdDSA, func() uint16 { var s minisign.Signature; _ = s.UnmarshalText(signature); return s.Algorithm }(), "hashed first")
}

// New keys are in the form of minisign, and each is another.
func TestNewKey(t *testing.T) {
	key, secret, publicText, err := NewKey("")
	require.NoError(t, err)
	read, err := ReadSecret(secret, "")
	require.NoError(t, err)
	assert.True(t, read.Equal(key))
	assert.Equal(t, key.ID(), public(t, string(publicText)).ID())
	assert.Regexp(t, "^untrusted comment: minisign public key: [0-9A-F]+\nRW[A-Za-z0-9+/]{54}\n$", string(publicText))
	other, _, _, err := NewKey("")
	require.NoError(t, err)
	assert.False(t, other.Equal(key))
	for _, text := range []string{"", "x", theirPublic, theirHashed, "RWQ="} {
		_, err := ReadSecret([]byte(text), "")
		assert.Error(t, err, text)
	}
	for _, text := range []string{"", "x", theirSecret, theirHashed, "RWQ="} {
		_, err := ReadPublic([]byte(text))
		assert.Error(t, err, text)
	}
}

// made is a report in JSON, such as check writes, with one input.
func made(language, asOf, sum string) []byte {
	return fmt.Appendf(nil, `{"schema": "egide.report/1", "egide": "0.1.0", "language": %q, "as_of": %q, "verdict": "compliant",
  "policy": {"individual_limit": 24, "questions": [{"id": "Q1"}]}, "inputs": [{"file": "entities.csv", "sha256": %q, "rows": 2}, {"file": "r.csv", "sha256": %q, "rows": 1, "use": "register"}]}`, language, asOf, sum, sum)
}

// inPDF is a PDF with the report in it.
func inPDF(t *testing.T, content []byte) []byte {
	t.Helper()
	out, err := pdf.Write(&document.Document{Lang: "en", Title: "T", Attachments: []document.Attachment{{Name: "r.json", MediaType: "application/json", Content: content}}}, pdf.Options{})
	require.NoError(t, err)
	return out
}

var (
	sumA = strings.Repeat("a", 64)
	sumB = strings.Repeat("b", 64)
)

// A manifest has each file once in order, and each report once, with the files
// that hold it: in JSON, in a PDF, or within another document.
func TestMake(t *testing.T) {
	en, fr := made("en", "2026-11-22", sumA), made("fr", "2026-11-22", sumA)
	whatif := fmt.Appendf(nil, `{"schema": "egide.whatif/1", "before": %s, "after": null}`, en)
	files := []Sealed{{"z.pdf", inPDF(t, en)}, {"b.json", en}, {"a.json", fr}, {"note.txt", []byte("text")}, {"w.json", whatif}, {"list.json", []byte(`["egide.report/1"]`)}}
	m := Make(files, "")
	var names []string
	for _, f := range m.Files {
		names = append(names, f.File)
	}
	assert.Equal(t, []string{"a.json", "b.json", "list.json", "note.txt", "w.json", "z.pdf"}, names)
	assert.Equal(t, "egide.report/1", *m.Files[0].Schema)
	assert.Nil(t, m.Files[3].Schema)
	assert.Equal(t, int64(4), m.Files[3].Bytes)
	require.Len(t, m.Reports, 2)
	assert.Equal(t, []string{"a.json"}, m.Reports[0].Files)
	assert.Equal(t, []string{"b.json", "w.json", "z.pdf"}, m.Reports[1].Files)
	assert.Equal(t, "2026-11-22", *m.AsOf)
	assert.Nil(t, m.SealedOn)
	assert.NotContains(t, m.Reports[0].Policy, "questions")
	assert.Equal(t, "24", string(m.Reports[0].Policy["individual_limit"]))

	m = Make(append(files, Sealed{"later.json", made("en", "2027-01-01", sumA)}), "2027-02-01")
	assert.Nil(t, m.AsOf, "of several days")
	assert.Equal(t, "2027-02-01", *m.SealedOn)
	assert.Empty(t, Make([]Sealed{{"note.txt", nil}}, "").Reports)
}

// A manifest validates against the schema, and is read again as it was; what is
// none is refused.
func TestManifestSchema(t *testing.T) {
	m := Make([]Sealed{{"r.json", made("en", "2026-11-22", sumA)}, {"../n.txt", []byte("x")}}, "2026-11-23")
	content, err := report.JSON(m)
	require.NoError(t, err)
	validate(t, "manifest", content)
	again, err := Read(content)
	require.NoError(t, err)
	back, err := report.JSON(again)
	require.NoError(t, err)
	assert.Equal(t, string(content), string(back))

	for _, change := range [][2]string{
		{Schema, "egide.report/1"}, {`"r.json",`, `"/etc/passwd",`}, {`"r.json",`, `"a/../r.json",`}, {`"r.json",`, `"",`},
		{sumA, "a"}, {`"2026-11-23"`, `"yesterday"`}, {"{", ""}, {`"files"`, `"fils"`},
	} {
		broken := strings.Replace(string(content), change[0], change[1], 1)
		require.NotEqual(t, string(content), broken, change[0])
		_, err := Read([]byte(broken))
		assert.ErrorIs(t, err, ErrNoManifest, change[1])
	}
}

func validate(t *testing.T, name string, content []byte) {
	t.Helper()
	text, ok := report.SchemaOf(name)
	require.True(t, ok)
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	require.NoError(t, c.AddResource(name, doc))
	compiled, err := c.Compile(name)
	require.NoError(t, err)
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
	require.NoError(t, err)
	assert.NoError(t, compiled.Validate(value))
}

// codes are what the checks found that is not as it was sealed.
func codes(checks []Check) []string {
	var out []string
	for _, c := range checks {
		if !c.Holds() {
			out = append(out, c.File+" "+c.Code)
		}
	}
	return out
}

// Each file that changed, went or cannot be read is told, and what somebody
// wrote into a manifest without a signature.
func TestFiles(t *testing.T) {
	en := made("en", "2026-11-22", sumA)
	files := map[string][]byte{"r.json": en, "r.pdf": inPDF(t, en), "n.txt": []byte("note")}
	var sealed []Sealed
	for name, content := range files {
		sealed = append(sealed, Sealed{name, content})
	}
	load := func(name string) ([]byte, error) {
		if name == "locked" {
			return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("permission denied")}
		}
		content, ok := files[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return content, nil
	}
	manifest := func() *Manifest {
		content, err := report.JSON(Make(sealed, ""))
		require.NoError(t, err)
		m, err := Read(content)
		require.NoError(t, err)
		return m
	}
	assert.Empty(t, codes(Files(manifest(), load)))
	assert.Len(t, Files(manifest(), load), 3)

	m := manifest()
	m.Reports[0].Inputs[0].SHA256 = sumB
	assert.Equal(t, []string{"r.json verify-report-changed", "r.pdf verify-report-changed", "r.json verify-report-added", "r.pdf verify-report-added"}, codes(Files(m, load)))
	m = manifest()
	m.Reports = nil
	assert.Equal(t, []string{"r.json verify-report-added", "r.pdf verify-report-added"}, codes(Files(m, load)))
	m = manifest()
	verdict := "non_compliant"
	m.Reports[0].Verdict = &verdict
	assert.Contains(t, codes(Files(m, load)), "r.json verify-report-changed")
	m = manifest()
	m.Files = append(m.Files, File{File: "locked", SHA256: sumA}, File{File: "gone", SHA256: sumA})
	files["n.txt"] = []byte("other")
	checks := Files(m, load)
	assert.Equal(t, []string{"n.txt verify-file-changed", "locked verify-file-unreadable", "gone verify-file-missing"}, codes(checks))
	assert.Equal(t, "permission denied", checks[3].Args["why"])
}

// The inputs of the reports are held against the files that are there, whatever
// the reports say; a register is not looked for.
func TestInputs(t *testing.T) {
	reports := Reports(made("en", "2026-11-22", sumOf([]byte("rows"))))
	dossier := map[string][]byte{"entities.csv": []byte("rows")}
	d := Dossier{Tables: []string{"entities.csv"}, Load: func(name string) ([]byte, error) {
		content, ok := dossier[name]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return content, nil
	}}
	checks := Inputs(append(reports, reports...), d)
	assert.Empty(t, codes(checks))
	assert.Len(t, checks, 2, "the same input of two reports is one")
	assert.Equal(t, Unchecked, checks[1].State)

	dossier["entities.csv"] = []byte("other rows")
	assert.Equal(t, []string{"entities.csv verify-input-changed"}, codes(Inputs(reports, d)))
	delete(dossier, "entities.csv")
	assert.Equal(t, []string{"entities.csv verify-input-missing"}, codes(Inputs(reports, d)))
	dossier["entities.csv"], d.Tables = []byte("rows"), []string{"entities.csv", "sites.csv"}
	assert.Equal(t, []string{"sites.csv verify-input-added"}, codes(Inputs(reports, d)))
}

// What is said of a signature, without a key and with one.
func TestSignature(t *testing.T) {
	key, err := ReadSecret([]byte(theirSecret), "")
	require.NoError(t, err)
	own := PublicKey(key).String()
	content := []byte("content")
	signature := Sign(key, &Manifest{Schema: Schema}, content)
	published, none := publishedKey, "RWnone"
	for _, c := range []struct {
		named     *string
		signature []byte
		key       *minisign.PublicKey
		code      string
		holds     bool
	}{
		{nil, nil, nil, "verify-unsigned", true},
		{nil, signature, nil, "verify-key-unknown", true},
		{nil, nil, public(t, theirPublic), "verify-signature-missing", false},
		{nil, signature, public(t, theirPublic), "verify-signed", true},
		{&own, nil, nil, "verify-signature-missing", false},
		{&own, signature, nil, "verify-signed-own-key", true},
		{&own, signature, public(t, published), "verify-other-key", false},
		{&published, signature, nil, "verify-other-key", false},
		{&none, signature, nil, "verify-key-broken", false},
		{&own, []byte("no signature"), nil, "verify-signature-broken", false},
		{&own, []byte{}, nil, "verify-signature-broken", false},
	} {
		check := Signature("m.json", &Manifest{Key: c.named}, content, c.signature, c.key)
		assert.Equal(t, c.code, check.Code)
		assert.Equal(t, c.holds, check.Holds(), c.code)
	}
}

// What was found validates against the schema and is told in both languages.
func TestVerification(t *testing.T) {
	m := Make([]Sealed{{"r.json", made("en", "2026-11-22", sumA)}}, "")
	for _, lang := range []string{"en", "fr"} {
		voice := report.NewVoice(lang, nil, nil)
		v := &Verification{Schema: VerificationSchema, Egide: report.Version, Language: lang, Matches: true}
		good := Check{What: "file", State: Same, File: "r.json", Code: "verify-file-same", Sealed: sumA, Found: sumA}
		v.Add("m.json", "", m, []byte("{}"), []Check{good, good}, voice)
		assert.True(t, v.Matches)
		assert.Empty(t, v.Line())
		one := v.Text(terminal.Screen{Unicode: true})
		v.Add("\x1b[31mn.json", "dossier", m, []byte("{}"), []Check{good, {What: "input", State: Changed, File: "a\u202e.csv", Code: "verify-input-changed"}}, voice)
		assert.False(t, v.Matches)
		text := string(v.Text(terminal.Screen{}))
		assert.True(t, strings.HasPrefix(text, string(v.voice.Word("verify-matches"))), text)
		assert.NotContains(t, text, "\x1b")
		assert.NotContains(t, text, "{")
		assert.Contains(t, text, "NO  dossier: a")
		assert.Contains(t, string(one), "✓  r.json")
		assert.Equal(t, 1, strings.Count(string(v.Line()), "\n"))
		content, err := report.JSON(v)
		require.NoError(t, err)
		validate(t, "verify", content)
		d := v.Document()
		assert.Len(t, d.Front, 2)
		assert.Len(t, d.Sections, 2)
		assert.Len(t, d.Attachments, 2)
		assert.Equal(t, document.Fail, d.Front[1].(document.Answer).Tone)
		assert.Equal(t, "2026-11-22", d.Day)
	}
}

// Nothing that is given for a manifest or a report breaks the reading.
func FuzzRead(f *testing.F) {
	content, err := report.JSON(Make([]Sealed{{"r.json", made("en", "2026-11-22", sumA)}}, "2026-11-22"))
	require.NoError(f, err)
	f.Add(content)
	f.Add(made("fr", "", ""))
	f.Add([]byte("%PDF-1.7\n<</Type /EmbeddedFile /Length 99 /Filter /FlateDecode>>\nstream\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		for _, r := range Reports(content) {
			_ = contentOf(r)
		}
		m, err := Read(content)
		if err != nil {
			return
		}
		Files(m, func(string) ([]byte, error) { return content, nil })
		Inputs(m.Reports, Dossier{Load: func(string) ([]byte, error) { return nil, fs.ErrNotExist }})
		Signature("m", m, content, content, nil)
	})
}

// However a sealed file is altered, it is told.
func TestAlterationIsTold(t *testing.T) {
	en := made("en", "2026-11-22", sumA)
	rapid.Check(t, func(t *rapid.T) {
		content := bytes.Clone(en)
		at := rapid.IntRange(0, len(content)-1).Draw(t, "at")
		bit := byte(1) << rapid.IntRange(0, 7).Draw(t, "bit")
		content[at] ^= bit
		m := Make([]Sealed{{"r.json", en}}, "")
		if got := codes(Files(m, func(string) ([]byte, error) { return content, nil })); len(got) != 1 || got[0] != "r.json verify-file-changed" {
			t.Fatalf("%v", got)
		}
		manifest, _ := json.Marshal(m)
		key, err := ReadSecret([]byte(theirSecret), "")
		if err != nil {
			t.Fatal(err)
		}
		public, signature := PublicKey(key), Sign(key, m, manifest)
		manifest[at%len(manifest)] ^= bit
		if Signature("m", m, manifest, signature, &public).Code != "verify-altered" {
			t.Fatal("the signature still holds")
		}
	})
}
