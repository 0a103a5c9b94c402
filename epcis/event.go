package epcis

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// Event is one thing that happened to a parcel: an ObjectEvent of EPCIS 2.0.
type Event struct {
	Type string `json:"type"`
	// ID is made of what the event says, by the algorithm of CBV 2.0 (8.9): who has the event from elsewhere has the same.
	ID       string   `json:"eventID"`
	Time     string   `json:"eventTime"` // RFC 3339
	Offset   string   `json:"eventTimeZoneOffset"`
	Recorded string   `json:"recordTime"`
	Things   []string `json:"epcList"`
	Action   string   `json:"action"`
	Step     string   `json:"bizStep"`
	// Disposition is empty where the vocabulary has none for it.
	Disposition string `json:"disposition,omitempty"`
	// ReadPoint is where it happened, Location where the parcel is behind it; nil: not known, or nobody's business.
	ReadPoint    *Place        `json:"readPoint,omitempty"`
	Location     *Place        `json:"bizLocation,omitempty"`
	Transactions []Transaction `json:"bizTransactionList,omitempty"`
	// Milestone is what happened in our own words, which are more than the vocabulary has, as an address: some programs take a bare word for one of the vocabulary.
	// Found is "by_place" where the time was told by the clocks of a place, and the offset found by it. Simulated is "yes" where no parcel travels.
	Milestone string `json:"crosslane:milestone"`
	Found     string `json:"crosslane:offset,omitempty"`
	Simulated string `json:"crosslane:simulated,omitempty"`
}

// Place names a place.
type Place struct {
	ID string `json:"id"`
}

// Transaction names a business transaction: "po" the order, "desadv" the waybill.
type Transaction struct {
	Type string `json:"type"`
	ID   string `json:"bizTransaction"`
}

// vocabulary begins the words of the vocabulary where they are written whole.
const vocabulary = "https://ref.gs1.org/cbv/"

// hash is the identifier of an event by what it says. Identifiers stand in it in their canonical form already.
func (e *Event) hash(at time.Time, namespace string) string {
	sum := sha256.Sum256([]byte(e.plainText(at, namespace)))
	return "ni:///sha-256;" + hex.EncodeToString(sum[:]) + "?ver=CBV2.0"
}

// plainText is what is hashed: the fields in the order of the standard, lists and fields of others sorted, nothing between them.
func (e *Event) plainText(at time.Time, namespace string) string {
	var b strings.Builder
	put := func(key, value string) {
		if value != "" {
			b.WriteString(key + "=" + value)
		}
	}
	list := func(name string, items []string) {
		if slices.Sort(items); len(items) > 0 {
			b.WriteString(name + strings.Join(items, ""))
		}
	}
	put("eventType", e.Type)
	put("eventTime", at.UTC().Round(time.Millisecond).Format("2006-01-02T15:04:05.000Z"))
	put("eventTimeZoneOffset", e.Offset)
	var things, transactions, own []string
	for _, id := range e.Things {
		things = append(things, "epc="+id)
	}
	list("epcList", things)
	put("action", e.Action)
	put("bizStep", vocabulary+"BizStep-"+e.Step)
	if e.Disposition != "" {
		put("disposition", vocabulary+"Disp-"+e.Disposition)
	}
	if e.ReadPoint != nil {
		put("readPointid", e.ReadPoint.ID)
	}
	if e.Location != nil {
		put("bizLocationid", e.Location.ID)
	}
	for _, t := range e.Transactions {
		transactions = append(transactions, "type="+vocabulary+"BTT-"+t.Type+"bizTransaction="+t.ID)
	}
	list("bizTransactionList", transactions)
	for _, f := range [][2]string{{"milestone", e.Milestone}, {"offset", e.Found}, {"simulated", e.Simulated}} {
		if f[1] != "" {
			own = append(own, "{"+namespace+"}"+f[0]+"="+f[1])
		}
	}
	list("", own)
	return b.String()
}
