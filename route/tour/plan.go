package tour

import (
	"context"
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/route"
	"crosslane/route/check"
	"crosslane/route/estimate"
	"crosslane/route/solver"
	"crosslane/shipping"
)

// The rules by which a stop is on no tour, beside the reasons of route.
const rulePlanner = "planner"

// plan answers with the tours of a workload, checked by an independent reading of the rules. The same
// workload always gets the same answer, as the search ends by count and not by the clock. What cannot
// be planned at all gets an answer too: then every stop is left, with the planner's words.
func (w *workload) plan(ctx context.Context) *fact.TourPlanned {
	b := newBoard(w)
	s, err := b.solve(ctx)
	if err == nil {
		_, err = check.Solution(b.problem, s)
	}
	if err != nil {
		return w.nothing(err)
	}
	return b.answer(&s)
}

// solve searches in the morning. For a repair it puts what is upset where it fits best and leaves the rest as
// buyers were told; only when that leaves out more than were left out before, it searches from there.
func (b *board) solve(ctx context.Context) (route.Solution, error) {
	search := solver.Options{Stop: solver.Iterations(min(20_000, 1000+100*len(b.stops))), Seed: 1, Warm: b.warm(), Repair: true}
	if b.revision > 1 {
		repair := search
		repair.Stop = func(solver.Progress) float64 { return 1 } // at once
		if s, err := solver.Solve(ctx, b.problem, repair); err != nil || len(s.Unassigned) <= b.left() {
			return s, err
		}
	}
	return solver.Solve(ctx, b.problem, search)
}

// left counts the stops that are on no tour now.
func (w *workload) left() (n int) {
	for i := range w.stops {
		if w.stops[i].Vehicle == "" {
			n++
		}
	}
	return n
}

// nothing is the answer when the planner fails: everything waits, and is told why.
func (w *workload) nothing(err error) *fact.TourPlanned {
	p := &fact.TourPlanned{Date: w.date, Revision: w.revision, Cost: shipping.Money{Currency: w.depot.currency}}
	for _, k := range w.stops {
		p.Left = append(p.Left, fact.Reason{Desk: fact.TourDesk, Rule: rulePlanner, About: string(k.Parcel), Note: err.Error()})
	}
	return p
}

// board is a workload as a problem of route. Times are Unix seconds.
type board struct {
	*workload
	problem route.Problem
	places  map[shipping.Position]int
	points  []route.Point
}

func newBoard(w *workload) *board {
	b := &board{workload: w, places: map[shipping.Position]int{}}
	home := b.place(w.depot.Depot.Position)
	for i := range w.vehicles {
		v := &w.vehicles[i]
		b.problem.Vehicles = append(b.problem.Vehicles, route.Vehicle{
			Start: b.place(v.at), End: home, Capacity: []int64{v.Parcels, int64(v.Weight)}, Skills: []int{i}, Shift: seconds(v.hours),
			Costs: route.Costs{Fixed: v.Fixed, PerHour: v.PerHour, PerTaskHour: v.PerHour, PerKm: v.PerKm},
		})
	}
	for i := range w.stops {
		b.problem.Stops = append(b.problem.Stops, b.stop(&w.stops[i]))
	}
	for i := range w.lockers {
		b.locker(&w.lockers[i])
	}
	b.problem.Matrices = []route.Matrix{estimate.Matrix(b.points)}
	return b
}

// place numbers the places; what lies at one and the same is one.
func (b *board) place(p shipping.Position) int {
	n, ok := b.places[p]
	if !ok {
		n = len(b.points)
		b.places[p] = n
		b.points = append(b.points, route.Point{Lon: float64(p.Lon) / 1e6, Lat: float64(p.Lat) / 1e6})
	}
	return n
}

func (b *board) stop(k *stop) route.Stop {
	s := route.Stop{Place: b.place(k.At), Delivery: []int64{1, int64(k.Weight)}, Service: route.Duration{Base: b.depot.Service}, Priority: k.urgency}
	if k.slot != (shipping.Window{}) {
		s.Windows = []route.Window{*seconds(k.slot)}
	}
	if k.aboard { // a vehicle that is no more has a skill that nobody has
		n := slices.IndexFunc(b.vehicles, func(v vehicle) bool { return v.ID == k.Vehicle })
		if n < 0 {
			n = len(b.vehicles)
		}
		s.Skills = []int{n}
	}
	return s
}

func (b *board) locker(l *locker) {
	at := route.Locker{Hours: []route.Window{*seconds(l.hours)}}
	for _, n := range l.free {
		at.Compartments = append(at.Compartments, int(n))
	}
	for i := range b.stops {
		if k := &b.stops[i]; k.Locker == l.id && k.Size < int64(len(l.free)) {
			at.Deposits = append(at.Deposits, route.Deposit{Stop: i, Size: int(k.Size)})
		}
	}
	if len(at.Deposits) > 0 {
		b.problem.Lockers = append(b.problem.Lockers, at)
	}
}

func seconds(w shipping.Window) *route.Window {
	return &route.Window{Open: w.From.Unix(), Close: w.To.Unix()}
}

// warm is the present plan; what is not to be delivered any more is left out of it.
func (b *board) warm() [][]int {
	stops := map[shipping.ParcelID]int{}
	for i := range b.stops {
		stops[b.stops[i].Parcel] = i
	}
	list := make([][]int, len(b.vehicles))
	for i, v := range b.vehicles {
		for _, id := range v.present {
			if n, ok := stops[id]; ok {
				list[i] = append(list[i], n)
				delete(stops, id)
			}
		}
	}
	return list
}

func (b *board) answer(s *route.Solution) *fact.TourPlanned {
	p := &fact.TourPlanned{Date: b.date, Revision: b.revision, Cost: shipping.Money{Amount: s.Cost, Currency: b.depot.currency}}
	for i := range s.Routes {
		p.Tours = append(p.Tours, b.tour(&s.Routes[i]))
	}
	for _, u := range s.Unassigned {
		p.Left = append(p.Left, fact.Reason{Desk: fact.TourDesk, Rule: string(u.Reason), About: string(b.stops[u.Stop].Parcel)})
	}
	return p
}

func (b *board) tour(way *route.Route) fact.Tour {
	v, last := &b.vehicles[way.Vehicle], way.Visits[len(way.Visits)-1]
	t := fact.Tour{
		Vehicle: v.ID, Starts: v.at, Leaves: b.time(way.Visits[0].Leave()), Returns: b.time(last.Arrival), Metres: last.Distance,
	}
	for _, visit := range way.Visits {
		if visit.Act == route.Serve {
			k := &b.stops[visit.Index]
			t.Visits = append(t.Visits, fact.TourVisit{Parcel: k.Parcel, At: k.At, Arrives: b.time(visit.Begin())})
		}
	}
	return t
}

// time is an instant on the depot's clock.
func (b *board) time(unix int64) time.Time { return time.Unix(unix, 0).In(b.depot.zone) }
