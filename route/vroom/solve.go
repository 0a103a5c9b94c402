package vroom

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"crosslane/route"
	"crosslane/route/estimate"
	"crosslane/route/solver"
	"crosslane/shipping"
)

// The codes of an answer; they are also the exit status of a command.
const (
	CodeDone     = 0
	CodeInternal = 1
	CodeInput    = 2
	CodeRouting  = 3
)

// Table answers with travel between points for a profile like "car".
type Table func(ctx context.Context, profile string, points []route.Point) (route.Matrix, error)

// Options are what a caller of Solve decides; the JSON's own "options" come before them.
type Options struct {
	// Table is asked where the JSON brings no matrix; nil estimates from great circles.
	Table Table
	// Clock measures Limit; nil means that only the number of tries bounds the search,
	// and that equal requests get equal answers.
	Clock func() time.Duration
	// Limit bounds the search; zero leaves it to Explore.
	Limit time.Duration
	// Explore, 0 to 5, is how hard to search where Limit does not end it before.
	Explore int
	Threads int
	Seed    uint64
	// MaxLimit and MaxThreads bound what the JSON's options may ask for; zero is no bound.
	MaxLimit   time.Duration
	MaxThreads int
	// Plan only times the routes that the vehicles' steps describe.
	Plan bool
	// Geometry adds each route's line through its stops.
	Geometry bool
	// Progress is told how far the search has come; may be nil.
	Progress func(solver.Progress)
}

// Solve answers a problem in VROOM's JSON with a solution in VROOM's JSON, and with
// its code. A fault is answered in the same form, never with anything else.
func Solve(ctx context.Context, text []byte, o Options) ([]byte, int) {
	out, err := solve(ctx, text, o)
	if err != nil {
		return Fault(err)
	}
	return encode(out), CodeDone
}

// Fault is the answer for an error.
func Fault(err error) ([]byte, int) {
	code := CodeInternal
	switch shipping.CodeOf(err) {
	case shipping.Invalid, shipping.Unsupported, shipping.Refused:
		code = CodeInput
	case shipping.Unavailable, shipping.NotFound:
		code = CodeRouting
	}
	return encode(struct {
		Code  int    `json:"code"`
		Error string `json:"error"`
	}{code, err.Error()}), code
}

// encode writes JSON; an answer holds nothing that has no form in it.
func encode(value any) []byte {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return append(text, '\n')
}

func solve(ctx context.Context, text []byte, o Options) (*answer, error) {
	r, err := prepare(ctx, text, &o)
	if err != nil {
		return nil, err
	}
	if o.Plan {
		return r.plan(o.Geometry)
	}
	warm, err := r.warm()
	if err != nil {
		return nil, err
	}
	s, err := solver.Solve(ctx, r.problem, solver.Options{
		Stop: o.stop(len(r.tasks)), Threads: o.Threads, Seed: o.Seed, Warm: warm, Progress: o.Progress,
	})
	if err != nil {
		return nil, r.renamed(err)
	}
	return r.write(s, o.Geometry), nil
}

// prepare reads a request, its options and its matrices.
func prepare(ctx context.Context, text []byte, o *Options) (*request, error) {
	r, err := read(text)
	if err != nil {
		return nil, err
	}
	if err := o.apply(r.in.Options); err != nil {
		return nil, err
	}
	if o.Table == nil {
		o.Table = guess
		r.estimated = !r.custom
	}
	if err := r.fetch(ctx, o); err != nil {
		return nil, err
	}
	return r, r.renamed(r.problem.Validate())
}

func guess(_ context.Context, _ string, points []route.Point) (route.Matrix, error) {
	return estimate.Matrix(points), nil
}

func (o *Options) apply(w wishes) error {
	if w.Geometry != nil {
		o.Geometry = *w.Geometry
	}
	if w.Plan != nil {
		o.Plan = *w.Plan
	}
	if w.Threads != nil {
		o.Threads = *w.Threads
	}
	if w.Explore != nil {
		o.Explore = *w.Explore
	}
	if w.Limit != nil {
		o.Limit = time.Duration(*w.Limit * float64(time.Second))
	}
	switch {
	case o.Threads < 0 || o.Threads > 32:
		return shipping.BadField("options.t", "is not between 1 and 32", "")
	case o.Explore < 0 || o.Explore > 5:
		return shipping.BadField("options.x", "is not between 0 and 5", "")
	case o.Limit < 0 || w.Limit != nil && (*w.Limit > 86400 || o.Limit == 0):
		return shipping.BadField("options.l", "is no number of seconds above 0, at most a day", "")
	case o.MaxLimit > 0 && o.Limit > o.MaxLimit:
		return shipping.BadField("options.l", fmt.Sprintf("is more than the %s allowed here", o.MaxLimit), "")
	case o.MaxThreads > 0 && o.Threads > o.MaxThreads:
		o.Threads = o.MaxThreads // as many as there are: the answer is as good, only later
	case w.Limit != nil && o.Clock == nil:
		return &shipping.Error{Code: shipping.Unsupported, Field: "options.l", Message: "there is no clock here", Hint: "use options.x"}
	}
	return nil
}

