// Command egide tells whether a cloud provider stands clear of non-EU law in the
// sense of SecNumCloud 3.2, section 19.6.
package main

import (
	"os"
	"runtime/debug"
)

func main() {
	// A run is short and keeps most of what it makes: to collect garbage less
	// often takes a third off the time of a large dossier.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
}
