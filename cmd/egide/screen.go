package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"

	"github.com/urfave/cli/v2"

	"egide/cmd/internal/report"
	"egide/ownership"
	"egide/ownership/intake"
	"egide/ownership/intake/input"
	"egide/ownership/register"
	"egide/rules"
)

// What is shown of the rings and of the columns over 100 % of a register.
const (
	ringsShown     = 5
	ringNamesShown = 4
	excessesShown  = 5
)

// fewAsked is how many companies of a snapshot are looked up one by one; of more
// the whole register is measured, which takes no longer.
const fewAsked = 1_000

func (s *session) screenCommand() *cli.Command {
	text := func(name, takes, value string) cli.Flag {
		return &cli.StringFlag{Name: name, Usage: s.voice.Word("screen-flag-" + name), DefaultText: takes, Value: value}
	}
	return &cli.Command{
		Name: "screen", ArgsUsage: "REGISTER", Usage: s.voice.Word("command-screen"),
		Description: "egide screen register -o companies.csv\negide screen register.egide --only suppliers.txt --verdict non_compliant\negide screen psc-snapshot.zip -o companies.jsonl",
		Flags: []cli.Flag{
			text("reading", "look_through|control|combined", "combined"), text("figures", "all|collective|capital", "all"),
			&cli.StringFlag{Name: "format", Usage: s.voice.Word("screen-flag-format"), DefaultText: "csv|jsonl", Value: "csv"},
			text("only", "FILE", ""), text("verdict", "VERDICT", ""), s.faultsFlag(), s.strictFlag(), s.outputFlag(),
			s.asOfFlag(), s.policyFlag(), text("threads", "N", ""), s.langFlag(), s.colorFlag(), s.quietFlag(),
		},
		Action: s.screenRegister,
	}
}

// screening is what the flags of a screening ask for.
type screening struct {
	path       string
	day        ownership.Date
	dated      bool
	policy     rules.Policy
	form       register.Form
	collective bool              // nothing but the collective figures
	capital    bool              // and of these only those of the capital
	ids        []intake.ListedID // of --only; nil is all
	verdict    register.Answer   // of --verdict
	filtered   bool              // --verdict was given
	threads    int
}

// answers are the verdicts by what the limits make of a company.
var answers = [3]string{register.Within: string(rules.Compliant), register.Open: string(rules.Undetermined), register.Above: string(rules.NonCompliant)}

// screenRegister computes the figures of every company of a register.
func (s *session) screenRegister(c *cli.Context) error {
	if err := errors.Join(arguments(c, 1, 1), checkLang(c)); err != nil {
		return err
	}
	look, err := s.asideScreen(c)
	if err != nil {
		return err
	}
	asked, err := s.screeningOf(c)
	if err != nil {
		return err
	}
	inputs := asked.inputs(c)
	list, err := s.faultList(c, inputs)
	if err != nil {
		return err
	}
	defer list.drop()
	out, err := s.stream(c, inputs)
	if err != nil {
		return err
	}
	defer out.drop()
	source, err := s.readRegister(registerSource{
		path: asked.path, day: asked.day, dated: asked.dated, threads: asked.threads, note: list.add, few: asked.few(), numbers: asked.ids != nil,
	})
	if err != nil {
		return err
	}
	defer source.close()
	if err := list.strictly(c.Bool("strict"), source.Counts); err != nil {
		return err
	}
	if !c.Bool("quiet") {
		list.warn(s)
	}
	writing, summary, err := s.measure(source, asked)
	if err != nil {
		return err
	}
	if err := list.finish(); err != nil {
		return err
	}
	count := newTallies(asked.threads)
	writing.Seen = count.add
	m := s.meter("screen-writing", asked.path)
	writing.Progress = m.lines
	err = out.write(func(w io.Writer) error { return source.Write(w, *writing) })
	m.done()
	if err != nil {
		return err
	}
	if err := list.keep(); err != nil || c.Bool("quiet") || out.cut {
		return err // what is counted is only what was written
	}
	count.into(summary, !asked.collective)
	s.aside(source, summary)
	_, _ = s.stderr.Write(report.ScreenText(summary, s.voice.Lang(), look))
	return nil
}

