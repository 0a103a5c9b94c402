package sim

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"crosslane/carrier"
	"crosslane/shipping"
	"crosslane/tracking"
)

func TestEveryCodeHasItsMilestone(t *testing.T) {
	for _, c := range codes {
		if MilestoneOf(c.code) != c.milestone || c.milestone != shipping.Unmapped && tracking.Rank(c.milestone) == 0 {
			t.Errorf("%s: %s", c.code, c.milestone)
		}
	}
	for _, m := range append(way, home...) {
		if codes[indexes[m.milestone]].milestone != m.milestone {
			t.Errorf("there is no code for %s", m.milestone)
		}
	}
	if MilestoneOf("??") != shipping.Unmapped {
		t.Error("a code that is not in the table means nothing")
	}
}

// What one line does, it does to itself alone.
func TestALineThatIsNoEventHarmsNoOther(t *testing.T) {
	const good = `{"waybill":"SX1","code":"PU01","time":"2026-03-02T09:00:00+08:00"}`
	for _, c := range []struct {
		name, line string
		waybill    string
		raw        int
	}{
		{"no JSON", "rubbish", "", 7},
		{"as deep as it may be", `{"waybill":"SX2","code":` + strings.Repeat("[", 31) + strings.Repeat("]", 31) + `}`, "SX2", 87},
		{"deeper", `{"waybill":"SX2","code":` + strings.Repeat("[", 32) + strings.Repeat("]", 32) + `}`, "SX2", 89},
		{"much deeper", `{"waybill":"SX2","code":` + strings.Repeat("[", 60_000), "SX2", 4096},
		{"too long", `{"waybill":"SX2","code":"` + strings.Repeat("x", 200<<10) + `"}`, "SX2", 4096},
		{"no time", `{"waybill":"SX2","code":"PU01"}`, "SX2", 31},
		{"no number", `{"code":"PU01","time":"2026-03-02T09:00:00+08:00"}`, "", 50},
		{"a number that is none", `{"waybill":"` + strings.Repeat("9", 41) + `","code":[]}`, "", 65},
	} {
		b, err := readEvents(strings.NewReader(good + "\n" + c.line + "\n\n" + good + "\n" + `{"next":"7","more":true}` + "\n"))
		if err != nil || len(b.Messages) != 3 || b.Next != "7" || !b.More {
			t.Fatalf("%s: %+v, %v", c.name, b, err)
		}
		for _, i := range []int{0, 2} {
			if m := b.Messages[i]; m.Problem != nil || m.Waybill != "SX1" || m.Scan.Milestone != shipping.PickedUp || string(m.Raw) != good {
				t.Errorf("%s: %+v", c.name, m)
			}
		}
		if m := b.Messages[1]; m.Problem == nil || m.Waybill != c.waybill || len(m.Raw) != c.raw {
			t.Errorf("%s: %q of %d bytes, %v", c.name, m.Waybill, len(m.Raw), m.Problem)
		}
	}
}

func TestAFeedHasAnEnd(t *testing.T) {
	line := strings.Repeat("x", 63<<10) + "\n"
	whole := strings.Repeat(line, mostFeed/len(line))
	trailer := `{"next":"7"}`
	room := mostFeed - len(whole) - len(trailer)
	if b, err := readEvents(strings.NewReader(whole + strings.Repeat("\n", room) + trailer)); err != nil || len(b.Messages) != mostFeed/len(line) {
		t.Errorf("as long as it may be: %v", err)
	}
	for name, text := range map[string]string{"longer": whole + strings.Repeat("\n", room+1) + trailer, "one line": strings.Repeat("x", mostFeed+1)} {
		var u *carrier.UnusableError
		if _, err := readEvents(strings.NewReader(text)); !errors.As(err, &u) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := readEvents(iotest.TimeoutReader(strings.NewReader(whole))); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("got %v", err)
	}
}

func FuzzReadEvents(f *testing.F) {
	f.Add([]byte("{\"waybill\":\"SX1\",\"code\":\"PU01\",\"time\":\"2026-03-02T09:00:00+08:00\"}\n{\"next\":\"1\",\"more\":false}\n"))
	f.Add([]byte("{\"waybill\":\"SX1\",\"code\":[]}\nrubbish\n\n{\"next\":\"9\"}"))
	f.Add([]byte("{\"next\":null}"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		b, err := readEvents(bytes.NewReader(body))
		if err != nil {
			if shipping.CodeOf(err) != shipping.Unavailable || b != nil {
				t.Errorf("%v with %+v", err, b)
			}
			return
		}
		for _, m := range b.Messages {
			if m.Problem == nil && (m.Waybill == "" || m.At.IsZero() || m.Scan.Milestone == "") {
				t.Errorf("%q counts as sound", m.Raw)
			}
		}
	})
}
