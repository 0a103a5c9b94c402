package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestShipEngine types docs/carriers/shipengine.md as it stands.
func TestShipEngine(t *testing.T) {
	t.Parallel()
	typedCarrier(t, "shipengine", " is void.", "Closed by USPS, from austin: its manifest se-", "Carriers have closed everything")
}

// TestDHLExpress types docs/carriers/dhl-express.md as it stands.
func TestDHLExpress(t *testing.T) {
	t.Parallel()
	typedCarrier(t, "dhl-express", "takes no shipment back", "label not voided")
}

// TestGLS types docs/carriers/gls.md as it stands.
func TestGLS(t *testing.T) {
	t.Parallel()
	typedCarrier(t, "gls", " is void.", "for 5.49 EUR", "Closed by GLS, from leipzig: its manifest CL-", "on the carrier's manifest CL-", "Carriers have closed everything")
}

// TestFedEx types docs/carriers/fedex.md as it stands.
func TestFedEx(t *testing.T) {
	t.Parallel()
	typedCarrier(t, "fedex", " is void.")
}

// TestUSPS types docs/carriers/usps.md as it stands.
func TestUSPS(t *testing.T) {
	t.Parallel()
	typedCarrier(t, "usps", " is void.", "Closed by USPS, from austin: its manifest 9475038234567000031430, 1 parcel", "Carriers have closed everything")
}

// TestUPS types docs/carriers/ups.md as it stands.
func TestUPS(t *testing.T) {
	t.Parallel()
	typedCarrier(t, "ups", " is void.", "for 12.40 EUR")
}

// TestCanadaPost types docs/carriers/canada-post.md as it stands.
func TestCanadaPost(t *testing.T) {
	t.Parallel()
	typedCarrier(t, "canada-post", " is void.", "for 14.00 CAD", "Closed by Canada Post, from ottawa: its manifest P000000001, 1 parcel", "Carriers have closed everything")
}

// TestDHLParcelDE types docs/carriers/dhl-parcel-de.md as it stands.
func TestDHLParcelDE(t *testing.T) {
	t.Parallel()
	typedCarrier(t, "dhl-parcel-de", " is void.", "for 5.49 EUR", "answer cannot be used")
}

// TestLaPoste types docs/carriers/la-poste.md as it stands.
func TestLaPoste(t *testing.T) {
	t.Parallel()
	typedCarrier(t, "la-poste", "takes no parcel back", "label not voided", "for 5.49 EUR", "answer cannot be used")
}

// TestYunExpress types docs/carriers/yunexpress.md as it stands.
func TestYunExpress(t *testing.T) {
	t.Parallel()
	typedCarrier(t, "yunexpress", " is void.", "for 5.49 EUR")
}

// typedCarrier types the page of a carrier, and expects that it says what all of them say, and some words more.
func typedCarrier(t *testing.T, name string, words ...string) {
	t.Helper()
	dir, out := typedPage(t, "../../docs/carriers/"+name+".md")
	for _, want := range append(words, "accepted 2", "Delivered (Delivered)", "In order") {
		if !strings.Contains(out, want) {
			t.Errorf("nothing says %q:\n%s", want, out)
		}
	}
	if label, err := os.ReadFile(filepath.Join(dir, "label.pdf")); err != nil || !strings.HasPrefix(string(label), "%PDF") {
		t.Errorf("the label: %v", err)
	}
}
