package view_test

import (
	"context"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"crosslane/db"
	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/fact/onward"
	"crosslane/shipping"
	"crosslane/view"
)

// readWhole are the statements that read all rows of a merchant in a read table, and may: what they say, and why.
var readWhole = []struct {
	says *regexp.Regexp
	why  string
}{
	{regexp.MustCompile(`^DELETE FROM view_\w+ WHERE merchant = \$1$`), "all rows go"},
	{regexp.MustCompile(`^SELECT min\(what\) FROM view_case WHERE merchant = \$1$`), "reads one row: the least of an index"},
	{regexp.MustCompile(`^SELECT .* ORDER BY id DESC LIMIT \d+$`), "reads from the newest on, until the page is full"},
	{regexp.MustCompile(`^SELECT [\w, ]+ FROM view_case WHERE .* ORDER BY CASE WHEN closed > 0 THEN 1 ELSE 0 END,.* LIMIT \d+$`),
		"the cases of a merchant, few beside the parcels, are put in an order that changes with each of their steps"},
}

// whole is a step of a plan that reads a whole table, or all rows of a merchant in one that grows for ever.
var whole = regexp.MustCompile(`^(SCAN (view_\w+|[nopc])\b|SEARCH (view_order|view_parcel|view_case|view_onward|[nopc])\b.* \(merchant=\?\)$)`)

// reads calls everything that a store reads, by the name of its method.
func reads(ctx context.Context, s *view.Store) map[string]func() error {
	pages := []view.Page{{}, {Before: "x"}, {Only: "x"}, {Only: "x", Before: "x"}}
	cases := slices.Concat(pages, []view.Page{{State: "open"}, {State: "closed"}, {Owner: "x"}, {State: "open", Owner: "x", Only: "x", Before: "x"}})
	on := view.LaneChannel{Lane: "szx-DE", Channel: "ch-1"}
	return map[string]func() error{
		"Attention":   func() error { _, err := s.Attention(ctx, "main"); return err },
		"Bearers":     func() error { _, err := s.Bearers(ctx, "main", "x", []string{"W1"}); return err },
		"Bookmark":    func() error { _, err := s.Bookmark(ctx, "main", "x"); return err },
		"Bookmarks":   func() error { _, err := s.Bookmarks(ctx, "main", "x"); return err },
		"Calibration": func() error { _, err := s.Calibration(ctx, "main"); return err },
		"CaseKinds":   func() error { _, err := s.CaseKinds(ctx, "main"); return err },
		"CaseOwners":  func() error { _, err := s.CaseOwners(ctx, "main"); return err },
		"CaseParcels": func() error {
			return every(pages, func(p view.Page) error { _, err := s.CaseParcels(ctx, "main", "cas_1", p); return err })
		},
		"Cases": func() error {
			return every(cases, func(p view.Page) error { _, err := s.Cases(ctx, "main", p); return err })
		},
		"Cursor":        func() error { _, err := s.Cursor(ctx, "main"); return err },
		"Fared":         func() error { _, err := s.Fared(ctx, "main", day); return err },
		"Figures":       func() error { _, err := s.Figures(ctx, "main"); return err },
		"Bearing":       func() error { _, err := s.Bearing(ctx, "main", "1"); return err },
		"Find":          func() error { _, err := s.Find(ctx, "main", "1", ""); return err },
		"Health":        func() error { _, err := s.Health(ctx, "main", day); return err },
		"HealthTracker": func() error { _, _, err := s.HealthTracker(ctx, "main", day); return err },
		"Latest":        func() error { _, err := s.Latest(ctx, "main"); return err },
		"Onward.Claims": func() error { _, err := s.Onward.Claims(ctx, "main", []string{"A100001"}); return err },
		"Onward.Of":     func() error { _, err := s.Onward.Of(ctx, "main", []shipping.ParcelID{"par_1"}); return err },
		"Onward.Open":   func() error { _, err := s.Onward.Open(ctx, "main"); return err },
		"OnTheWay":      func() error { _, err := s.OnTheWay(ctx, "main", day); return err },
		"OrderParcels":  func() error { _, err := s.OrderParcels(ctx, "main", "ord_001"); return err },
		"Orders": func() error {
			return every(pages, func(p view.Page) error { _, err := s.Orders(ctx, "main", p); return err })
		},
		"Parcels": func() error {
			return every(pages, func(p view.Page) error { _, err := s.Parcels(ctx, "main", p); return err })
		},
		"ParcelsNamed": func() error { _, err := s.ParcelsNamed(ctx, "main", "1"); return err },
		"Switches":     func() error { _, err := s.Switches(ctx, "main"); return err },
		"ToHandOver": func() error {
			return every([]shipping.WarehouseID{"", "szx"}, func(w shipping.WarehouseID) error { _, err := s.ToHandOver(ctx, "main", "x", w); return err })
		},
		"Unclosed": func() error {
			return every([]shipping.WarehouseID{"", "szx"}, func(w shipping.WarehouseID) error {
				_, err := s.Unclosed(ctx, "main", "x", w, day)
				return err
			})
		},
		"Unmapped":      func() error { _, err := s.Unmapped(ctx, "main"); return err },
		"UnmappedScans": func() error { _, err := s.UnmappedScans(ctx, "main"); return err },
		"ToPrint":       func() error { _, err := s.ToPrint(ctx, "main", "x", "szx"); return err },
		"Printed":       func() error { _, err := s.Printed(ctx, "main", "B1"); return err },
		"Undone":        func() error { _, err := s.Undone(ctx, "main", day); return err },
		"Waiting":       func() error { _, err := s.Waiting(ctx, "main", on, "", 10); return err },
		"Work": func() error {
			return every(cases, func(p view.Page) error { _, err := s.Work(ctx, "main", p); return err })
		},
	}
}

