// Generate writes a register of companies for benchmarks, as the CSV files that
// egide screen reads:
//
//	go run ./testdata/bench/generate -entities 10000000 -holdings 15000000 -seed 1 -o register
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"egide/testdata/bench/population"
)

func main() {
	var o population.Options
	flag.IntVar(&o.Entities, "entities", 1_000_000, "rows of entities.csv")
	flag.IntVar(&o.Holdings, "holdings", 1_500_000, "rows of shareholdings.csv")
	flag.Uint64Var(&o.Seed, "seed", 1, "the same seed gives the same bytes")
	flag.BoolVar(&o.Ordered, "ordered", false, "ids ascend in the order of the rows")
	flag.IntVar(&o.Dirt, "dirt", 10_000, "one row in so many has a fault; 0 for none")
	flag.IntVar(&o.Rights, "rights", 2_000, "one company in so many has a row of rights.csv; 0 for none")
	flag.BoolVar(&o.Component, "component", false, "add a strongly connected component of 1,318 companies and 12,191 links")
	flag.IntVar(&o.Chain, "chain", 0, "add a chain of so many companies")
	flag.IntVar(&o.Ring, "ring", 0, "add a ring of so many companies")
	flag.IntVar(&o.Holders, "holders", 0, "add one company with so many holders")
	flag.IntVar(&o.Complete, "complete", 0, "add so many companies that each hold every other")
	folder := flag.String("o", "", "the folder to write to")
	flag.Parse()
	if err := write(*folder, o); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func write(folder string, o population.Options) error {
	if folder == "" || flag.NArg() > 0 {
		return errors.New("say where to with -o FOLDER")
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	var files []*os.File
	var writers []io.Writer
	for _, name := range []string{"entities.csv", "shareholdings.csv", "rights.csv"} {
		f, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		files, writers = append(files, f), append(writers, f)
	}
	counts, err := population.Write(o, writers[0], writers[1], writers[2])
	for _, f := range files {
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return err
	}
	fmt.Printf("%d entities, %d holdings, %d rights\n", counts.Entities, counts.Holdings, counts.Rights)
	return nil
}
