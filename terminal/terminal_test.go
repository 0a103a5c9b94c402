package terminal_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"crosslane/shipping"
	"crosslane/terminal"
)

// line is a command line of every kind of flag and argument.
type line struct {
	JSON bool `name:"json"`

	Plan struct {
		Days   int              `env:"TERMINAL_TEST_DAYS"`
		Seed   uint64           ``
		Weight float64          ``
		State  string           `enum:"open,closed" default:"open"`
		Form   string           `enum:",csv,json" default:""`
		Pace   time.Duration    ``
		Poll   time.Duration    `default:"1m" least:"1ms"`
		Most   terminal.Count   `default:"50" least:"1" most:"1000"`
		Count  *terminal.Count  ``
		Listen terminal.Address `default:"localhost:8080"`
		Book   string           `required:""`
		Email  string           `xor:"who" required:""`
		Phone  string           `xor:"who" required:""`
		File   string           `arg:""`
		When   time.Time        `arg:"" optional:""`
	} `cmd:""`
	Cases struct {
		List struct{} `cmd:""`
		Show struct{} `cmd:""`
	} `cmd:""`
}

// TestMisspelt: every mistake is told with the word at fault, why, and what to do, and none in the parser's own words.
func TestMisspelt(t *testing.T) {
	const right = "plan file --book b --email a "
	for _, c := range []struct{ args, want string }{
		{"plam", "plam: there is no such command (did you mean plan?; crosslane --help)"},
		{"nothing", "nothing: there is no such command (crosslane --help)"},
		{"cases lst", "lst: there is no such command (did you mean list?; crosslane cases --help)"},
		{"cases", "the command is not whole (write one of these behind it: list, show; crosslane cases --help)"},
		{"cases list more", "more: is one argument too many (crosslane cases list --help)"},
		{"plan --book b --email a", "<file>: is missing (crosslane plan --help)"},
		{"plan file --email a", "--book: is missing (crosslane plan --help)"},
		{"plan file --book b", "--email or --phone: is missing (crosslane plan --help)"},
		{right + "--phone 1", "--phone: does not go with --email (name one of them; crosslane plan --help)"},
		{right + "--day 3", "--day: there is no such flag (did you mean --days?; crosslane plan --help)"},
		{right + "-x", "-x: there is no such flag (crosslane plan --help)"},
		{right + "--days", "--days: a value is missing behind it (crosslane plan --help)"},
		{right + "--weight 1,5", `--weight: "1,5" is no number (write it in figures, with a point: 12.5; crosslane plan --help)`},
		{right + "--days many", `--days: "many" is no whole number, or too large (crosslane plan --help)`},
		{right + "--days 1.5", `--days: "1.5" is no whole number, or too large (crosslane plan --help)`},
		{right + "--seed -1", "--seed: a value is missing behind it (where -1 is the value, write --seed=-1; crosslane plan --help)"},
		{right + "--seed=-1", `--seed: "-1" is no whole number from 0 up, or too large (crosslane plan --help)`},
		{right + "--state shut", `--state: "shut" is not known (known: open, closed; crosslane plan --help)`},
		{right + "--form paper", `--form: "paper" is not known (known: csv, json; crosslane plan --help)`},
		{right + "--json=perhaps", `--json: "perhaps" is neither true nor false (crosslane plan --help)`},
		{right + "--pace soon", `--pace: "soon" is no length of time, or out of bounds (write 90s, 15m, 2h and the like)`},
		{right + "--pace=-1s", `--pace: "-1s" is no length of time, or out of bounds (write 90s, 15m, 2h and the like)`},
		{right + "--poll 0s", `--poll: "0s" is no length of time, or out of bounds (write 90s, 15m, 2h and the like, 1ms or more)`},
		{right + "--count 99999999999999", `--count: "99999999999999" is no whole number, or out of bounds (write a whole number from 0 to 1000000000)`},
		{right + "--most 0", `--most: "0" is no whole number, or out of bounds (write a whole number from 1 to 1000)`},
		{right + "--most=-1", `--most: "-1" is no whole number, or out of bounds (write a whole number from 1 to 1000)`},
		{right + "--most 1001", `--most: "1001" is no whole number, or out of bounds (write a whole number from 1 to 1000)`},
		{right + "--count=-8", `--count: "-8" is no whole number, or out of bounds (write a whole number from 0 to 1000000000)`},
		{right + "--count \u22128", `--count: "-8" is no whole number, or out of bounds (write a whole number from 0 to 1000000000)`},
		{right + "--count 1.5", `--count: "1.5" is no whole number, or out of bounds (write a whole number from 0 to 1000000000)`},
		{right + "--listen nonsense", `--listen: "nonsense" is no address to listen on (write HOST:PORT with a port from 0 to 65535, such as localhost:8080)`},
		{right + "--listen :99999", `--listen: ":99999" is no address to listen on (write HOST:PORT with a port from 0 to 65535, such as localhost:8080)`},
		{"plan file tomorrow --book b --email a", `<when>: "tomorrow" is no instant (write 2026-12-01T17:00:00+01:00, or with Z at its end for UTC)`},
	} {
		var l line
		k, err := kong.New(&l, kong.Name("crosslane"), kong.Writers(io.Discard, io.Discard), terminal.Values(nil))
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.Parse(strings.Fields(c.args))
		if got := terminal.Misspelt(err); got.Code != shipping.Invalid || got.Error() != c.want {
			t.Errorf("%s:\n%v\nwant\n%s", c.args, got, c.want)
		}
	}
	t.Setenv("TERMINAL_TEST_DAYS", "many")
	var l line
	k, err := kong.New(&l, kong.Name("crosslane"), terminal.Values(nil))
	if err == nil {
		_, err = k.Parse(strings.Fields(right))
	}
	if got := terminal.Misspelt(err).Error(); got != `TERMINAL_TEST_DAYS: "many" is no whole number, or too large (crosslane plan --help)` {
		t.Errorf("from the environment: %s", got)
	}
	if got := terminal.Misspelt(errors.New("odd")); got.Error() != "odd (crosslane --help)" {
		t.Errorf("of an unknown kind: %v", got)
	}
}

