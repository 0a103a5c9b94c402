package history

import "testing"

func TestWhatWasSaidOfATimeAndNoMore(t *testing.T) {
	for _, text := range []string{"2026-05-01T10:00:00+02:00", "2026-05-01T10:00:00+0200", "2026-05-01T10:00:00.000+0200", "2026-05-01 10:00:00 +02:00", "2026-05-01T10:00:00 GMT+02:00",
		"2026-05-01 10:00:00 UTC+2", "2026-05-01T10:00+02:00", "  2026-05-01T10:00:00+02:00\n "} {
		if got := Read(text); got.Text() != "2026-05-01T10:00:00+02:00" || got.Precision != Instant {
			t.Errorf("%q is %q, %s", text, got.Text(), got.Precision)
		}
	}
	for text, want := range map[string]string{
		"2026-05-01T08:00:00Z": "2026-05-01T08:00:00+00:00", "2026-05-01T10:00:00": "2026-05-01T10:00:00", "2026-05-01 10:00": "2026-05-01T10:00:00",
		"01.05.2026 10:00": "2026-05-01T10:00:00", "05/01/2026 10:00 AM": "2026-05-01T10:00:00", "20260501 100000": "2026-05-01T10:00:00", "20260501": "2026-05-01",
		"2026-05-01": "2026-05-01", "2024-04-04 14:03:12:000": "2024-04-04T14:03:12", "2024-11-15 11:09:19.000000": "2024-11-15T11:09:19",
		"": "", "yesterday": "", "0001-01-01T00:00:00Z": "", "1900-01-01": "", "2026-13-01": "", "string": "", "10:00": "",
	} {
		if got := Read(text).Text(); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}

func TestADateAndATimeOfDayApart(t *testing.T) {
	for _, c := range [][3]string{{"2026-05-01", "10:00:00", "2026-05-01T10:00:00"}, {"20260501", "100000", "2026-05-01T10:00:00"}, {"2026-05-01", "", "2026-05-01"},
		{"2026-05-01", "25:61", "2026-05-01"}, {"2026-05-01", "08:00:00+01:00", "2026-05-01T08:00:00+01:00"}, {"", "10:00", ""}, {"2026-05-01", "9:05 AM", "2026-05-01T09:05:00"}} {
		if got := ReadParts(c[0], c[1]).Text(); got != c[2] {
			t.Errorf("%q and %q are %q, not %q", c[0], c[1], got, c[2])
		}
	}
}

func TestOffsets(t *testing.T) {
	for text, want := range map[string]int{"+02:00": 7200, "-0700": -25200, "-7:00": -25200, "GMT+8": 28800, "UTC-05:30": -19800, "Z": 0, "GMT": 0, "GMT+5:30": 19800, "+14": 50400} {
		if got, ok := Offset(text); !ok || got != want {
			t.Errorf("%q is %d %v, not %d", text, got, ok, want)
		}
	}
	for _, text := range []string{"EST", "8", "+15:00", "+2:75", "+x", "--2"} {
		if got, ok := Offset(text); ok {
			t.Errorf("%q is %d", text, got)
		}
	}
}

func TestCountsSince1970(t *testing.T) {
	for text, want := range map[string]string{"1772590500000": "2026-03-04T02:15:00+00:00", "1772590500": "2026-03-04T02:15:00+00:00", "0": "", "-5": "", "x": "", "12": ""} {
		if got := ReadEpoch(text).Text(); got != want {
			t.Errorf("%q is %q, not %q", text, got, want)
		}
	}
}