// screeningOf reads the flags.
func (s *session) screeningOf(c *cli.Context) (*screening, error) {
	a := &screening{path: c.Args().First(), dated: c.IsSet("as-of"), threads: runtime.GOMAXPROCS(0)}
	var err error
	if a.day, err = asOf(c); err != nil {
		return nil, err
	}
	if a.policy, err = policyOf(c); err != nil {
		return nil, err
	}
	reading, err := choice(c, "reading", "look_through", "control", "combined")
	if err != nil {
		return nil, err
	}
	if c.IsSet("reading") || !slices.Contains(a.policy.Changed, "reading") {
		for _, r := range ownership.Readings {
			if r.String() == reading {
				a.policy.Reading = r
			}
		}
	}
	figures, err := choice(c, "figures", "all", "collective", "capital")
	if err != nil {
		return nil, err
	}
	a.collective, a.capital = figures != "all", figures == "capital"
	format, err := formatOf(c, "format", "csv", "jsonl")
	if err != nil {
		return nil, err
	}
	if format == "jsonl" {
		a.form = register.JSONLines
	}
	if c.IsSet("threads") {
		if a.threads, err = strconv.Atoi(c.String("threads")); err != nil || a.threads < 1 || a.threads > 1024 {
			return nil, wrong("flag-not-a-count", "flag", "--threads", "value", c.String("threads"))
		}
	}
	if c.IsSet("verdict") {
		verdict, err := choice(c, "verdict", answers[:]...)
		switch {
		case err != nil:
			return nil, err
		case a.collective:
			return nil, wrong("screen-verdict-of-collective")
		}
		a.filtered, a.verdict = true, register.Answer(slices.Index(answers[:], verdict))
	}
	if c.IsSet("only") {
		if a.ids, err = idsIn(c.String("only")); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// idsIn reads a list of ids.
func idsIn(file string) ([]intake.ListedID, error) {
	if file == "" {
		return nil, wrong("flag-without-value", "flag", "--only")
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, wrong("input-unreadable", "file", file, "why", reason(err))
	}
	defer f.Close()
	return intake.ReadIDs(f, file)
}

// few are the companies to look up one by one, when they are few.
func (a *screening) few() []string {
	if len(a.ids) > fewAsked {
		return nil
	}
	var few []string
	for _, id := range a.ids {
		few = append(few, id.ID)
	}
	return few
}

// inputs are the files that a screening reads.
func (a *screening) inputs(c *cli.Context) []string {
	inputs, _ := intake.RegisterFiles(a.path) // the reading tells of what cannot be read
	for _, name := range []string{"policy", "only"} {
		if file := c.String(name); file != "" {
			inputs = append(inputs, file)
		}
	}
	return inputs
}

// measure computes the figures, and says how they are written.
func (s *session) measure(source *wholeRegister, a *screening) (*register.Writing, *report.Screened, error) {
	percent := func(d float64) float64 { return 100 * d }
	individual, _ := a.policy.IndividualLimit.Float64()
	collective, _ := a.policy.CollectiveLimit.Float64()
	summary := &report.Screened{
		Register: filepath.Base(filepath.Clean(a.path)), AsOf: source.AsOf.String(), Entities: source.Len(), Holdings: source.Edges(),
		Faulty: source.Counts.FaultyRows, Reading: a.policy.Reading.String(),
		IndividualLimit: percent(individual), CollectiveLimit: percent(collective),
	}
	w := &register.Writing{Form: a.form, Threads: a.threads, Verdicts: answers, Limits: []float64{summary.IndividualLimit, summary.CollectiveLimit}}
	if a.ids != nil {
		var missing []ownership.Note
		w.Only = []int{}
		for _, id := range a.ids {
			switch named := source.named(id.ID); len(named) {
			case 0:
				missing = append(missing, ownership.Note{Code: "only-missing", At: id.At, Args: ownership.Args{"text": ownership.Excerpt(id.ID)}})
			case 1:
				w.Only = append(w.Only, named[0])
			default:
				missing = append(missing, ownership.Note{Code: "only-several", At: id.At, Args: ownership.Args{
					"text": ownership.Excerpt(id.ID), "ids": []string{source.ID(named[0]), source.ID(named[1])}}})
			}
		}
		if n := min(len(missing), faultsTold); n > 0 {
			return nil, nil, &input.Faults{Notes: missing[:n], More: len(missing) - n}
		}
		slices.Sort(w.Only)
		w.Only = slices.Compact(w.Only)
	}
	m := s.meter("screen-measuring", a.path)
	defer m.done()
	field := register.NewField(source.Register, rules.Lens(source.AsOf, a.policy), a.threads)
	if a.collective && a.policy.Reading == ownership.LookThrough {
		w.Collective[ownership.Capital] = field.Collective(ownership.Capital)
		switch {
		case a.capital:
		case field.VotesFollowCapital():
			w.Collective[ownership.Votes] = w.Collective[ownership.Capital]
		default:
			w.Collective[ownership.Votes] = field.Collective(ownership.Votes)
		}
		return w, summary, nil
	}
	found := field.Screen(a.policy.Reading, register.Limits{Individual: a.policy.IndividualLimit, Collective: a.policy.CollectiveLimit})
	summary.Exactly = found.Redone
	w.Lines = found.Line
	w.CollectiveOnly, w.CapitalOnly = a.collective, a.capital
	if a.filtered {
		w.Keep = func(l *register.Line) bool { return l.Answer == a.verdict }
	}
	return w, summary, nil
}

// tallies count lines, for each thread apart.
type tallies []struct {
	verdicts [3]int
	spread   [12]int
	_        [64]byte // threads do not share a line of the cache
}

func newTallies(threads int) tallies { return make(tallies, threads) }

func (t tallies) add(thread, _ int, l *register.Line) {
	t[thread].verdicts[l.Answer]++
	t[thread].spread[report.SpreadOf(l.Collective[ownership.Capital].Low)]++
}

func (t tallies) into(s *report.Screened, judged bool) {
	if judged {
		s.Verdicts = map[string]int{}
	}
	for k := range t {
		for answer, n := range t[k].verdicts {
			s.Lines += n
			if judged {
				s.Verdicts[answers[answer]] += n
			}
		}
		for bin, n := range t[k].spread {
			s.Spread[bin] += n
		}
	}
}

// aside adds what stands out in the register.
func (s *session) aside(source *wholeRegister, summary *report.Screened) {
	label := func(i int) string {
		if name := source.Name(i); name != "" {
			return name
		}
		return source.ID(i)
	}
	rings, count := source.Rings(ringsShown)
	summary.RingCount = count
	for _, members := range rings {
		ring := report.Ring{Size: len(members)}
		for _, i := range members[:min(len(members), ringNamesShown)] {
			ring.Names = append(ring.Names, label(i))
		}
		summary.Rings = append(summary.Rings, ring)
	}
	over, count := source.Excesses(excessesShown)
	summary.OverCount = count
	for _, e := range over {
		summary.Over = append(summary.Over, report.OverHeld{Entity: source.ID(e.Issuer), Name: label(e.Issuer), Dimension: e.Of.String(), Percent: 100 * e.Sum})
	}
}