// TestStatus: a flag or an argument that is at fault is a wrong command line, wherever it is found out.
func TestStatus(t *testing.T) {
	for _, c := range []struct {
		fault *shipping.Error
		want  int
	}{
		{shipping.BadField("--days", "", ""), shipping.ExitUsage},
		{shipping.BadField("<when>", "", ""), shipping.ExitUsage},
		{shipping.BadField("lines[2].weight", "", ""), shipping.ExitFailed},
		{&shipping.Error{Code: shipping.NotFound, Field: "--data"}, shipping.ExitFailed},
		{shipping.Fault(shipping.Known, "", ""), shipping.ExitDone},
	} {
		if got := terminal.Status(c.fault); got != c.want {
			t.Errorf("%v: %d, want %d", c.fault, got, c.want)
		}
	}
}

// TestJSON: a list without members is [], and nothing is written as if it stood in a page.
func TestJSON(t *testing.T) {
	for _, c := range []struct {
		v    any
		want string
	}{
		{[]string(nil), "[]\n"},
		{[]string{"<a & b>"}, "[\"<a & b>\"]\n"},
		{map[string]int{"a": 1}, "{\"a\":1}\n"},
	} {
		var b bytes.Buffer
		if err := terminal.JSON(&b, c.v, ""); err != nil || b.String() != c.want {
			t.Errorf("%v: %s", err, b.String())
		}
	}
}

// TestVersion: what the build did not keep is unknown.
func TestVersion(t *testing.T) {
	v := terminal.Version()
	if v.Version == "" || v.Revision == "" || !strings.HasPrefix(v.Go, "go1.") {
		t.Errorf("%+v", v)
	}
	for _, c := range []struct {
		of   terminal.Build
		want string
	}{
		{terminal.Build{Version: "v1.2.3", Revision: "abc", Go: "go1.26.0"}, "crosslane v1.2.3 (revision abc), go1.26.0"},
		{terminal.Build{Version: "devel", Revision: "abc", Changed: true, Go: "go1.26.0"}, "crosslane devel (revision abc, changed since), go1.26.0"},
	} {
		if got := c.of.String(); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}
