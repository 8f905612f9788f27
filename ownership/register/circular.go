package register

// circular marks the members of the cycles in which some company may hold shares
// of one that controls it: those have no votes (Code de commerce L.233-31), and
// who has the others' is for the exact engine. It tells whether there are any.
func (f *Field) circular(o *order, groups *control, skip []bool) (any bool) {
	if !f.lens.SuspendCircular {
		return false
	}
	for _, c := range o.cycles {
		members := o.list[c.from:c.to]
		led := false
		for _, j := range members {
			led = led || groups.lowest[j] != none
		}
		for _, j := range members {
			skip[j] = skip[j] || led
		}
		any = any || led
	}
	return any
}