// stop ends the search after a number of tries that grows with the problem, or at
// the limit if that comes first.
func (o *Options) stop(tasks int) solver.Stop {
	tries := solver.Iterations((o.Explore + 1) * (1000 + 25*tasks))
	if o.Clock == nil || o.Limit == 0 {
		return tries
	}
	time := solver.Within(o.Clock, o.Limit)
	return func(p solver.Progress) float64 { return max(tries(p), time(p)) }
}

// fetch gets the matrices that the JSON does not bring.
func (r *request) fetch(ctx context.Context, o *Options) error {
	if !r.custom {
		r.measured = true
		for _, name := range r.profiles {
			m, err := o.Table(ctx, name, r.points)
			if err != nil {
				return err
			}
			r.problem.Matrices = append(r.problem.Matrices, m)
		}
		return nil
	}
	for i := range r.problem.Matrices {
		m := &r.problem.Matrices[i]
		if m.Distances == nil && r.needsDistances(i, o.Geometry) {
			if err := r.fetchDistances(ctx, i, o.Table); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *request) needsDistances(profile int, geometry bool) bool {
	for _, v := range r.problem.Vehicles {
		if v.Profile == profile && (geometry || v.Costs.PerKm > 0 || v.Limits.Distance > 0) {
			return true
		}
	}
	return false
}

// fetchDistances asks for the distances that a custom matrix lacks, between the
// places whose coordinates are known; all that are visited must be.
func (r *request) fetchDistances(ctx context.Context, profile int, table Table) error {
	var points []route.Point
	var at []int
	for place, known := range r.known {
		if known {
			points, at = append(points, r.points[place]), append(at, place)
		}
	}
	for i, s := range r.problem.Stops {
		if !r.known[s.Place] {
			return shipping.BadField(r.tasks[i].path+".location", "is missing, and without it the distances that are asked for",
				fmt.Sprintf("or give matrices.%s.distances", r.profiles[profile]))
		}
	}
	for i, v := range r.problem.Vehicles {
		if v.Start != route.Nowhere && !r.known[v.Start] || v.End != route.Nowhere && !r.known[v.End] {
			return shipping.BadField(fmt.Sprintf("vehicles[%d]", i), "has no coordinates, and without them the distances that are asked for",
				fmt.Sprintf("or give matrices.%s.distances", r.profiles[profile]))
		}
	}
	got, err := table(ctx, r.profiles[profile], points)
	if err != nil {
		return err
	}
	m := &r.problem.Matrices[profile]
	m.Distances = make([]int32, m.Size*m.Size)
	for i, from := range at {
		for k, to := range at {
			m.Distances[from*m.Size+to] = got.Distances[i*got.Size+k]
		}
	}
	r.measured = true
	return nil
}

// renamed puts an error about the problem into the caller's terms.
func (r *request) renamed(err error) error {
	fault := (*shipping.Error)(nil)
	if !errors.As(err, &fault) {
		return err
	}
	var i int
	if n, _ := fmt.Sscanf(fault.Field, "stops[%d]", &i); n == 1 && i < len(r.tasks) {
		fault.Field = r.tasks[i].path + strings.TrimPrefix(fault.Field, fmt.Sprintf("stops[%d]", i))
	} else if n, _ := fmt.Sscanf(fault.Field, "matrices[%d]", &i); n == 1 && i < len(r.profiles) {
		fault.Field = "matrices." + r.profiles[i] + strings.TrimPrefix(fault.Field, fmt.Sprintf("matrices[%d]", i))
	} else if n, _ := fmt.Sscanf(fault.Field, "warm[%d]", &i); n == 1 {
		fault.Field = fmt.Sprintf("vehicles[%d].steps", i)
	} else if n, _ := fmt.Sscanf(fault.Field, "pairs[%d]", &i); n == 1 {
		fault.Field = strings.Replace(fault.Field, "pairs", "shipments", 1)
	}
	return fault
}
