package merchant

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/carrier/sim"
	"crosslane/shipping"
)

// TestAFaultIsToldOnce: why there is no way to a carrier is said when it comes and when it changes, and again only
// after it had gone.
func TestAFaultIsToldOnce(t *testing.T) {
	var text bytes.Buffer
	log, said := slog.New(slog.NewTextHandler(&text, nil)), map[shipping.CarrierID]string{}
	w := &way{entry: book.Carrier{ID: "one"}}
	for i, c := range []struct {
		fault string
		lines int
	}{{"", 0}, {"dark", 1}, {"dark", 1}, {"cold", 2}, {"cold", 2}, {"", 2}, {"cold", 3}} {
		if w.fault = nil; c.fault != "" {
			w.fault = errors.New(c.fault)
		}
		tellFault(log, said, w)
		if n := strings.Count(text.String(), "carrier=one"); n != c.lines {
			t.Errorf("step %d: %d lines, want %d", i, n, c.lines)
		}
	}
}

// TestCloseEndsTheCarriersStartedHere: nobody is at their addresses any more.
func TestCloseEndsTheCarriersStartedHere(t *testing.T) {
	p, err := Open(t.Context(), At{Data: t.TempDir()}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	m, err := p.Merchant(t.Context(), First)
	if err != nil {
		t.Fatal(err)
	}
	c := m.Carriers(CarrierOptions{Dir: t.TempDir(), Simulated: true})
	if err := c.refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	var clients []*sim.Client
	for _, w := range c.all() {
		if client, ok := w.connector.(*sim.Client); ok {
			if err := client.Health(t.Context()); err != nil {
				t.Errorf("%s: %v", w.entry.ID, err)
			}
			clients = append(clients, client)
		}
	}
	c.Close()
	if len(clients) < 5 {
		t.Fatalf("%d carriers", len(clients))
	}
	for _, client := range clients {
		if err := client.Health(t.Context()); err == nil {
			t.Error("a carrier is still there")
		}
	}
}
