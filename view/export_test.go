package view

// Kept is how many entries a tracker holds: parcels, switches, channels and counters.
func (t *HealthTracker) Kept() (n int) {
	n = len(t.parcels) + len(t.switches) + len(t.channels)
	for _, c := range t.channels {
		for _, list := range c.counts {
			n += len(list)
		}
	}
	return n
}
