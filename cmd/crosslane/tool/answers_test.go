package tool

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"crosslane/carrier/payload"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/tracking/history"
)

var update = flag.Bool("update", false, "write what is understood of the carriers' answers")

// TestCarriersAnswers reads every answer in testdata/answers: NAME.json or .xml, with the flags of its command in NAME.args and what
// is to be understood in NAME.want. Adding a case is adding files; -update writes the last, to be read before it is kept.
func TestCarriersAnswers(t *testing.T) {
	lists, err := filepath.Glob("testdata/answers/*.args")
	if err != nil || len(lists) < 50 {
		t.Fatalf("%d answers, %v", len(lists), err)
	}
	for _, list := range lists {
		name := strings.TrimSuffix(list, ".args")
		t.Run(filepath.Base(name), func(t *testing.T) {
			got := lines(understood(t, name), "")
			if *update {
				if err := os.WriteFile(name+".want", []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(name + ".want")
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("understood:\n%s\nwanted:\n%s", got, want)
			}
		})
	}
}

// answer is the file of a case.
func answer(name string) ([]byte, error) {
	for _, ext := range []string{".json", ".xml"} {
		if text, err := os.ReadFile(name + ext); err == nil {
			return text, nil
		}
	}
	return nil, fs.ErrNotExist
}

// command reads the flags of a case.
func command(t testing.TB, name string) *trackParse {
	text, err := os.ReadFile(name + ".args")
	if err != nil {
		t.Fatal(err)
	}
	words, c := strings.Fields(string(text)), &trackParse{}
	into := map[string]*string{"--carrier": &c.Carrier, "--number": &c.Number, "--origin": &c.Origin, "--destination": &c.Destination}
	for i := 0; i+1 < len(words); i += 2 {
		*into[words[i]] = words[i+1]
	}
	return c
}

// understood runs the command of a case and reads what it prints.
func understood(t *testing.T, name string) *history.Report {
	text, err := answer(name)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	p := &terminal.Program{Stdin: bytes.NewReader(text), Stdout: &out, JSON: true}
	if err := command(t, name).Run(p); err != nil {
		t.Fatal(err)
	}
	r := &history.Report{}
	if err := json.Unmarshal(out.Bytes(), r); err != nil {
		t.Fatalf("%v: %s", err, out.Bytes())
	}
	return r
}

// lines writes a report one event a line.
func lines(r *history.Report, indent string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s %s\n", indent, r.Number, r.Status)
	if e := r.Estimate; e != nil {
		fmt.Fprintf(&b, "%s  expected %s .. %s\n", indent, e.From.Text(), e.To.Text())
	}
	for _, e := range r.Events {
		place := slices.DeleteFunc([]string{e.Place.City, e.Place.Region, e.Place.Postcode, string(e.Place.Country), e.Place.IATA, e.Place.Facility}, func(s string) bool { return s == "" })
		words := []string{e.Time, string(e.Precision), string(e.Milestone), e.Reason, string(e.Direction), strings.Join(place, ", "), e.Code, e.Instant}
		if e.Withdrawn {
			words = append(words, "withdrawn")
		}
		fmt.Fprintf(&b, "%s  %s\n", indent, strings.TrimRight(strings.Join(words, " | "), " |"))
	}
	for _, leg := range r.Onward {
		fmt.Fprintf(&b, "%s  onward %s %s\n", indent, leg.Number, leg.Carrier)
	}
	for _, p := range r.Problems {
		fmt.Fprintf(&b, "%s  ! %s: %s\n", indent, p.Code, p.Message)
	}
	for i := range r.Others {
		b.WriteString(lines(&r.Others[i], indent+"    "))
	}
	return b.String()
}

func TestOddNumbersAndCountries(t *testing.T) {
	for field, c := range map[string]trackParse{"carrier": {Carrier: "nobody"}, "origin": {Carrier: "ups", Origin: "Narnia"}, "destination": {Carrier: "ups", Destination: "ZZ"}} {
		err := c.Run(&terminal.Program{Stdin: strings.NewReader("{}"), Stdout: &bytes.Buffer{}})
		if e := (*shipping.Error)(nil); shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), field) {
			t.Errorf("%s: %v %v", field, err, e)
		}
	}
}

// TestWhatIsNoAnswer: whatever comes, each carrier's reader says a word and does not fall over.
func TestWhatIsNoAnswer(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		for _, text := range []string{"", "null", "[]", "{}", "12", "\"x\"", "<a/>", "<a", "{\"a\":", "[[[1]]]", strings.Repeat("[", 500), strings.Repeat("<a>", 500), "<html>", "\xff\xfe{", "{\"events\":7,\"track_events\":\"x\",\"parcels\":[null]}"} {
			r := parse(answers[name], []byte(text), "X1", history.Route{})
			if r.Status != shipping.Pending || len(r.Problems) == 0 {
				t.Errorf("%s of %.20q: %s, %v", name, text, r.Status, r.Problems)
			}
		}
	}
}

// FuzzAnswers: no answer ends the program, and what is understood of it keeps its order and its words.
func FuzzAnswers(f *testing.F) {
	lists, _ := filepath.Glob("testdata/answers/*.args")
	for _, list := range lists {
		if text, err := answer(strings.TrimSuffix(list, ".args")); err == nil {
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		for name, read := range answers {
			r := parse(read, text, "", history.Route{})
			for i := range r.Events {
				if e := &r.Events[i]; e.Milestone == "" || (e.Time == "") != (e.Precision == "") {
					t.Errorf("%s: %+v", name, e)
				}
			}
		}
	})
}

// BenchmarkAnswers reads all answers of the tests, and beside them only makes their trees.
func BenchmarkAnswers(b *testing.B) {
	type job struct {
		text []byte
		read func(*payload.Node) *history.Answer
	}
	var jobs []job
	lists, _ := filepath.Glob("testdata/answers/*.args")
	for _, list := range lists {
		name := strings.TrimSuffix(list, ".args")
		text, err := answer(name)
		if err != nil {
			b.Fatal(err)
		}
		jobs = append(jobs, job{text, answers[command(b, name).Carrier]})
	}
	events, from := 0, used(b)
	for b.Loop() {
		for _, j := range jobs {
			r := parse(j.read, j.text, "", history.Route{})
			events += len(r.Events)
		}
	}
	mine := used(b) - from
	from = used(b)
	rounds := b.N
	for range rounds { // bare: only whether the text is JSON, or XML, at all
		for _, j := range jobs {
			if !json.Valid(j.text) {
				_, _ = io.Copy(io.Discard, xmlTokens{xml.NewDecoder(bytes.NewReader(j.text))})
			}
		}
	}
	b.ReportMetric(float64(events)/mine.Seconds(), "events/cpu-s")
	b.ReportMetric(mine.Seconds()/(used(b)-from).Seconds(), "x-bare")
}

// xmlTokens reads tokens to their end.
type xmlTokens struct{ *xml.Decoder }

func (x xmlTokens) Read([]byte) (int, error) {
	_, err := x.RawToken()
	return 0, err
}

// used is the processor time of this process.
func used(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
