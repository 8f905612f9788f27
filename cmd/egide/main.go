// Command egide tells whether a cloud provider stands clear of non-EU law in the
// sense of SecNumCloud 3.2, section 19.6.
package main

import "os"

func main() {
	os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr))
}
