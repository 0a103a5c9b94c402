// Package collecting answers the question: does a carrier come to a warehouse for parcels? It is asked to, otherwise, or not to any more; what it answers is told as a fact. What was asked and has
// no answer is looked for at the carrier where that can be done, and never asked for a second time before it is known to have come to nothing.
package collecting

import (
	"context"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// Collector comes to a warehouse for parcels. A carrier's no is an error of code Refused; a carrier that does not answer, or not in its own words, is Unavailable: then nothing is known.
type Collector interface {
	// Collect asks it to come.
	Collect(ctx context.Context, p *Pickup) (*pickup.Answer, error)
	// CancelPickup asks it not to come. That it has no such pick-up is NotFound.
	CancelPickup(ctx context.Context, p *Pickup) error
}

// Changer can be asked to come otherwise. The same change that is asked for twice is made once.
type Changer interface {
	ChangePickup(ctx context.Context, p *Pickup) (*pickup.Answer, error)
}

// Finder tells what came of a pick-up whose answer was lost.
type Finder interface {
	// FindPickup answers with what the carrier has of it; nil where it has nothing.
	FindPickup(ctx context.Context, p *Pickup) (*pickup.Answer, error)
}

// Parted collects by several of its services, each by itself.
type Parted interface {
	// PickupService is the one name of the service that somebody named so, or by naming none; what it does not know stays as it is.
	PickupService(said string) string
}

// Contact is whom the driver asks for, and what he is told. It lies in a document, as it names somebody.
type Contact struct {
	Name         string `json:"name,omitempty"`
	Phone        string `json:"phone,omitempty"`
	Email        string `json:"email,omitempty"`
	Instructions string `json:"instructions,omitempty"`
}

// Pickup is what a carrier is asked about.
type Pickup struct {
	ID      shipping.PickupID
	At      time.Time // it is spoken of, by the merchant's clock
	From    book.Warehouse
	Plan    pickup.Plan // as it is wanted now
	Contact Contact     // with what the Book says of the warehouse where nothing else is said
	// Number and Office are the carrier's own, where it has told them.
	Number, Office string
	Why            string // it is cancelled
	// Loads are what waits for the carrier, by service and destination: those carriers are told of it that ask. There is one at least.
	Loads []Load
}

// Load are parcels that travel by one service to one place.
type Load struct {
	Service string // of their channel, as the Book has it
	To      shipping.Place
	Parcels int64
	Weight  shipping.Grams // of all of them
}

// Code is the service's code, without the words behind it.
func (l *Load) Code() string {
	code, _, _ := strings.Cut(strings.TrimSpace(l.Service), " ")
	return code
}

// Reference is the reference of ours under which a carrier knows a pick-up, where it takes one: 31 signs at most.
func (p *Pickup) Reference() string { return string(p.ID) }
