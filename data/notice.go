package data

import (
	_ "embed"
	"slices"
	"sync"
)

//go:embed notices.yaml
var noticesYAML []byte

// Natures lists the natures of change that 19.6.f names.
var Natures = []string{"legal", "organisational", "technical"}

// Notice is what 19.6.f says of one sort of change.
type Notice struct {
	ID string // holding
	// Nature is of [Natures]; empty where no test of 19.6 looks at the change.
	Nature string
	// Notifiable tells whether the provider has to tell its customer.
	Notifiable bool
	// Touches lists the ids of the requirements that may be affected.
	Touches []string
	Because Text
}

// Notices lists the sorts of change in the order of the registry.
func Notices() []Notice { return slices.Clone(theNotices()) }

var theNotices = sync.OnceValue(func() []Notice { return own(parseNotices(noticesYAML, "notices.yaml")) })

// NoticeByID finds a sort of change.
func NoticeByID(id string) (Notice, bool) {
	all := theNotices()
	i := slices.IndexFunc(all, func(n Notice) bool { return n.ID == id })
	if i < 0 {
		return Notice{}, false
	}
	return all[i], true
}

func parseNotices(src []byte, name string) ([]Notice, error) {
	r := &reader{file: name}
	var all []Notice
	seen := map[string]bool{}
	for _, item := range r.items(r.root(src), "notices") {
		f := r.fields(item, "id", "nature", "notifiable", "touches", "because")
		r.need(item, f, "id", "notifiable", "because")
		n := Notice{
			ID: r.text(f["id"], "id"), Nature: r.choice(f["nature"], "nature", Natures),
			Notifiable: r.yes(f["notifiable"], "notifiable"), Because: r.both(f["because"], "because"),
		}
		r.once(item, n.ID, seen)
		for _, touched := range r.items(f["touches"], "touches") {
			n.Touches = append(n.Touches, r.text(touched, "touches"))
		}
		all = append(all, n)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return all, nil
}
