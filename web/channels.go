package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"

	"crosslane/shipping"
	"crosslane/view"
)

// fared is how a channel fares, for the page.
type fared struct{ view.Fared }

// Late tells that the open parcels run behind in the middle, or some of them by a day or more.
func (f *fared) Late() bool { return f.Health.LateHours > 0 || f.Health.LateShare > 0 }

// away is how much of the channel's parcels stays away, in per cent.
func (f *fared) away() (share int64) {
	for _, w := range f.Switches {
		if share = max(share, w.Share); w.Stop > 0 {
			return 100
		}
	}
	return share
}

// worse orders channels by what is worst: those that nothing goes to any more, then by how late they are,
// by how much of their parcels stays away, and by what was lost and refused.
func worse(a, b fared) int {
	x, y, left, right := &a.Health, &b.Health, a.away(), b.away()
	return cmp.Or(cmp.Compare(right/100, left/100), cmp.Compare(y.LateHours, x.LateHours), cmp.Compare(y.LateShare, x.LateShare),
		cmp.Compare(right, left), cmp.Compare(y.Lost, x.Lost), cmp.Compare(y.Refused, x.Refused), cmp.Compare(y.Unanswered, x.Unanswered),
		cmp.Compare(a.Lane, b.Lane), cmp.Compare(a.Channel, b.Channel))
}

// fare reads how all channels fare now, worst first.
func (h *handler) fare(ctx context.Context) ([]fared, error) {
	channels, err := h.Views.Fared(ctx, h.ID, h.Now())
	list := make([]fared, len(channels))
	for i, c := range channels {
		list[i] = fared{c}
	}
	slices.SortFunc(list, worse)
	return list, err
}

// ends are the ends of the lanes that a list of channels is narrowed to; empty: any.
type ends struct{ From, To string }

func endsOf(r *http.Request) ends { return ends{r.URL.Query().Get("from"), r.URL.Query().Get("to")} }

func (e ends) hold(lane shipping.Lane) bool {
	from, to := lane.Ends()
	return (e.From == "" || e.From == string(from)) && (e.To == "" || e.To == string(to))
}

// channelPage is what the page of the channels shows.
type channelPage struct {
	ends
	Only     string // "bad": only what is switched or late
	Channels []fared
	Most     int64 // hours that any of them is late, or that its backlog waits: the length of a whole bar
	All      int   // channels before they were narrowed
	Froms    []string
	Tos      []string
	News     []news
	Unmapped []view.UnmappedRow
	Estimates
}

// Estimates are how often estimates held: of all channels together, and of each that a list was narrowed to.
type Estimates struct{ Together, Each []view.Calibration }

func (h *handler) channels(w http.ResponseWriter, r *http.Request) {
	p := channelPage{ends: endsOf(r), Only: r.URL.Query().Get("only"), Most: 1, News: h.listened()}
	list, err := h.fare(r.Context())
	if err == nil && p.Only != "" && p.Only != "bad" {
		err = shipping.BadField("only", strconv.Quote(p.Only)+" is not known", "known: bad, which leaves what is switched or late")
	}
	if err == nil {
		p.Estimates, err = h.estimates(r.Context(), p.ends)
	}
	if err == nil {
		p.Unmapped, err = h.Views.Unmapped(r.Context(), h.ID)
	}
	p.All = len(list)
	for _, f := range list {
		from, to := f.Lane.Ends()
		p.Froms, p.Tos = append(p.Froms, string(from)), append(p.Tos, string(to))
		if p.hold(f.Lane) && (p.Only == "" || len(f.Switches) > 0 || f.Late()) {
			p.Channels = append(p.Channels, f)
			p.Most = max(p.Most, f.Health.LateHours, f.Health.BacklogHours)
		}
	}
	p.Froms, p.Tos = distinct(p.Froms), distinct(p.Tos)
	h.show(w, r, "channels.html", "channels", p, err)
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

func (h *handler) estimates(ctx context.Context, on ends) (e Estimates, err error) {
	list, err := h.Views.Calibration(ctx, h.ID)
	for _, c := range list {
		if c.Lane == "" {
			e.Together = append(e.Together, c)
		} else if on != (ends{}) && on.hold(c.Lane) {
			e.Each = append(e.Each, c)
		}
	}
	return e, err
}

func (h *handler) channelsJSON(w http.ResponseWriter, r *http.Request) {
	list, err := h.fare(r.Context())
	on := endsOf(r)
	answer(w, slices.DeleteFunc(list, func(f fared) bool { return !on.hold(f.Lane) }), err)
}

func (h *handler) calibrationJSON(w http.ResponseWriter, r *http.Request) {
	list, err := h.Views.Calibration(r.Context(), h.ID)
	answer(w, append([]view.Calibration{}, list...), err)
}
