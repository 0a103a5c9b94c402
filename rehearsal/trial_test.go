package rehearsal

import (
	"fmt"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

func tried(t *testing.T, b *book.Book, facts []*fact.Fact, since, until time.Time) *Report {
	t.Helper()
	trial, err := NewTrial(b, since, until)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		trial.Take(f)
	}
	return trial.End()
}

// jam is a history in which parcels to France pile up at the warehouse from the first afternoon to the
// third day, and a clock at its end.
func jam(t *testing.T, b *book.Book) *past {
	p := newPast(t, b, 1)
	p.receive("MAT", "szx", 100)
	hourly := func(hours int, each func()) {
		for range hours {
			p.now = p.now.Add(time.Hour)
			each()
		}
	}
	order := func() {
		p.order("FR", "75001", line("MAT", 1))
		p.answer(p.parcels[len(p.parcels)-1], true)
	}
	p.now = p.now.Add(11*time.Hour + 30*time.Minute)
	hourly(8, order) // 12:30 to 19:30
	hourly(30, func() {})
	for _, id := range p.parcels { // 01:30 of the third day: they leave
		p.scan(id, shipping.PickedUp)
		p.scan(id, shipping.DepartedOrigin)
	}
	hourly(40, func() { p.receive("LAMP", "szx", 1) })
	return p
}

// A trigger is set off in the first full hour in which its condition is true, counts what waited and what
// came afterwards, and ends when its own terms say so.
func TestTrialOfAJam(t *testing.T) {
	b := book.Default()
	b.Triggers = nil
	p := jam(t, b)
	if len(p.parcels) != 8 {
		t.Fatalf("%d parcels", len(p.parcels))
	}
	candidate := *b
	candidate.Triggers = []book.Trigger{
		{Name: "jam", When: "health.backlog >= 5", Clear: "health.backlog == 0", HoldHours: 6, CoolDownHours: 24,
			Then: book.Effect{Away: 100, Rebook: true}},
		{Name: "quiet", When: "health.backlog >= 500", Then: book.Effect{Away: 100}},
	}
	r := tried(t, &candidate, p.facts, time.Time{}, time.Time{})
	if len(r.SetOff) != 1 || r.Triggers["jam"] != 1 || r.Triggers["quiet"] != 0 {
		t.Fatalf("%+v", r)
	}
	s := r.SetOff[0]
	channel := fact.ParcelIn(p.state, p.parcels[0]).Booking.Channel
	if s.Trigger != "jam" || s.Lane != "szx-FR" || s.Channel != channel || s.Share != 100 || len(s.Why) == 0 {
		t.Errorf("%+v", s)
	}
	if want := monday.Add(17 * time.Hour); !s.At.Equal(want) || s.Health.Backlog != 5 {
		t.Errorf("set off at %v with a backlog of %d, want %v: the fifth was booked at 16:30", s.At, s.Health.Backlog, want)
	}
	if s.Waiting != 5 || s.Moved != 5 || s.Kept != 3 {
		t.Errorf("%d waited, %d moved, %d kept off; want 5, 5, 3", s.Waiting, s.Moved, s.Kept)
	}
	// They left at 01:30 of the third day; six hours after the next full hour the parcels come back.
	if want := monday.AddDate(0, 0, 2).Add(8 * time.Hour); !s.Ended.Equal(want) {
		t.Errorf("ended at %v, want %v: %+v", s.Ended, want, s.Steps)
	}
	if late := tried(t, &candidate, p.facts, monday.AddDate(0, 0, 3), time.Time{}); late.Triggers["jam"] != 0 || late.Hours == 0 {
		t.Errorf("on the fourth day: %+v", late)
	}
	if early := tried(t, &candidate, p.facts, time.Time{}, monday.Add(16*time.Hour)); early.Triggers["jam"] != 0 || early.Hours != 15 {
		t.Errorf("until 16:00 of the first day: %+v", early)
	}
}

// A mistake in the triggers is found before anything is read.
func TestTrialRefusesMistakes(t *testing.T) {
	b := book.Default()
	b.Triggers = []book.Trigger{{Name: "odd", When: "helth.backlog > 5"}}
	if _, err := NewTrial(b, time.Time{}, time.Time{}); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("a condition of unknown words: %v", err)
	}
	if _, err := NewReplay(b, time.Time{}, time.Time{}); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("a replay by it: %v", err)
	}
}

// A replay hears how the channels fared, and its own triggers answer: what is ordered while a channel is
// switched off goes elsewhere.
func TestReplayHearsOfChannels(t *testing.T) {
	b := book.Default()
	b.Triggers = nil
	p := newPast(t, b, 1)
	p.receive("MAT", "szx", 100)
	lane := shipping.NewLane("szx", "FR")
	var usual shipping.ChannelID
	for i := range 9 {
		p.now = p.now.Add(2 * time.Hour)
		if i == 3 {
			p.tell(lane.Stream(), &fact.ChannelAssessed{Channel: usual, Health: fact.Health{Open: 3, Backlog: 9}})
		}
		if i == 6 {
			p.tell(lane.Stream(), &fact.ChannelAssessed{Channel: usual, Health: fact.Health{Open: 3}})
		}
		p.order("FR", "75001", line("MAT", 1))
		id := p.parcels[len(p.parcels)-1]
		usual = fact.ParcelIn(p.state, id).Booking.Channel
		p.answer(id, true)
	}
	candidate := *b
	candidate.Triggers = []book.Trigger{{Name: "jam", When: "health.backlog > 5", HoldHours: 3, Then: book.Effect{Away: 100}}}
	a, _ := replayed(t, &candidate, p.facts, time.Time{}, time.Time{})
	var moved []string
	for _, d := range a.Parcels {
		moved = append(moved, d.Number)
		if d.From.Channel != usual || d.To.Channel == usual || d.To.Channel == "" {
			t.Errorf("%+v", d)
		}
	}
	// Away from the fourth on; the seventh finds the backlog gone, and three hours later all is as usual.
	if fmt.Sprint(moved) != "[4 5 6 7 8]" {
		t.Errorf("these go elsewhere: %v", moved)
	}
	if same, _ := replayed(t, b, p.facts, time.Time{}, time.Time{}); same.Elsewhere != 0 {
		t.Errorf("by the same Book: %+v", same.Parcels)
	}
}
