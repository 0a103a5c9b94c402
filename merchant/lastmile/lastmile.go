// Package lastmile answers the question: which of a merchant's carriers is asked about the further numbers of its parcels, and whose is what it tells?
package lastmile

import (
	"slices"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/network"
	numbers "crosslane/fact/onward"
	"crosslane/shipping"
	"crosslane/view/onward"
)

// Asked is the carrier of the Book that is asked about numbers of a carrier by the name that a line gave it: the first one that is called so in the Book, or
// else the first one of that network. Empty: none is.
func Asked(carriers []book.Carrier, name string) shipping.CarrierID {
	connector := network.Of(name)
	for _, is := range []func(*book.Carrier) bool{
		func(c *book.Carrier) bool {
			return name != "" && (numbers.Same(c.Name, name) || numbers.Same(string(c.ID), name))
		},
		func(c *book.Carrier) bool { return connector != "" && c.Connector == connector },
	} {
		for i := range carriers {
			if is(&carriers[i]) {
				return carriers[i].ID
			}
		}
	}
	return ""
}

// Bearer is the parcel that bears a number of a carrier, by all that is claimed of that number: of several, the one that is on its way. False: none does, or two
// claim it, and then it is nobody's.
func Bearer(carriers []book.Carrier, by shipping.CarrierID, claims []onward.Claim) (bearer onward.Claim, found bool) {
	var open, ended []onward.Claim
	for _, c := range claims {
		switch {
		case Asked(carriers, c.Carrier) != by:
		case c.Ended > 0:
			ended = append(ended, c)
		default:
			open = append(open, c)
		}
	}
	for _, list := range [][]onward.Claim{open, ended} {
		if len(list) > 0 {
			return list[0], len(list) == 1
		}
	}
	return onward.Claim{}, false
}

// Match fills in whose the numbers of a carrier are of which nobody is the owner yet, by all that is claimed of them.
func Match(carriers []book.Carrier, by shipping.CarrierID, list []string, claims []onward.Claim, owners []carrier.Owner) {
	of := byNumber(claims)
	for i, n := range list {
		if owners[i].Parcel != "" {
			continue
		}
		if c, found := Bearer(carriers, by, of[n]); found {
			owners[i] = carrier.Owner{Parcel: c.Parcel, Booked: c.Booked.Time(), Onward: true, To: c.Country}
		}
	}
}

// Numbers are those of a carrier to ask it for, by what is claimed of parcels on their way, in order: each once, and none that two claim.
func Numbers(carriers []book.Carrier, by shipping.CarrierID, claims []onward.Claim) (list []onward.Claim) {
	for _, of := range byNumber(claims) {
		if c, found := Bearer(carriers, by, of); found {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b onward.Claim) int { return strings.Compare(a.Number, b.Number) })
	return list
}

func byNumber(claims []onward.Claim) map[string][]onward.Claim {
	of := map[string][]onward.Claim{}
	for _, c := range claims {
		of[c.Number] = append(of[c.Number], c)
	}
	return of
}

// Number is a further number of a parcel, as people are told of it.
type Number struct {
	Carrier string    `json:"carrier,omitempty"` // as the line named it
	Number  string    `json:"number"`
	Since   time.Time `json:"since"`
	// Asked is the carrier of the Book that is asked about it. Empty: none is, and Why says why.
	Asked shipping.CarrierID `json:"asked,omitempty"`
	Why   string             `json:"why,omitempty"`
}

// tell tells of the further numbers of a parcel, by its own claims and all that is claimed of these numbers.
func tell(carriers []book.Carrier, own, all []onward.Claim) (list []Number) {
	of := byNumber(all)
	for _, c := range own {
		n := Number{Carrier: c.Carrier, Number: c.Number, Since: c.Since.Time()}
		by := Asked(carriers, c.Carrier)
		_, sole := Bearer(carriers, by, of[c.Number])
		switch {
		case c.Carrier == "":
			n.Why = "nobody said whose number it is"
		case by == "" && network.Of(c.Carrier) == "":
			n.Why = "the Book has no carrier of this name"
		case by == "":
			n.Why = "the Book has no carrier with connector " + network.Of(c.Carrier)
		case c.Ended == 0 && !sole:
			n.Why = "another parcel is told to travel under it, too: look which of them does"
		default:
			n.Asked = by
		}
		list = append(list, n)
	}
	return list
}
