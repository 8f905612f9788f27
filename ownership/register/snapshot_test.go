package register

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"egide/ownership"
)

// withRights adds rights and concerts to a drawn dossier.
func withRights(t *rapid.T, d *ownership.Dossier) *ownership.Dossier {
	anyone := func() string { return d.Entities[rapid.IntRange(0, len(d.Entities)-1).Draw(t, "entity")].ID }
	for range rapid.IntRange(0, 3).Draw(t, "rights") {
		d.Rights = append(d.Rights, &ownership.Right{Holder: anyone(), Company: anyone(), Right: ownership.Appoint, Organ: "board", Seats: 2, OfSeats: 3,
			Basis: "contract", Span: ownership.Span{From: 20200101}, At: ownership.Position{File: "rights.csv", Line: 2 + len(d.Rights)}})
	}
	for _, h := range d.Holdings {
		h.Concert = rapid.SampledFrom([]string{"", "", "", "family", "pact"}).Draw(t, "concert")
	}
	return d
}

// same holds that two registers say the same of the same entities.
func same(t require.TestingT, a, b *Register) {
	require.Equal(t, a.Len(), b.Len())
	require.Equal(t, a.AsOf, b.AsOf)
	require.Equal(t, a.first, b.first)
	require.Equal(t, fmt.Sprint(a.concerts), fmt.Sprint(b.concerts))
	for i := range a.Len() {
		require.Equal(t, a.ID(i), b.ID(i))
		require.Equal(t, a.Name(i), b.Name(i))
		require.Equal(t, a.Profile(i), b.Profile(i))
		require.Equal(t, a.state[i], b.state[i])
		for from, to := a.Row(i); from < to; from++ {
			require.Equal(t, a.Holder(from), b.Holder(from))
			require.Equal(t, a.mark[from], b.mark[from])
			for _, d := range ownership.Dimensions {
				alo, ahi := a.Share(i, from, d)
				blo, bhi := b.Share(i, from, d)
				require.Equal(t, alo.RatString(), blo.RatString())
				require.Equal(t, ahi.RatString(), bhi.RatString())
			}
		}
	}
	order := func(all []*ownership.Right) (texts []string) {
		for _, x := range all {
			texts = append(texts, fmt.Sprintf("%+v", *x))
		}
		slices.Sort(texts)
		return texts
	}
	require.Equal(t, order(a.rights), order(b.rights))
}

func snapshotFile(t testing.TB, r *Register) string {
	var b bytes.Buffer
	require.NoError(t, r.WriteSnapshot(&b, []ownership.Input{{File: "entities.csv", SHA256: "ab", Rows: 3}}))
	file := filepath.Join(t.TempDir(), "register.egide")
	require.NoError(t, os.WriteFile(file, b.Bytes(), 0o666))
	return file
}

func TestSnapshotGivesTheRegister(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := fromDossier(withRights(rt, drawDossier(rt, drawing{companies: 6, others: 5, dirty: true, unknown: true})))
		file := snapshotFile(t, r)
		assert.True(rt, IsSnapshot(file))
		s, err := OpenSnapshot(file)
		require.NoError(rt, err)
		defer func() { assert.NoError(rt, s.Close()) }()
		assert.Equal(rt, []ownership.Input{{File: "entities.csv", SHA256: "ab", Rows: 3}}, s.Origin)
		for i := range r.Len() {
			found, there, err := s.Find(r.ID(i))
			require.NoError(rt, err)
			require.True(rt, there)
			require.Equal(rt, i, found)
			part, err := s.Above(0, i)
			require.NoError(rt, err)
			whole, err := r.Above(0, i)
			require.NoError(rt, err)
			same(rt, whole, part)
		}
		_, there, err := s.Find("nobody")
		require.NoError(rt, err)
		require.False(rt, there)
		again, err := s.Register(rapid.IntRange(1, 3).Draw(rt, "threads"))
		require.NoError(rt, err)
		same(rt, r, again)
		var b bytes.Buffer
		require.NoError(rt, again.WriteSnapshot(&b, s.Origin))
		written, err := os.ReadFile(file)
		require.NoError(rt, err)
		require.True(rt, bytes.Equal(written, b.Bytes()), "the same register gives the same bytes")
	})
}

