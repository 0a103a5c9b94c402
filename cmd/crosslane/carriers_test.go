package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// carrierPages are the pages of carriers, and what typing each says besides what all of them say.
var carrierPages = map[string][]string{
	"canada-post":   {"a document, application/pdf", "number: 0074698052; it costs: 3.96 CAD", "14:00 to 17:30: the carrier comes.", ": cancelled.", "asked, no answer", "number: 0074698053", " is void.", "for 14.00 CAD", "Closed by Canada Post, from ottawa: its manifest P000000001, 1 parcel", "Carriers have closed everything"},
	"dhl-express":   {"a document, application/pdf", "number: PRG000000000001; it costs: not told", "14:00 to 17:30: the carrier comes.", ": cancelled.", "takes no shipment back", "label not voided"},
	"dhl-parcel-de": {" is void.", "for 5.49 EUR", "answer cannot be used"},
	"fedex":         {"a document, application/pdf", "number: 3001; it costs: not told", ": cancelled.", " is void."},
	"gls":           {" is void.", "for 5.49 EUR", "Closed by GLS, from leipzig: its manifest CL-", "on the carrier's manifest CL-", "Carriers have closed everything"},
	"la-poste":      {"takes no parcel back", "label not voided", "for 5.49 EUR", "answer cannot be used"},
	"shipengine":    {" is void.", "Closed by USPS, from austin: its manifest se-", "Carriers have closed everything"},
	"ups":           {"a document, application/pdf", "number: 29000000001; it costs: 6.35 EUR", ": cancelled.", " is void.", "for 12.40 EUR"},
	"usps":          {"number: WTC000000001; it costs: not told", "14:00 to 17:30: the carrier comes.", ": cancelled.", " is void.", "Closed by USPS, from austin: its manifest 9475038234567000031430, 1 parcel", "Carriers have closed everything"},
	"yunexpress":    {" is void.", "for 5.49 EUR"},
}

// TestCarrierPages types the pages of docs/carriers as they stand, all at once: they wait for their parcels most of the time.
func TestCarrierPages(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../docs/carriers/*.md")
	if err != nil || len(files) != len(carrierPages) {
		t.Errorf("%d pages, of which %d are typed: %v", len(files), len(carrierPages), err)
	}
	var all sync.WaitGroup
	for name := range carrierPages {
		all.Go(func() { t.Run(name, func(t *testing.T) { typedCarrier(t, name) }) })
	}
	all.Wait()
}

// typedCarrier types the page of a carrier.
func typedCarrier(t *testing.T, name string) {
	t.Helper()
	dir, out := typedPage(t, "../../docs/carriers/"+name+".md")
	for _, want := range append(carrierPages[name], "accepted 2", "Delivered (Delivered)", "In order") {
		if !strings.Contains(out, want) {
			t.Errorf("nothing says %q:\n%s", want, out)
		}
	}
	if label, err := os.ReadFile(filepath.Join(dir, "label.pdf")); err != nil || !strings.HasPrefix(string(label), "%PDF") {
		t.Errorf("the label: %v", err)
	}
}
