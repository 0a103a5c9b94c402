package world_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crosslane/shipping"
)

// journals is what simulated carriers have in their books.
type journals struct {
	carriers []shipping.CarrierID
	promises int // one for each request to book, refused ones included
	live     map[shipping.ParcelID][]*promised
}

// promised is what a carrier has in its books about one request to book.
type promised struct {
	by      shipping.CarrierID
	Key     string
	Waybill string // empty when refused
	Parcel  shipping.ParcelID
	Channel shipping.ChannelID
	void    bool
}

// readJournals reads the carriers' books in a directory.
func readJournals(t *testing.T, dir string) *journals {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no carrier has books in %s: %v", dir, err)
	}
	j := &journals{live: map[shipping.ParcelID][]*promised{}}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		by := shipping.CarrierID(strings.TrimSuffix(filepath.Base(file), ".jsonl"))
		j.carriers = append(j.carriers, by)
		for _, p := range readJournal(t, by, text) {
			j.promises++
			if p.Waybill != "" && !p.void {
				j.live[p.Parcel] = append(j.live[p.Parcel], p)
			}
		}
	}
	return j
}

func readJournal(t *testing.T, by shipping.CarrierID, text []byte) map[string]*promised {
	t.Helper()
	byKey, byWaybill := map[string]*promised{}, map[string]*promised{}
	for line := range bytes.Lines(text) {
		var e struct{ Book, Cancel *promised }
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatalf("the books of %s: %v", by, err)
		}
		switch {
		case e.Cancel != nil:
			byWaybill[e.Cancel.Waybill].void = true
		case e.Book != nil: // else a request that was put off
			if byKey[e.Book.Key] != nil {
				t.Errorf("%s made two promises for the job %s", by, e.Book.Key)
			}
			e.Book.by = by
			byKey[e.Book.Key], byWaybill[e.Book.Waybill] = e.Book, e.Book
		}
	}
	return byKey
}
