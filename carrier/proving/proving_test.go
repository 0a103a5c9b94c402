package proving

import (
	"context"
	"encoding/base64"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/shipping"
)

// TestADocumentIsWhatItBegins with, whatever the carrier calls it, and no longer than is kept.
func TestADocumentIsWhatItBegins(t *testing.T) {
	for text, want := range map[string]string{"%PDF-1.4 x": "application/pdf", "\x89PNG\r\n\x1a\nx": "image/png", "\xff\xd8\xffx": "image/jpeg", "<html>": "", "": "", "%PD": "", "%PDF-" + strings.Repeat("x", mostBytes): ""} {
		p, err := Read(base64.StdEncoding.EncodeToString([]byte(text)))
		if p.Media != want || (err == nil) != (want != "") || want != "" && string(p.Body) != text {
			t.Errorf("%.10q: %s, %v", text, p.Media, err)
		}
	}
	if _, err := Read("no base64!"); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
}

// depot answers as it is told.
type depot struct {
	carrier.Connector
	gives *Proof
	says  error
}

func (d depot) Prove(context.Context, string) (*Proof, error) { return d.gives, d.says }

// TestWhatIsBelieved of a proof.
func TestWhatIsBelieved(t *testing.T) {
	who := book.Carrier{ID: "ups", Name: "UPS", Connector: "ups"}
	p, err := Ask(t.Context(), depot{gives: &Proof{Words: Words{By: "EVA\n\x00 B", Place: strings.Repeat("x", 300)}}}, who, "W1")
	if err != nil || p.Words.By != "EVA B" || len([]rune(p.Words.Place)) != mostSigns || p.Empty() {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err = Ask(t.Context(), depot{gives: &Proof{Papers: make([]Paper, mostPapers+1)}}, who, "W1"); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
	if _, err = Ask(t.Context(), depot{says: carrier.Unavailable("it is silent", nil)}, who, "W1"); shipping.CodeOf(err) != shipping.Unavailable {
		t.Errorf("%v", err)
	}
	if _, err = Ask(t.Context(), struct{ carrier.Connector }{}, who, "W1"); shipping.CodeOf(err) != shipping.Unsupported || !strings.Contains(err.Error(), "W1") {
		t.Errorf("%v", err)
	}
	p, err = Ask(t.Context(), depot{gives: &Proof{Papers: []Paper{{Media: "image/png"}, {Media: "application/pdf"}}}}, who, "W1")
	if err != nil || p.Papers[0].Media != "application/pdf" || p.Empty() {
		t.Errorf("%+v, %v", p, err)
	}
	if !(&Proof{}).Empty() {
		t.Error("nothing is something")
	}
}
