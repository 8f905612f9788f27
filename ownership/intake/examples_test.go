package intake

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"egide/ownership/intake/input"
)

// TestEveryExampleReads reads each dossier that the repository ships as an
// example: none of them has a fault.
func TestEveryExampleReads(t *testing.T) {
	root := filepath.Join("..", "..", "testdata")
	n := 0
	for _, kind := range []string{"dossiers", "published"} {
		err := filepath.WalkDir(filepath.Join(root, kind), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.Name() != "entities.csv" {
				return err
			}
			n++
			dir := filepath.Dir(path)
			d, err := ReadDossier(dir, Options{})
			var faults *input.Faults
			if errors.As(err, &faults) {
				t.Errorf("%s: %v", dir, faults.Notes)
				return nil
			}
			require.NoError(t, err)
			require.NotEmpty(t, d.Entities, dir)
			return nil
		})
		require.NoError(t, err)
	}
	require.NotZero(t, n)
}
