package recent

import (
	"slices"

	"crosslane/fact"
	"crosslane/ledger/record"
	"crosslane/shipping"
)

// Recorded is a fact in the feed of its merchant.
type Recorded struct {
	Pos  int64 // its place in the feed, to go on behind it
	Fact *fact.Fact
}

// Read reads facts of a merchant. One that is damaged is Corrupt.
func Read(m shipping.MerchantID, facts []Fact) (list []Recorded, err error) {
	for _, f := range facts {
		r := Recorded{Pos: f.Pos}
		if r.Fact, err = record.Read(f.Stream, f.Record); err != nil {
			return nil, record.Lost(m, f.Stream, 0, "a fact cannot be read", err)
		}
		list = append(list, r)
	}
	return list, nil
}

// ReadPast reads the facts of one stream, of which the newest comes first, into the order in which they were recorded, and
// answers with the hash up to the newest, too.
func ReadPast(m shipping.MerchantID, line []Fact) (facts []Recorded, sum []byte, err error) {
	if len(line) > 0 {
		sum = line[0].Sum
	}
	slices.Reverse(line)
	facts, err = Read(m, line)
	return facts, sum, err
}
