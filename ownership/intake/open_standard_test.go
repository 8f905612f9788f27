package intake

import (
	"context"
	"os"
	"path/filepath"

	"github.com/stretchr/testify/require"
)

// failer is what a test and a rapid check have in common.
type failer interface {
	require.TestingT
	Helper()
}

// importText imports a text as a file of that name.
func importText(t failer, name, text string, opts StandardOptions) (*Draft, error) {
	t.Helper()
	dir, err := os.MkdirTemp("", "import")
	require.NoError(t, err)
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return ImportStandard(context.Background(), path, opts)
}

// imported is the draft of a text that has no fault.
func imported(t failer, name, text string, opts StandardOptions) *Draft {
	t.Helper()
	d, err := importText(t, name, text, opts)
	require.NoError(t, err)
	return d
}
