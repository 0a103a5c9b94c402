package sim_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/sim"
	"crosslane/fact"
	"crosslane/shipping"
)

var day = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

// TestAccountsAreApart: each customer books and hears with its own account, and a wrong secret is nobody's refusal.
func TestAccountsAreApart(t *testing.T) {
	accounts := map[string]sim.Account{}
	for _, name := range []string{"a", "b"} {
		server, err := sim.New(sim.Config{Name: "Shared", Channels: []book.Channel{{ID: "c", Service: "S", Kind: book.Postal}}, Now: func() time.Time { return day }})
		if err != nil {
			t.Fatal(err)
		}
		accounts[name] = sim.Account{Secret: "of " + name, Server: server}
	}
	at := httptest.NewServer(sim.Accounts(accounts))
	defer at.Close()
	as := func(name, secret string) *sim.Client {
		c := sim.Connect(at.URL, 0)
		c.Account, c.Secret = name, secret
		return c
	}
	r := &carrier.Request{Key: "1", Parcel: "par_1", Channel: book.Channel{ID: "c", Service: "S"}, Plan: fact.ParcelPlan{Weight: 100}, To: shipping.Address{Country: "DE"}, At: day}
	if _, err := as("a", "of a").Book(context.Background(), r); err != nil {
		t.Fatal(err)
	}
	if one, two := accounts["a"].Server.Stats().Booked, accounts["b"].Server.Stats().Booked; one != 1 || two != 0 {
		t.Errorf("%d bookings of a and %d of b", one, two)
	}
	for _, c := range []*sim.Client{as("a", "of b"), as("nobody", "of a"), as("", "")} {
		if _, err := c.Book(context.Background(), r); shipping.CodeOf(err) != shipping.Unauthorized {
			t.Errorf("%q: %v", c.Account, err)
		}
	}
}
