package register_test

import (
	"fmt"
	"os"
	"runtime/pprof"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/register"
	"egide/rules"
)

func TestTime(t *testing.T) {
	folder := os.Getenv("REG")
	if folder == "" {
		t.Skip()
	}
	if p := os.Getenv("PROF"); p != "" {
		f, _ := os.Create(p)
		pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	start := time.Now()
	r, err := register.ReadFolder(folder, register.Options{AsOf: 20261122, Dialect: intake.RegisterDialect()})
	require.NoError(t, err)
	fmt.Println("read", time.Since(start), r.Len(), r.Edges(), r.Counts)
	f := register.NewField(r, rules.Lens(20261122, rules.DefaultPolicy()), 0)
	fmt.Println("field", time.Since(start))
	c := f.Collective(ownership.Capital)
	fmt.Println("collective", time.Since(start))
	_ = c
}
