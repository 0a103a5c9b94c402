package book_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/shipping"
)

func TestDefault(t *testing.T) {
	b := book.Default()
	kinds := map[book.ChannelKind]int{}
	for _, c := range b.Channels {
		kinds[c.Kind]++
		if len(c.Legs) == 0 || c.Carrier == "" || c.Days.Most == 0 {
			t.Errorf("channel %s is not whole: %+v", c.ID, c)
		}
	}
	if len(b.Channels) < 12 || len(kinds) != 4 {
		t.Errorf("%d channels of %d kinds", len(b.Channels), len(kinds))
	}
	if b.Alerts.Depart != 48 || b.Alerts.Arrive != 168 || b.Alerts.BackupLate != 0 {
		t.Errorf("alerts differ from the trade's: %+v", b.Alerts)
	}
}

func TestMistakesNameTheirLine(t *testing.T) {
	for name, c := range map[string]struct{ file, field, says string }{
		"unknown key": {"name: x\nfrom: 2026-01-01T00:00:00Z\nbase: EUR\nchanels: []\n", "line 4", "chanels"},
		"wrong kind":  {"name: x\nfrom: 2026-01-01T00:00:00Z\nbase: EUR\npolicy:\n  day_cost: many\n", "line 5", "Policy"},
		"no base":     {"name: x\nfrom: 2026-01-01T00:00:00Z\n", "base", "currency"},
		"not YAML":    {"name: [x\n", "line", ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := book.Read([]byte(c.file))
			var e *shipping.Error
			if !errors.As(err, &e) || e.Code != shipping.Invalid {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(e.Field, c.field) || !strings.Contains(e.Error(), c.says) {
				t.Errorf("field %q, error %q", e.Field, e.Error())
			}
		})
	}
}

// TestWithoutBackups: the Book differs in nothing else.
func TestWithoutBackups(t *testing.T) {
	text, err := book.WithoutBackups(book.DefaultFile())
	if err != nil {
		t.Fatal(err)
	}
	got, err := book.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	want := book.Default()
	want.Version, want.Triggers, want.Policy.Backups = got.Version, nil, 0
	if !reflect.DeepEqual(got, want) {
		t.Error("the Book without backups differs in something else")
	}
	if _, err := book.WithoutBackups([]byte("name: [")); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("a torn Book: %v", err)
	}
}

// TestTellingOfDelays: the Book differs in its messages alone.
func TestTellingOfDelays(t *testing.T) {
	text, err := book.TellingOfDelays(book.DefaultFile())
	if err != nil {
		t.Fatal(err)
	}
	got, err := book.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	want := book.Default()
	want.Version, want.Messages = got.Version, book.Messages{Enabled: true, Ways: []shipping.MessageWay{shipping.ByMail},
		Kinds: []shipping.MessageKind{shipping.MessageAtRisk, shipping.MessageLate, shipping.MessageSwitched}}
	if !reflect.DeepEqual(got, want) {
		t.Error("the Book differs in something else")
	}
}

// TestCallsADay: no more than its own entry says; without one they are not limited.
func TestCallsADay(t *testing.T) {
	text := func(calls string) []byte {
		return []byte("name: a\nfrom: 2026-01-01T00:00:00Z\nbase: EUR\ncarriers:\n  - {id: one, name: One, connector: table, calls_per_day: " + calls + "}\n")
	}
	for calls, want := range map[string]int64{"0": 0, "1": 1, "50000": 50_000, "10000000": 10_000_000} {
		if b, err := book.Read(text(calls)); err != nil || b.Carriers[0].CallsPerDay != want {
			t.Errorf("%s calls: %+v, %v", calls, b, err)
		}
	}
	for _, calls := range []string{"-1", "10000001"} {
		if _, err := book.Read(text(calls)); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "carriers[0].calls_per_day") && !strings.Contains(err.Error(), calls+" is out of bounds") {
			t.Errorf("%s calls: %v", calls, err)
		}
	}
}

// TestHowOftenACarrierIsAsked: as often as its own entry says, or as others are; never less than once a day.
func TestHowOftenACarrierIsAsked(t *testing.T) {
	text := func(minutes string) []byte {
		return []byte("name: a\nfrom: 2026-01-01T00:00:00Z\nbase: EUR\ncarriers:\n  - {id: one, name: One, connector: table, poll_minutes: " + minutes + "}\n")
	}
	for minutes, want := range map[string]time.Duration{"0": time.Minute, "1": time.Minute, "15": 15 * time.Minute, "1440": 24 * time.Hour} {
		b, err := book.Read(text(minutes))
		if err != nil {
			t.Fatal(err)
		}
		if got := b.Carriers[0].Polls(time.Minute); got != want {
			t.Errorf("%s minutes: every %v, want %v", minutes, got, want)
		}
	}
	for _, minutes := range []string{"-1", "1441"} {
		if _, err := book.Read(text(minutes)); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "poll_minutes") {
			t.Errorf("%s minutes: %v", minutes, err)
		}
	}
}
