// Package watch is many dossiers at once: every one below a folder checked, the
// worst first, each with what changed since the report that was saved beside it.
package watch
