package history

import (
	"slices"
	"strconv"

	"crosslane/shipping"
	"crosslane/tracking"
)

// Route is what is known of a parcel's way besides what the carrier says. Empty countries are not known.
type Route struct {
	Origin, Destination shipping.Country
}

// Tell puts the events in order, says what each means on the way that the parcel takes, and answers with where it stands at the end: Pending
// when nothing is known. What the route says goes before what the carrier says.
func (h *History) Tell(r Route) shipping.Status {
	r.Origin, r.Destination = first(r.Origin, h.Origin), first(r.Destination, h.Destination)
	h.once()
	order(h.Events, h.NewestFirst)
	h.withdraw()
	w := &way{route: r}
	w.learn(h.Events)
	for i := range h.Events {
		w.pass(h.Events, i)
	}
	h.unmapped()
	if len(h.Events) == 0 && len(h.Problems) == 0 {
		h.Problem(NotFound, "nothing is told of this number yet")
	}
	return h.status()
}

func first(a, b shipping.Country) shipping.Country {
	if a != "" {
		return a
	}
	return b
}

// once drops what is told twice, as carriers do in two languages: a code, a time and a place are one event. Words count where the code says
// little.
func (h *History) once() {
	seen := make(map[string]bool, len(h.Events))
	h.Events = slices.DeleteFunc(h.Events, func(e Event) bool {
		key := e.When.instant() + "\x00" + e.Code + "\x00" + e.Place.City + "\x00" + string(e.Place.Country) + "\x00" + e.Number
		if e.Code == "" || h.Coarse {
			key += "\x00" + e.Text
		}
		twice := seen[key]
		seen[key] = true
		return twice
	})
}

// withdraw marks what the carrier took back: the newest event before the one that says so, and that means something.
func (h *History) withdraw() {
	for i := range h.Events {
		if !h.Events[i].Withdraws {
			continue
		}
		for j := i - 1; j >= 0; j-- {
			if e := &h.Events[j]; !e.Withdraws && !e.Withdrawn && e.Meaning != Silent && e.Meaning != Unknown {
				e.Withdrawn = true
				break
			}
		}
	}
}

// unmapped says which codes are in no table, each once.
func (h *History) unmapped() {
	seen := map[string]bool{}
	for i := range h.Events {
		e := &h.Events[i]
		if e.When.Precision == Unsaid {
			h.Problem(NoTime, "event "+strconv.Itoa(i+1)+" ("+name(e)+") has no time that can be read")
		}
		if e.Meaning == Unknown && !seen[name(e)] {
			seen[name(e)] = true
			h.Problem(Unmapped, "what "+name(e)+" means is not known")
		}
	}
}

func name(e *Event) string {
	switch {
	case e.Code != "" && e.Text != "":
		return e.Code + ", \"" + e.Text + "\""
	case e.Code != "":
		return e.Code
	}
	if e.Text == "" {
		return "an event without code and words"
	}
	return "\"" + e.Text + "\""
}

// status is where the parcel stands after all events. A final one yields only to the way back, or when the
// carrier takes it back. Where events have times, one without is listed last, and decides nothing: nobody knows what came after it.
func (h *History) status() shipping.Status {
	var now shipping.Milestone
	after := ""
	timed := slices.ContainsFunc(h.Events, func(e Event) bool { return e.When.Precision != Unsaid })
	for i := range h.Events {
		e := &h.Events[i]
		if e.Withdrawn || e.Milestone == shipping.Unmapped || e.When.Precision == Unsaid && timed {
			continue
		}
		if tracking.Stands(now, e.Milestone) {
			now, after = e.Milestone, ""
		} else if tracking.StatusOf(now).Final() && after == "" {
			after = name(e)
		}
	}
	if after != "" {
		h.Problem(Contrary, "after \""+string(now)+"\" the carrier told "+after)
	}
	if now == "" {
		return shipping.Pending
	}
	return tracking.StatusOf(now)
}
