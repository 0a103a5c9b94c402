// Package formats reads the text forms in which routing research publishes its
// instances: Solomon and Gehring-Homberger (time windows), VRPLIB (capacity),
// Li and Lim (pickup and delivery), Cordeau (several depots).
//
// Each convention of distance becomes whole numbers by a scale: a plan's cost
// divided by the instance's Scale is the cost in the convention's unit.
package formats

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"crosslane/route"
	"crosslane/shipping"
)

// Instance is a published problem made ready for the solver.
type Instance struct {
	Name    string
	Problem route.Problem
	// Scale is how many of the problem's units are one unit of the publication.
	Scale int64
	// Vehicle is the fixed cost put on each vehicle, in the problem's units, where
	// fewer vehicles come before less distance; zero elsewhere.
	Vehicle int64
	points  []point
}

type point struct{ x, y float64 }

// Forms are the names that Read knows.
var Forms = []string{"solomon", "vrplib", "lilim", "cordeau"}

// Read reads an instance in one of the Forms.
func Read(form string, from io.Reader) (Instance, error) {
	text, err := io.ReadAll(from)
	if err != nil {
		return Instance{}, shipping.Fault(shipping.Unavailable, "the file cannot be read", err.Error())
	}
	rows := split(string(text))
	switch form {
	case "solomon":
		return solomon(rows)
	case "vrplib":
		return vrplib(rows)
	case "lilim":
		return liLim(rows)
	case "cordeau":
		return cordeau(rows)
	}
	return Instance{}, shipping.BadField("read", fmt.Sprintf("%q is no form", form), "one of "+strings.Join(Forms, ", "))
}

// row is one line with words on it.
type row struct {
	line  int
	words []string
}

func split(text string) []row {
	var rows []row
	scan := bufio.NewScanner(strings.NewReader(text))
	scan.Buffer(nil, 1<<20)
	for n := 1; scan.Scan(); n++ {
		if words := strings.Fields(scan.Text()); len(words) > 0 {
			rows = append(rows, row{n, words})
		}
	}
	return rows
}

// largest keeps sums of numbers from files within bounds.
const largest = 1e7

// numbers reads a line of at least so many numbers, none beyond all measure.
func (r row) numbers(least int) ([]float64, error) {
	var all []float64
	for _, w := range r.words {
		v, err := strconv.ParseFloat(w, 64)
		if err != nil || math.IsNaN(v) || math.Abs(v) > largest {
			return nil, r.wrong(fmt.Sprintf("%q is no number in use here", w))
		}
		all = append(all, v)
	}
	if len(all) < least {
		return nil, r.wrong(fmt.Sprintf("has %d numbers, not %d", len(all), least))
	}
	return all, nil
}

func (r row) wrong(message string) error {
	return shipping.BadField(fmt.Sprintf("line %d", r.line), message, "")
}

func tooShort() error {
	return shipping.Fault(shipping.Invalid, "the file ends too early", "is it of this form?")
}

// most bounds the size of an instance: the matrix grows with its square.
const most = 10_000

// spread fills the matrix from the points, a distance turned into whole numbers by whole.
func (i *Instance) spread(whole func(float64) float64) error {
	n := len(i.points)
	if n > most {
		return shipping.Fault(shipping.Unsupported, fmt.Sprintf("has %d places, at most %d are read", n, most), "")
	}
	m := route.Matrix{Size: n, Durations: make([]int32, n*n)}
	for a, p := range i.points {
		for b, q := range i.points {
			d := whole(math.Sqrt((p.x-q.x)*(p.x-q.x) + (p.y-q.y)*(p.y-q.y)))
			if d >= route.Unreachable {
				return shipping.Fault(shipping.Invalid, "the places lie too far apart", "")
			}
			m.Durations[a*n+b] = int32(d)
		}
	}
	i.Problem.Matrices = []route.Matrix{m}
	return nil
}

// fleet puts n equal vehicles at a depot.
func (i *Instance) fleet(n, depot int, capacity int64, shift *route.Window) {
	for range n {
		i.Problem.Vehicles = append(i.Problem.Vehicles, route.Vehicle{
			Start: depot, End: depot, Capacity: []int64{capacity}, Shift: shift,
			Costs: route.Costs{Fixed: i.Vehicle, PerHour: 3600},
		})
	}
}

// scaled turns a number of the publication into whole units of the problem.
func (i *Instance) scaled(v float64) int64 { return int64(math.Round(v * float64(i.Scale))) }
