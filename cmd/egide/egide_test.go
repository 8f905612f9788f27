package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

const (
	dossiersDir  = "../../testdata/dossiers"
	publishedDir = "../../testdata/published"
	scriptsDir   = "../../testdata/scripts"
)

// TestMain lets the test binary be the program itself when it is started under
// the name egide, so that every test here goes through a real process.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"egide": main})
}

// outcome is what a process left behind.
type outcome struct {
	stdout, stderr []byte
	status         int
	cpu            time.Duration // of all processors
}

// egide runs the program as a process of its own, in English and without
// colour, whatever the machine it is tested on.
func egide(t testing.TB, args ...string) outcome {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	return process(t, self, args...)
}

func process(t testing.TB, binary string, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Args[0] = "egide"
	cmd.Env = append(os.Environ(), "LC_ALL=C", "LANG=C", "NO_COLOR=1")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	require.NoError(t, ctx.Err(), "%v", args)
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		require.NoError(t, err)
	}
	require.False(t, crashed(stderr.String()), "%s", stderr.String())
	state := cmd.ProcessState
	return outcome{stdout.Bytes(), stderr.Bytes(), state.ExitCode(), state.UserTime() + state.SystemTime()}
}

// crashed tells a Go panic or a fatal error from an answer: its exit status, 2, is
// also that of an undetermined verdict.
func crashed(stderr string) bool {
	return strings.Contains(stderr, "goroutine ") && strings.Contains(stderr, "\n\t")
}

// folders lists the folders in a folder, in order.
func folders(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() })
	require.NotEmpty(t, entries, dir)
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

// copyFolder copies the files of a flat folder.
func copyFolder(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o777); err != nil {
		return err
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(from, e.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, e.Name()), text, 0o666); err != nil {
			return err
		}
	}
	return nil
}
