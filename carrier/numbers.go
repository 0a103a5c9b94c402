package carrier

import (
	"sync"
	"time"

	"crosslane/shipping"
)

// number is a carrier's number of a merchant's parcel.
type number struct {
	merchant shipping.MerchantID
	carrier  shipping.CarrierID
	waybill  string
}

// numbers remembers whose the numbers are that were given a moment ago, until the read tables know them.
type numbers struct {
	mu           sync.Mutex
	young, older map[number]holder
}

type holder struct {
	parcel shipping.ParcelID
	until  time.Time
}

// A number is remembered so long, and at least so many numbers are.
const (
	numberKept  = time.Hour
	numbersKept = 10_000
)

// give gives a number to a parcel, and answers whose it is: another's, if it was given a moment ago.
func (n *numbers) give(to number, parcel shipping.ParcelID, now time.Time) shipping.ParcelID {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, list := range []map[number]holder{n.young, n.older} {
		if h, ok := list[to]; ok && now.Before(h.until) {
			return h.parcel
		}
	}
	if n.young == nil || len(n.young) >= numbersKept {
		n.young, n.older = map[number]holder{}, n.young
	}
	n.young[to] = holder{parcel, now.Add(numberKept)}
	return parcel
}

// free forgets whose a number was: its booking is undone.
func (n *numbers) free(of number) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.young, of)
	delete(n.older, of)
}
