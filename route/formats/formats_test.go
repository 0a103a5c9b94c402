package formats_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"crosslane/route/check"
	"crosslane/route/formats"
	"crosslane/route/solver"
	"crosslane/shipping"
)

const solomon = `TINY

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0          0          0       100          0
    1      1          1          6          0        50          5
    2      2          2          6         10        60          5
`

const vrplib = "NAME : 	tiny\nCOMMENT : \"by hand\"\nTYPE : 	CVRP\nDIMENSION : 3\nEDGE_WEIGHT_TYPE : EUC_2D\nCAPACITY : 10\n" +
	"NODE_COORD_SECTION\n1 0 0\n2 1 1\n3 2 2\nDEMAND_SECTION\n1 0\n2 6\n3 4\nDEPOT_SECTION\n1\n-1\nEOF\n"

const liLim = "2 10 1\n0 0 0 0 0 100 0 0 0\n1 1 1 6 0 50 5 0 2\n2 2 2 -6 0 60 5 1 0\n"

const cordeau = "2 1 2 2\n0 10\n100 20\n1 1 1 3 6 1 1 1\n2 2 2 0 4 1 1 1\n3 0 0 0 0\n4 3 3 0 0\n"

// Each form is read with its own convention of distance, and its best plan is known.
func TestForms(t *testing.T) {
	tests := []struct {
		form, text string
		vehicles   int
		cost       float64
	}{
		// Two stops of 6 do not share a load of 10: 2 times 1.4, and 2 times 2.8, cut.
		{"solomon", solomon, 2, 8.4},
		// 1.41 and 2.83 become 1 and 3: out to 2, 1 to 3, 3 back.
		{"vrplib", vrplib, 2, 5},
		{"lilim", liLim, 2, 2 * math.Sqrt(8)},
		// One stop from each depot: nearer than either of them alone.
		{"cordeau", cordeau, 2, 4 * math.Sqrt2},
	}
	for _, c := range tests {
		t.Run(c.form, func(t *testing.T) {
			i, err := formats.Read(c.form, strings.NewReader(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if len(i.Problem.Vehicles) != c.vehicles || len(i.Problem.Stops) != 2 {
				t.Fatalf("%d vehicles, %d stops", len(i.Problem.Vehicles), len(i.Problem.Stops))
			}
			s, err := solver.Solve(context.Background(), i.Problem, solver.Options{Stop: solver.Iterations(100)})
			if err != nil {
				t.Fatal(err)
			}
			r, err := check.Solution(i.Problem, s)
			if err != nil {
				t.Fatal(err)
			}
			cost := float64(r.Cost-int64(len(s.Routes))*i.Vehicle) / float64(i.Scale)
			if math.Abs(cost-c.cost) > 0.003 {
				t.Errorf("cost %v, want %v", cost, c.cost)
			}
		})
	}
}

func TestBadFiles(t *testing.T) {
	tests := []struct{ name, form, text, want string }{
		{"no such form", "xml", "", `"xml" is no form`},
		{"empty", "solomon", "", "ends too early"},
		{"a word among numbers", "solomon", strings.Replace(solomon, "10        60", "ten        60", 1), `line 12: "ten" is no number`},
		{"a column too few", "lilim", "2 10 1\n0 0 0 0\n", "line 2: has 4 numbers, not 9"},
		{"another kind", "vrplib", strings.Replace(vrplib, "CVRP", "TSP", 1), "TYPE TSP is not read"},
		{"another metric", "vrplib", strings.Replace(vrplib, "EUC_2D", "GEO", 1), "EDGE_WEIGHT_TYPE GEO is not read"},
		{"no capacity", "vrplib", strings.Replace(vrplib, "CAPACITY : 10\n", "", 1), "ends too early"},
		{"stops missing", "cordeau", "2 1 2 2\n0 10\n", "ends too early"},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			_, err := formats.Read(c.form, strings.NewReader(c.text))
			if err == nil || !strings.Contains(err.Error(), c.want) || shipping.CodeOf(err) == shipping.Internal {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add(0, []byte(solomon))
	f.Add(1, []byte(vrplib))
	f.Add(2, []byte(liLim))
	f.Add(3, []byte(cordeau))
	f.Fuzz(func(t *testing.T, form int, text []byte) {
		if len(text) > 4000 || form < 0 || form >= len(formats.Forms) {
			t.Skip()
		}
		i, err := formats.Read(formats.Forms[form], strings.NewReader(string(text)))
		if err != nil || len(i.Problem.Vehicles) > 50 {
			return
		}
		s, err := solver.Solve(context.Background(), i.Problem, solver.Options{Stop: solver.Iterations(2)})
		if err != nil {
			return // Validate has found it out
		}
		if _, err := check.Solution(i.Problem, s); err != nil {
			t.Error(err)
		}
	})
}
