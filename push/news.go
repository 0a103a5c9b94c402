package push

import (
	"context"
	"fmt"
	"strings"

	"crosslane/merchant"
	"crosslane/merchant/news"
	"crosslane/shipping"
)

// mostNumbers is how many of what may be a number is looked at in what a carrier sends, and leastNumber and mostNumber how many signs one has.
const mostNumbers, leastNumber, mostNumber = 1000, 8, 40

// numbers lists what may be a number of a parcel in what a carrier sends, in whatever form: runs of capitals and digits with at least four digits, each once, in their order.
func numbers(body string) (list []string) {
	seen := map[string]bool{}
	for word := range strings.FieldsFuncSeq(body, func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') }) {
		digits := len(word) - len(strings.Map(func(r rune) rune {
			if r <= '9' {
				return -1
			}
			return r
		}, word))
		if len(word) < leastNumber || len(word) > mostNumber || digits < 4 || seen[word] {
			continue
		}
		seen[word] = true
		if list = append(list, word); len(list) == mostNumbers {
			break
		}
	}
	return list
}

// news asks a carrier what there is about the parcels of which it told that there is something new. What it sent is believed no farther than that: who holds the secret of a door
// can have the carrier asked, and tells nothing.
func (s *Store) news(ctx context.Context, m *merchant.Merchant, door *Door, d *delivery) (outcome, error) {
	told, err := news.Ask(ctx, m, shipping.CarrierID(door.Name), numbers(d.body))
	if err != nil {
		return outcome{}, err
	}
	if told.Parcels == 0 {
		return outcome{State: Read, told: "it names no parcel of ours that is on its way"}, nil
	}
	return outcome{State: Read, told: fmt.Sprintf("asked about %d parcels: %d scans recorded, %d recorded before", told.Parcels, told.Recorded, told.Unchanged)}, nil
}
