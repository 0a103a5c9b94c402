package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/shipping"
)

// TestTheDatabaseIsTheReleaseNamed: a newer one changes decisions, so it comes with its name and its sum.
func TestTheDatabaseIsTheReleaseNamed(t *testing.T) {
	const want = "b4f51af4f277a516774fcca83786ea6fb45d8e00911a868e7843d3f6db9d1339"
	sum := sha256.Sum256([]byte(database))
	if got := hex.EncodeToString(sum[:]); got != want {
		t.Errorf("the sum of zoneinfo.zip is %s, want %s", got, want)
	}
	if !strings.HasSuffix(database, TZVersion) {
		t.Errorf("zoneinfo.zip is not of %s", TZVersion)
	}
}

func TestEveryZoneOpens(t *testing.T) {
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	for name := range files() {
		z, err := Zone(name)
		if err != nil || z.String() != name {
			t.Errorf("%s: %v, %v", name, z, err)
			continue
		}
		if again, _ := Zone(name); again != z {
			t.Errorf("%s is another zone the second time", name)
		}
		if _, offset := at.In(z).Zone(); offset%900 != 0 { // facts keep quarters of an hour
			t.Errorf("%s is %d seconds off", name, offset)
		}
	}
	if n := len(files()); n < 590 {
		t.Errorf("%d zones", n)
	}
	if z, _ := Zone("UTC"); z != time.UTC {
		t.Error("UTC is another zone")
	}
}

// TestClocksThatTheLawChanged in 2026, and some that have rules of their own.
func TestClocksThatTheLawChanged(t *testing.T) {
	for _, c := range []struct{ zone, at, want string }{
		{"America/Vancouver", "2026-02-01T12:00:00Z", "2026-02-01T04:00:00-08:00"},
		{"America/Vancouver", "2026-12-01T12:00:00Z", "2026-12-01T05:00:00-07:00"}, // summer time for good
		{"America/Edmonton", "2026-02-01T12:00:00Z", "2026-02-01T05:00:00-07:00"},
		{"America/Edmonton", "2026-12-01T12:00:00Z", "2026-12-01T06:00:00-06:00"},  // as well
		{"Africa/Casablanca", "2026-03-01T12:00:00Z", "2026-03-01T12:00:00Z"},      // Ramadan
		{"Africa/Casablanca", "2026-07-01T12:00:00Z", "2026-07-01T13:00:00+01:00"}, // the last time
		{"Africa/Casablanca", "2026-12-01T12:00:00Z", "2026-12-01T12:00:00Z"},      //
		{"Europe/Chisinau", "2026-03-29T00:30:00Z", "2026-03-29T02:30:00+02:00"},   // with the Union, at 01:00 UTC
		{"Asia/Hebron", "2026-03-28T00:30:00Z", "2026-03-28T03:30:00+03:00"},       // on Saturday, a day after Jerusalem
		{"Asia/Shanghai", "2026-07-01T12:00:00Z", "2026-07-01T20:00:00+08:00"},
		{"Asia/Saigon", "2026-07-01T12:00:00Z", "2026-07-01T19:00:00+07:00"}, // an old name
	} {
		z, err := Zone(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, _ := time.Parse(time.RFC3339, c.at)
		if got := at.In(z).Format(time.RFC3339); got != c.want {
			t.Errorf("%s in %s is %s, want %s", c.at, c.zone, got, c.want)
		}
	}
}

func TestAZoneThatIsNone(t *testing.T) {
	for name, hint := range map[string]string{
		"":                 "write a name of the IANA database, such as Europe/Berlin",
		"Local":            "write a name of the IANA database, such as Europe/Berlin",
		"Factory":          "write a name of the IANA database, such as Europe/Berlin",
		"../etc/localtime": "write a name of the IANA database, such as Europe/Berlin",
		"europe/berlin":    "did you mean Europe/Berlin?",
		"Europe/Berln":     "did you mean Europe/Berlin?",
		"Berlin":           "did you mean Europe/Berlin?",
		"America/New York": "did you mean America/New_York?",
		"Asia/Shangai":     "did you mean Asia/Shanghai?",
		"Brisbane City":    "did you mean Australia/Brisbane?",
		"Pacific/Kan":      "did you mean Pacific/Kanton?",
		"Asia/Mac":         "did you mean Asia/Macao, Asia/Macau, America/Maceio?",
	} {
		_, err := Zone(name)
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || e.Field != "" || e.Message != "\""+name+"\" is not a time zone" || e.Hint != hint {
			t.Errorf("%q: %v, hint %q", name, err, e.Hint)
		}
	}
}

func TestZoneThatABookNames(t *testing.T) {
	canary := shipping.Place{Country: "ES", Postcode: "35001"}
	for name, want := range map[string]string{"": "Atlantic/Canary", "Europe/Madrid": "Europe/Madrid"} {
		if z, err := ZoneAt("warehouses[1].zone", name, canary); err != nil || z.String() != want {
			t.Errorf("%q: %v, %v", name, z, err)
		}
	}
	var e *shipping.Error
	if _, err := ZoneAt("warehouses[1].zone", "Madrid!", canary); !errors.As(err, &e) || e.Field != "warehouses[1].zone" || e.Hint != "did you mean Europe/Madrid?" {
		t.Errorf("%v", err)
	}
}

// TestTheMachineDecidesNothing: a forged database and another zone on the machine change no answer.
func TestTheMachineDecidesNothing(t *testing.T) {
	const answers = "CROSSLANE_TEST_ANSWERS"
	say := func() string {
		z, err := Zone("Asia/Shanghai")
		if err != nil {
			t.Fatal(err)
		}
		w, err := Open([]Calendar{{Country: "CN", Weekend: []string{"sat", "sun"}}})
		if err != nil {
			t.Fatal(err)
		}
		from := time.Date(2026, 3, 6, 9, 0, 0, 0, time.UTC)
		return strings.Join([]string{
			from.In(z).String(),
			w.Add(Site{"CN", z}, from, 24).String(),
			w.CutOff(SiteOf(shipping.Place{Country: "CN"}), from, 16*60).String(),
			Clock(shipping.Place{Country: "US", Region: "CA"}, 2026, 3, 8, 150).String(),
		}, "\n")
	}
	if file := os.Getenv(answers); file != "" {
		if z, err := time.LoadLocation("Asia/Shanghai"); err != nil || !strings.HasSuffix(time.Unix(0, 0).In(z).Format(time.RFC3339), "-10:40") {
			t.Fatalf("the forgery is none: %v", err)
		}
		if err := os.WriteFile(file, []byte(say()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	forged, out := t.TempDir(), filepath.Join(t.TempDir(), "answers")
	for _, name := range []string{"Asia/Shanghai", "America/Los_Angeles"} {
		forge(t, forged, name, "Pacific/Kiritimati")
	}
	run := exec.Command(os.Args[0], "-test.run=^TestTheMachineDecidesNothing$")
	run.Env = append(os.Environ(), "ZONEINFO="+forged, "TZ=Pacific/Kiritimati", answers+"="+out)
	if text, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if want := say(); string(got) != want {
		t.Errorf("with a forged database:\n%s\nwant\n%s", got, want)
	}
}

// forge writes the clocks of another zone under a name.
func forge(t *testing.T, folder, name, other string) {
	t.Helper()
	r, err := files()[other].Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	path := filepath.Join(folder, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.ReadFrom(r); err != nil {
		t.Fatal(err)
	}
}