// TestAboveKeepsFigures holds that what is not above an entity has no part in
// its figures.
func TestAboveKeepsFigures(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := fromDossier(withRights(t, drawDossier(t, drawing{companies: 7, others: 5, dirty: true, unknown: true})))
		whole := NewField(r, lens(), 1)
		i := rapid.IntRange(0, r.Len()-1).Draw(t, "entity")
		part, err := r.Above(0, i)
		require.NoError(t, err)
		f := NewField(part, lens(), 1)
		k, there := part.Find(r.ID(i))
		require.True(t, there)
		for _, d := range ownership.Dimensions {
			all, one := whole.Collective(d), f.Collective(d)
			assert.InDelta(t, all.At[i].Low, one.At[k].Low, float64(all.Err[i]+one.Err[k]))
			assert.InDelta(t, all.At[i].High, one.At[k].High, float64(all.Err[i]+one.Err[k]))
		}
		_, err = r.Above(1, i)
		if part.Len() > 1 {
			require.ErrorIs(t, err, ErrTooMany)
		}
	})
}

// sample is a small snapshot's bytes.
func sample(t testing.TB) []byte {
	d := &ownership.Dossier{}
	b := NewBuilder(day, nil)
	b.KeepNumbers()
	for i := range 40 {
		id := fmt.Sprintf("e%02d", i)
		d.Entities = append(d.Entities, &ownership.Entity{ID: id, Name: "Name of " + id, RegisteredOffice: ownership.Place{Country: []string{"FR", "US"}[i%2]},
			LEI: fmt.Sprintf("9695LEI%013d", i%30), RegistrationNumber: fmt.Sprintf("55 21 %02d", i/2)})
		b.AddEntity(d.Entities[i])
	}
	for i := range 39 {
		b.AddHolding(&ownership.Holding{Holder: d.Entities[i+1].ID, Issuer: d.Entities[i].ID, Shares: big.NewRat(int64(i+1), 1)})
		b.AddHolding(&ownership.Holding{Holder: d.Entities[i/2].ID, Issuer: d.Entities[i].ID, Shares: big.NewRat(2, 1)})
	}
	b.AddRight(&ownership.Right{Holder: "e01", Company: "e02", Right: ownership.ControlAgreement, Seats: -1, OfSeats: -1})
	var out bytes.Buffer
	require.NoError(t, b.Build().WriteSnapshot(&out, nil))
	return out.Bytes()
}

// read goes over all that a snapshot's file says.
func read(file string) error {
	s, err := OpenSnapshot(file)
	if err != nil {
		return err
	}
	defer s.Close()
	for i := range s.Len() {
		if _, err := s.Above(0, i); err != nil {
			return err
		}
	}
	if _, _, err := s.Find("e17"); err != nil {
		return err
	}
	for i := range 40 {
		for _, number := range []string{fmt.Sprintf("9695LEI%013d", i), fmt.Sprintf("5521%02d", i)} {
			if _, err := s.WithNumber(number); err != nil {
				return err
			}
		}
	}
	r, err := s.Register(1)
	if err != nil {
		return err
	}
	for i := range r.Len() {
		_, _, _ = r.ID(i), r.Name(i), r.Profile(i)
		for from, to := r.Row(i); from < to; from++ {
			r.Share(i, from, ownership.Capital)
		}
	}
	return nil
}