func every[T any](list []T, do func(T) error) error {
	for _, one := range list {
		if err := do(one); err != nil {
			return err
		}
	}
	return nil
}

// writes are the methods of a store that are called to fill it.
var writes = []string{"Apply", "ApplyAfter", "CatchUp", "Clear", "KeepBookmarks", "KeepBookmarksWhile"}

// TestEveryStatementFindsItsRows has a store do everything it can on SQLite, and asks it how it would find the rows of each
// statement: among a million parcels, one that reads them all is a page that does not come.
func TestEveryStatementFindsItsRows(t *testing.T) {
	var mu sync.Mutex
	seen := map[string]bool{}
	d := dbtest.Open(t, dbtest.SQLite(t))
	ctx := context.Background()
	s, err := view.Open(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	stop := db.Hear(func(text string, _ []any) {
		mu.Lock()
		defer mu.Unlock()
		seen[text] = true
	})
	defer stop()
	fillAll(ctx, t, s)
	calls := reads(ctx, s)
	for m := range reflect.TypeFor[*view.Store]().Methods() {
		if calls[m.Name] == nil && !slices.Contains(writes, m.Name) {
			t.Errorf("nothing calls %s", m.Name)
		}
	}
	for name, call := range calls {
		if err := call(); err != nil && shipping.CodeOf(err) != shipping.NotFound {
			t.Errorf("%s: %v", name, err)
		}
	}
	stop()
	if len(seen) < 50 {
		t.Errorf("only %d statements were heard", len(seen))
	}
	excused := make([]bool, len(readWhole))
	for text := range seen {
		line := strings.Join(strings.Fields(text), " ")
		excuse := -1
		for i, e := range readWhole {
			if e.says.MatchString(line) && !strings.Contains(line, "id IN (") {
				excuse = i
			}
		}
		for _, step := range dbtest.Plan(t, d, text) {
			switch {
			case !whole.MatchString(step):
			case excuse < 0:
				t.Errorf("reads all of a merchant's rows: %s\n%s", line, step)
			default:
				excused[excuse] = true
			}
		}
	}
	for i, e := range readWhole {
		if !excused[i] {
			t.Errorf("nothing that reads all rows says %s (%s)", e.says, e.why)
		}
	}
}

// fillAll calls everything that writes.
func fillAll(ctx context.Context, t *testing.T, s *view.Store) {
	t.Helper()
	facts := append(life(1, 2, 0), numbered(1, onward.Number{Number: "A100001"}))
	_, err := s.ApplyAfter(ctx, "main", "", facts, "1")
	for _, failed := range []error{err, s.Apply(ctx, "main", nil, "1"), s.Clear(ctx, "other"), s.KeepBookmarks(ctx, "main", map[string]string{"x": "1"}),
		s.KeepBookmarksWhile(ctx, "main", map[string]string{"x": "2"}, map[string]string{"x": "1"}),
		s.CatchUp(ctx, "main", func(context.Context, string, int) ([]*fact.Fact, string, error) { return nil, "1", nil })} {
		if failed != nil {
			t.Fatal(failed)
		}
	}
}
