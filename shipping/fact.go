package shipping

import (
	"strconv"
	"strings"
	"time"
)

// Stream names a row of facts that belong together: "order:ord_...",
// "stock:MUG-1", "parcel:par_...". The part before the colon is its sort.
type Stream string

// StreamSort is what a stream is about.
type StreamSort string

// The sorts of streams.
const (
	OrderSort  StreamSort = "order"
	StockSort  StreamSort = "stock" // one SKU in all warehouses
	ParcelSort StreamSort = "parcel"
	CaseSort   StreamSort = "case"
	BookSort   StreamSort = "book"
	ImportSort StreamSort = "import" // one imported file, by the hash of its content
	LaneSort   StreamSort = "lane"   // the channels from a warehouse to a country
	DepotSort  StreamSort = "depot"  // a last-mile depot and its tours
)

// BookStream is the one stream of published Books.
const BookStream Stream = "book:main"

// Stream answers with the stream of the order's facts.
func (id OrderID) Stream() Stream { return Stream("order:" + string(id)) }

// Stream answers with the stream of the parcel's facts.
func (id ParcelID) Stream() Stream { return Stream("parcel:" + string(id)) }

// Stream answers with the stream of the product's stock.
func (sku SKU) Stream() Stream { return Stream("stock:" + string(sku)) }

// Stream answers with the stream of the case's facts.
func (id CaseID) Stream() Stream { return Stream("case:" + string(id)) }

// ImportStream names the stream of one imported file, by the hash of its content.
func ImportStream(hash string) Stream { return Stream("import:" + hash) }

// Sort is the part of the name before the colon.
func (s Stream) Sort() StreamSort {
	sort, _, _ := strings.Cut(string(s), ":")
	return StreamSort(sort)
}

// ID is the part of the name after the colon.
func (s Stream) ID() string {
	_, id, _ := strings.Cut(string(s), ":")
	return id
}

// Kind names a kind of fact, "OrderReceived".
type Kind string

// FactID names a fact by its stream and its place in it: "order:ord_...#3".
// It is the idempotency key of the wish that the fact makes.
type FactID string

// NewFactID names the fact with this place in the stream, counted from 1.
func NewFactID(stream Stream, version int64) FactID {
	return FactID(string(stream) + "#" + strconv.FormatInt(version, 10))
}

// Stream is the stream that the fact stands in.
func (id FactID) Stream() Stream {
	if i := strings.LastIndexByte(string(id), '#'); i >= 0 {
		return Stream(id[:i])
	}
	return Stream(id)
}

// Fact is one thing that happened. It is never changed; a correction is a new fact.
type Fact struct {
	Stream Stream
	// Version is its place in the stream, counted from 1. It is set when the fact is recorded.
	Version int64
	// At is when it happened, Recorded when it was written down.
	At, Recorded time.Time
	// By is who said it: "import", "carrier:swiftpost", "clerk:anna". Empty: the program decided it.
	By string
	// Cause is the fact that it follows from. Empty: it came from outside.
	Cause FactID
	Body  Body
}

// ID names the fact.
func (f *Fact) ID() FactID { return NewFactID(f.Stream, f.Version) }

// Body is what a fact tells.
type Body interface {
	Kind() Kind
	code(c *Coder)
}

// Wish is a body that asks the outside for something; a worker performs it after
// the commit, with the fact's identifier as idempotency key.
type Wish interface {
	Body
	// Partner is whom it asks: a carrier. Workers may limit what they take by it.
	Partner() string
}

// Timed is a wish that is not to be performed before an instant; the zero time means at
// once. The ledger lets it fall due then.
type Timed interface {
	Wish
	NotBefore() time.Time
}

// Encode writes the body of a fact in the newest version of its kind.
func Encode(b Body) []byte { return AppendBody(nil, b) }

// AppendBody is Encode onto the end of buf.
func AppendBody(buf []byte, b Body) []byte {
	c := Coder{buf: buf, version: kinds[b.Kind()].version}
	v := c.version
	c.Uint(&v)
	b.code(&c)
	return c.buf
}

// Decode reads the body of a fact of any version that was ever written. An unknown
// kind, a version from a newer program or a damaged form is a Corrupt error.
func Decode(kind Kind, stored []byte) (Body, error) {
	k, ok := kinds[kind]
	if !ok {
		return nil, Fault(Corrupt, "unknown kind of fact \""+string(kind)+"\"", "was it written by a newer program?")
	}
	c := Coder{text: string(stored), reading: true}
	c.Uint(&c.version)
	if c.version > k.version {
		return nil, Fault(Corrupt, string(kind)+" has version "+strconv.FormatUint(c.version, 10)+", this program knows "+
			strconv.FormatUint(k.version, 10), "was it written by a newer program?")
	}
	b := k.make()
	b.code(&c)
	if c.err == nil && c.at != len(c.text) {
		c.fail()
	}
	return b, c.err
}

// Kinds lists every kind of fact with the newest version of its stored form.
func Kinds() map[Kind]uint64 {
	list := make(map[Kind]uint64, len(kinds))
	for k, info := range kinds {
		list[k] = info.version
	}
	return list
}

// NewBody makes an empty body of a kind, nil when there is no such kind.
func NewBody(kind Kind) Body {
	if k, ok := kinds[kind]; ok {
		return k.make()
	}
	return nil
}
