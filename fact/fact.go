package fact

import (
	"reflect"
	"strconv"
	"time"

	"crosslane/fact/coder"
	"crosslane/shipping"
)

// Kind names a kind of fact, "OrderReceived".
type Kind string

// Fact is one thing that happened. It is never changed; a correction is a new fact.
type Fact struct {
	Stream shipping.Stream
	// Version is its place in the stream, counted from 1. It is set when the fact is recorded.
	Version int64
	// At is when it happened, Recorded when it was written down.
	At, Recorded time.Time
	// By is who said it: "import", "carrier:swiftpost", "clerk:anna". Empty: the program decided it.
	By string
	// Cause is the fact that it follows from. Empty: it came from outside.
	Cause shipping.FactID
	Body  Body
}

// ID names the fact.
func (f *Fact) ID() shipping.FactID { return shipping.NewFactID(f.Stream, f.Version) }

// Kind is what kind of fact it is; see KindOf.
func (f *Fact) Kind() Kind { return KindOf(f.Body) }

// Body is what a fact tells.
type Body interface {
	// Form codes the fields in the order in which they are stored; see Coder.
	Form(c *coder.Coder)
}

// Job is a body that asks the outside for something; a worker performs it after
// the commit, with the fact's identifier as idempotency key.
type Job interface {
	Body
	// Partner is whom it asks: a carrier. Workers may limit what they take by it.
	Partner() string
}

// Timed is a job that is not to be performed before an instant; the zero time means at
// once. The ledger lets it fall due then.
type Timed interface {
	Job
	NotBefore() time.Time
}

// Encode writes the body of a fact in the newest version of its kind.
func Encode(b Body) []byte { return AppendBody(nil, b) }

// AppendBody is Encode onto the end of buf.
func AppendBody(buf []byte, b Body) []byte {
	c := coder.Encoder(buf)
	CodeBody(&c, KindOf(b), &b)
	return c.Written()
}

// Decode reads the body of a fact of any version that was ever written. An unknown
// kind, a version from a newer program or a damaged form is a Corrupt error.
func Decode(kind Kind, stored []byte) (b Body, err error) {
	c := coder.Decoder(string(stored))
	CodeBody(&c, kind, &b)
	return b, c.End()
}

// CodeBody codes the body of a fact of a kind, with its version.
func CodeBody(c *coder.Coder, kind Kind, b *Body) {
	k, ok := kinds[kind]
	if !ok {
		c.Refuse("unknown kind of fact \"" + string(kind) + "\"")
		return
	}
	if v := c.Version(k.version); v > k.version {
		c.Refuse(string(kind) + " has version " + strconv.FormatUint(v, 10) + ", this program knows " + strconv.FormatUint(k.version, 10))
		return
	}
	if c.Reading() {
		*b = k.make()
	}
	(*b).Form(c)
}

// Kinds lists every kind of fact with the newest version of its stored form.
func Kinds() map[Kind]uint64 {
	list := make(map[Kind]uint64, len(kinds))
	for k, info := range kinds {
		list[k] = info.version
	}
	return list
}

// KindOf is the kind of fact that tells a body: the name of its type. Empty: none does.
func KindOf(b Body) Kind { return kindOf[reflect.TypeOf(b)] }

// NewBody makes an empty body of a kind, nil when there is no such kind.
func NewBody(kind Kind) Body {
	if k, ok := kinds[kind]; ok {
		return k.make()
	}
	return nil
}

// kindInfo is a kind, the newest version of its stored form, and how an empty body is made.
type kindInfo struct {
	kind    Kind
	body    reflect.Type
	version uint64
	make    func() Body
}

func of[B any, P interface {
	*B
	Body
}](version uint64) kindInfo {
	return kindInfo{Kind(reflect.TypeFor[B]().Name()), reflect.TypeFor[P](), version, func() Body { return P(new(B)) }}
}

// named is of for a body of a room of its own, whose type is not called as the kind is.
func named[B any, P interface {
	*B
	Body
}](kind Kind, version uint64) kindInfo {
	k := of[B, P](version)
	k.kind = kind
	return k
}

func makeKinds() map[Kind]kindInfo {
	table := make(map[Kind]kindInfo, len(stored))
	for _, k := range stored {
		table[k.kind] = k
	}
	return table
}

func makeKindOf() map[reflect.Type]Kind {
	table := make(map[reflect.Type]Kind, len(stored))
	for _, k := range stored {
		table[k.body] = k.kind
	}
	return table
}
