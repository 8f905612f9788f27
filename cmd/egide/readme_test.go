package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadme runs the session that the README shows, and follows its links.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	readme := string(text)
	_, after, ok := strings.Cut(readme, "```text\n$ go run ./cmd/egide check testdata/dossiers/atelier-cloud\n")
	require.True(t, ok)
	session, _, ok := strings.Cut(after, "\n```\n")
	require.True(t, ok)

	t.Setenv("LC_ALL", "en_GB.UTF-8")
	var stdout, stderr bytes.Buffer
	status := run([]string{"egide", "check", dossiersDir + "/atelier-cloud", "--as-of", "2026-11-22"}, nil, &stdout, &stderr)
	assert.Equal(t, statusNonCompliant, status)
	parts := strings.Split(session, "\n\n  …")
	require.Greater(t, len(parts), 2)
	for _, part := range parts {
		assert.Contains(t, stdout.String(), strings.Trim(part, "\n"))
	}

	links := regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(readme, -1)
	require.NotEmpty(t, links)
	for _, link := range links {
		_, err := os.Stat(filepath.Join("../..", link[1]))
		assert.NoError(t, err)
	}
}
