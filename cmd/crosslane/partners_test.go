package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPartners: parcels are told into a file or to whoever reads, and what a document tells is recorded once, or told with its event.
func TestPartners(t *testing.T) {
	place, dir := booked(t), t.TempDir()
	in := []string{"--data", place}
	told := func(stdin string, args ...string) (string, string, int) {
		return typed(t, stdin, append(args, in...)...)
	}
	out, errs, status := told("", "epcis", "export", "W-1")
	if status != 1 || out != "" || !strings.Contains(errs, "epcis.domain") || !strings.Contains(errs, "publish it") {
		t.Errorf("without a domain: %d %s%s", status, out, errs)
	}
	book, file := filepath.Join(dir, "book.yaml"), filepath.Join(dir, "told.jsonld")
	if err := os.WriteFile(book, []byte(done(t, "", "book", "show", "--data", place)+"\nepcis: {domain: sonne.example}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, "", "book", "publish", book, "--data", place)
	var doc struct {
		Body struct {
			Events []struct {
				Things []string `json:"epcList"`
			} `json:"eventList"`
		} `json:"epcisBody"`
	}
	if err := json.Unmarshal([]byte(done(t, "", "epcis", "export", "W-1", "--data", place)), &doc); err != nil || len(doc.Body.Events) == 0 {
		t.Fatal(err, doc)
	}
	if answer := done(t, "", "epcis", "export", "W-1", "--out", file, "--data", place); !strings.Contains(answer, "events of 1 parcels written to") {
		t.Errorf("%s", answer)
	}
	if _, _, status := told("", "epcis", "export", "nothing", "--out", filepath.Join(dir, "none")); status != 1 {
		t.Errorf("of nothing: %d", status)
	}
	if _, err := os.Stat(filepath.Join(dir, "none")); err == nil {
		t.Error("half a document was left")
	}
	if out, _, status := told("", "epcis", "import", file); status != 1 || !strings.Contains(out, "0 events recorded") || !strings.Contains(out, "  event 1: simulated: the parcel exists only in a computer; leave such events out") {
		t.Errorf("simulated: %d %s", status, out)
	}
	name := doc.Body.Events[0].Things[0]
	event := `{"type":"EPCISDocument","epcisBody":{"eventList":[{"type":"ObjectEvent","eventTime":"TIME","eventTimeZoneOffset":"+00:00","action":"OBSERVE","bizStep":"loading","epcList":["` + name + `"]}]}}`
	var rows []struct{ Booked string }
	if err := json.Unmarshal([]byte(done(t, "", "parcels", "--json", "--data", place)), &rows); err != nil || len(rows) == 0 {
		t.Fatal(err)
	}
	event = strings.Replace(event, "TIME", rows[0].Booked, 1)
	for _, want := range []string{"1 events recorded, 0 recorded before, 0 to mend", "0 events recorded, 1 recorded before, 0 to mend"} {
		if out, errs, status := told(event, "epcis", "import", "-"); status != 0 || !strings.Contains(out, want) {
			t.Errorf("%d %s%s, want %s", status, out, errs, want)
		}
	}
}