func TestSnapshotThatIsNotWhole(t *testing.T) {
	whole := sample(t)
	file := filepath.Join(t.TempDir(), "register.egide")
	write := func(b []byte) { require.NoError(t, os.WriteFile(file, b, 0o666)) }
	write(whole)
	require.NoError(t, read(file))
	for cut := 0; cut < len(whole); cut += 777 {
		write(whole[:cut])
		err := read(file)
		require.Error(t, err, cut)
		assert.True(t, errors.Is(err, ErrSnapshotCut) || cut < 20 && errors.Is(err, ErrNoSnapshot), "%d: %v", cut, err)
	}
	for cut := pageBytes; cut < len(whole); cut += pageBytes {
		write(whole[:cut])
		require.ErrorIs(t, read(file), ErrSnapshotCut, cut)
	}
	for at := 0; at < len(whole); at += 61 {
		flipped := slices.Clone(whole)
		flipped[at] ^= 1 << (at % 8)
		write(flipped)
		require.Error(t, read(file), at)
	}
	later := slices.Clone(whole)
	later[len(signature)]++
	write(later)
	require.ErrorIs(t, read(file), ErrSnapshotVersion)
	write(append(slices.Clone(whole), whole...))
	require.Error(t, read(file))
	_, err := OpenSnapshot(filepath.Join(t.TempDir(), "nothing"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

// seal writes the sums anew over what somebody changed.
func seal(file []byte) {
	tail := file[len(file)-pageBytes:]
	body := binary.LittleEndian.Uint64(tail[tailSumsAt:])
	if body > uint64(len(file)-pageBytes) {
		return
	}
	sums := file[body : len(file)-pageBytes]
	for block := 0; block*blockBytes < int(body) && 4*block+4 <= len(sums); block++ {
		sum := crc32.Checksum(file[block*blockBytes:min((block+1)*blockBytes, int(body))], castagnoli)
		binary.LittleEndian.PutUint32(sums[4*block:], sum)
	}
	binary.LittleEndian.PutUint32(tail[tailSumsSum:], crc32.Checksum(sums, castagnoli))
	binary.LittleEndian.PutUint32(tail[tailSum:], crc32.Checksum(tail[:tailSum], castagnoli))
}

// TestForgedSnapshot holds that a snapshot whose sums are right and whose
// numbers are not is refused or read, and never followed out of the file.
func TestForgedSnapshot(t *testing.T) {
	whole := sample(t)
	file := filepath.Join(t.TempDir(), "register.egide")
	rapid.Check(t, func(t *rapid.T) {
		forged := slices.Clone(whole)
		for range rapid.IntRange(1, 4).Draw(t, "changes") {
			at := rapid.IntRange(0, len(forged)-1).Draw(t, "at")
			if rapid.Bool().Draw(t, "in the table") {
				at = len(forged) - pageBytes + rapid.IntRange(tailVersion, tailEntries+16*int(sections)).Draw(t, "where")
			}
			forged[at] = rapid.Byte().Draw(t, "byte")
		}
		seal(forged)
		require.NoError(t, os.WriteFile(file, forged, 0o666))
		_ = read(file)
	})
}

// TestSnapshotFindsByNumber holds that entities are found by their LEI and their
// registration number as in the register that the snapshot was made of.
func TestSnapshotFindsByNumber(t *testing.T) {
	file := filepath.Join(t.TempDir(), "register.egide")
	require.NoError(t, os.WriteFile(file, sample(t), 0o666))
	s, err := OpenSnapshot(file)
	require.NoError(t, err)
	defer s.Close()
	r, err := s.Register(1)
	require.NoError(t, err)
	for number, want := range map[string][]int{
		"9695LEI0000000000012": {12}, "9695 lei 0000000000003": {3, 33}, "55-21-04": {8, 9}, "552119": {38, 39}, "552120": nil, "": nil, "e01": nil, "é": nil,
	} {
		found, err := s.WithNumber(number)
		require.NoError(t, err)
		require.Equal(t, want, found, number)
		require.Equal(t, want, r.WithNumber(number), number)
	}
}
