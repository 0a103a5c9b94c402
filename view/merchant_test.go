package view_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"crosslane/db/dbtest"
	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

func merchantOf(name string) shipping.MerchantID { return shipping.MerchantID(name) }

// TestOneMerchantAtATime: two merchants whose orders, parcels and cases have the same names know nothing of each other: each
// sees what it would see alone, and clearing one leaves the other.
func TestOneMerchantAtATime(t *testing.T) {
	ctx := t.Context()
	engines(t, func(t *testing.T, s *view.Store) {
		facts := map[shipping.MerchantID][]*fact.Fact{
			"anna": append(random(rand.New(rand.NewPCG(1, 7)), 800), append(life(1, 2, 0), life(2, 1, 9)...)...),
			"bert": append(random(rand.New(rand.NewPCG(2, 7)), 900), life(1, 1, 2)...)}
		now := day.Add(600 * time.Hour)
		alone := map[shipping.MerchantID][]any{}
		for merchant, list := range facts {
			if err := s.Apply(ctx, merchant, list, "end of "+string(merchant)); err != nil {
				t.Fatal(err)
			}
			alone[merchant] = shownOf(t, s, merchant, now)
			if err := s.Clear(ctx, merchant); err != nil {
				t.Fatal(err)
			}
			if got, empty := shownOf(t, s, merchant, now), shownOf(t, s, "nobody", now); !reflect.DeepEqual(got, empty) {
				t.Fatalf("after it was cleared: %v", got)
			}
		}
		for i := range 1000 {
			for merchant, list := range facts {
				if i < len(list) {
					if err := s.Apply(ctx, merchant, list[i:i+1], fmt.Sprint(i)); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		for merchant, list := range facts {
			if err := s.Apply(ctx, merchant, nil, "end of "+string(merchant)); err != nil {
				t.Fatal(err)
			}
			same(t, shownOf(t, s, merchant, now), alone[merchant])
			if latest, err := s.Latest(ctx, merchant); err != nil || !latest.Equal(newestOf(list)) {
				t.Errorf("the newest fact is of %s, %v", latest, err)
			}
		}
		if err := s.KeepBookmarks(ctx, "anna", map[string]string{"carrier:x": "7", "carrier:y": "8"}); err != nil {
			t.Fatal(err)
		}
		if err := s.KeepBookmarks(ctx, "bert", map[string]string{"carrier:x": "9"}); err != nil {
			t.Fatal(err)
		}
		if err := s.Clear(ctx, "bert"); err != nil {
			t.Fatal(err)
		}
		same(t, shownOf(t, s, "anna", now), alone["anna"])
		for merchant, want := range map[shipping.MerchantID]string{"anna": "7", "bert": "9"} { // how far a carrier was asked outlives the tables
			if place, err := s.Bookmark(ctx, merchant, "carrier:x"); err != nil || place != want {
				t.Errorf("%s: bookmark %q, %v", merchant, place, err)
			}
		}
	})
}

func newestOf(facts []*fact.Fact) (at time.Time) {
	for _, f := range facts {
		if sort := f.Stream.Sort(); (sort == shipping.OrderSort || sort == shipping.ParcelSort) && f.Recorded.After(at) {
			at = f.Recorded
		}
	}
	return at
}

// TestOneMerchantWaitsForNoOther: while one merchant's facts are being taken in, another's are.
func TestOneMerchantWaitsForNoOther(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	d := dbtest.Open(t, dbtest.Postgres(t))
	s, err := view.Open(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, merchant := range []shipping.MerchantID{"anna", "bert"} {
		if err := s.Apply(ctx, merchant, life(1, 1, 2), "1"); err != nil {
			t.Fatal(err)
		}
	}
	tx, err := d.Write.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for _, table := range []string{"view_cursor", "view_order", "view_parcel", "view_count", "view_figure"} {
		if _, err := tx.ExecContext(ctx, "UPDATE "+table+" SET merchant = merchant WHERE merchant = 'anna'"); err != nil {
			t.Fatal(err)
		}
	}
	if first, err := s.ApplyAfter(ctx, "bert", "1", life(1, 2, 3), "2"); err != nil || !first {
		t.Errorf("the other merchant's facts: %t, %v", first, err)
	}
}

// TestApplyAfter: facts are taken in once, and only where the cursor stands.
func TestApplyAfter(t *testing.T) {
	ctx := t.Context()
	engines(t, func(t *testing.T, s *view.Store) {
		for _, step := range []struct {
			after, next string
			first       bool
			orders      int64
		}{{"", "1", true, 1}, {"", "1", false, 1}, {"0", "2", false, 1}, {"1", "2", true, 2}, {"1", "2", false, 2}} {
			first, err := s.ApplyAfter(ctx, "main", step.after, life(int(step.orders), 1, 0), step.next)
			if err != nil || first != step.first {
				t.Fatalf("%+v: %t, %v", step, first, err)
			}
			if f, err := s.Figures(ctx, "main"); err != nil || f.Orders != step.orders || f.Refusals != 0 {
				t.Fatalf("%+v: %+v, %v", step, f, err)
			}
		}
		if cursor, err := s.Cursor(ctx, "main"); err != nil || cursor != "2" {
			t.Errorf("cursor %q, %v", cursor, err)
		}
		latest := func(want time.Time) {
			t.Helper()
			if at, err := s.Latest(ctx, "main"); err != nil || !at.Equal(want) {
				t.Errorf("latest %s, %v, want %s", at, err, want)
			}
		}
		latest(day)
		older, newer, rules := factOf("order:ord_1", day.Add(-time.Hour), &fact.OrderAccepted{}), factOf("order:ord_1", day.Add(time.Hour), &fact.OrderAccepted{}),
			factOf(shipping.BookStream, day.Add(9*time.Hour), &fact.BookPublished{})
		for i, list := range [][]*fact.Fact{{older}, {newer}, {older}, {rules}} {
			if i%2 == 0 {
				if err := s.Apply(ctx, "main", list, fmt.Sprint(3+i)); err != nil {
					t.Fatal(err)
				}
			} else if first, err := s.ApplyAfter(ctx, "main", fmt.Sprint(2+i), list, fmt.Sprint(3+i)); err != nil || !first {
				t.Fatal(first, err)
			}
			latest(day.Add(time.Duration(60*min(i, 1)) * time.Minute))
		}
	})
}

// TestCatchUpGoesOn: a part of the feed without facts of the merchant does not end it; the same cursor does.
func TestCatchUpGoesOn(t *testing.T) {
	ctx := t.Context()
	engines(t, func(t *testing.T, s *view.Store) {
		asked := 0
		feed := func(_ context.Context, after string, limit int) ([]*fact.Fact, string, error) {
			if asked++; limit != 5000 || asked > 4 {
				t.Fatalf("asked the %dth time, for %d", asked, limit)
			}
			switch after {
			case "":
				return nil, "1", nil
			case "1":
				return life(1, 1, 0), "2", nil
			}
			return nil, after, nil
		}
		if err := s.CatchUp(ctx, "main", feed); err != nil || asked != 3 {
			t.Errorf("asked %d times, %v", asked, err)
		}
		if f, err := s.Figures(ctx, "main"); err != nil || f.Orders != 1 {
			t.Errorf("figures %+v, %v", f, err)
		}
		broken := fmt.Errorf("no feed")
		if err := s.CatchUp(ctx, "main", func(context.Context, string, int) ([]*fact.Fact, string, error) { return nil, "9", broken }); !errors.Is(err, broken) {
			t.Errorf("a broken feed: %v", err)
		}
	})
}

// TestKeptWhileNothingElseWas: who has read a bookmark that somebody else has written since keeps nothing.
func TestKeptWhileNothingElseWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, dsn string) {
		s, err := view.Open(t.Context(), dbtest.Open(t, dsn))
		if err != nil {
			t.Fatal(err)
		}
		keep := func(place, still string) error {
			return s.KeepBookmarksWhile(t.Context(), "anna", map[string]string{"list": place}, map[string]string{"erased": still})
		}
		for _, c := range []struct {
			place, still string
			code         shipping.Code
			is           string
		}{{"a", "", "", "a"}, {"b", "never", shipping.Conflict, "a"}, {"c", "", "", "c"}} {
			if err := keep(c.place, c.still); shipping.CodeOf(err) != c.code {
				t.Errorf("%+v: %v", c, err)
			}
			if is, err := s.Bookmark(t.Context(), "anna", "list"); is != c.is || err != nil {
				t.Errorf("%+v: %q, %v", c, is, err)
			}
		}
		if err := s.KeepBookmarks(t.Context(), "anna", map[string]string{"erased": "once"}); err != nil {
			t.Fatal(err)
		}
		if err := keep("d", ""); shipping.CodeOf(err) != shipping.Conflict {
			t.Errorf("kept behind an erasure: %v", err)
		}
		if err := errors.Join(keep("e", "once"), s.KeepBookmarksWhile(t.Context(), "bert", map[string]string{"list": "x"}, map[string]string{"erased": ""})); err != nil {
			t.Error(err)
		}
	})
}
