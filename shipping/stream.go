package shipping

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"unicode"
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
	PickupSort StreamSort = "pickup" // the pick-ups of a carrier at a warehouse
	// NumbersSort is a block of a storefront's order numbers, and which orders bear them.
	NumbersSort StreamSort = "numbers"
	// ErasureSort is what was erased because somebody asked to be forgotten.
	ErasureSort StreamSort = "erasure"
)

// BookStream is the one stream of published Books.
const BookStream Stream = "book:main"

// ErasureStream is the one stream of erasures.
const ErasureStream Stream = "erasure:main"

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

// blockSigns is how many signs at its end a number may differ in from the others of its block.
const blockSigns = 2

// mostBlock is how long the name of a block may be; longer ones are named by their hash.
const mostBlock = 120

// Alike writes a number or a name so that what differs in capitals, blanks, the width of signs and which sign of a dash alone is
// the same: text programs make "ID‑7" and "ID–7" of "ID-7".
func Alike(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r >= 'A' && r <= 'Z' || r > '~' }) < 0 {
		return text // as most are
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return -1
		case unicode.Is(unicode.Pd, r), r == '\u2212': // dashes, and the minus
			return '-'
		case r >= '\uff01' && r <= '\uff5e': // full-width forms (Unicode, block FF00)
			r -= '\uff01' - '!'
		}
		return unicode.ToLower(r)
	}, strings.ToValidUTF8(text, "?"))
}

// Reading is what the reference of a paper says, however it is typed: capitals, the width of signs, dashes, blanks around it and how
// many stand between its words tell no two papers apart.
func Reading(reference string) string {
	words := strings.Fields(reference)
	for i := range words {
		words[i] = Alike(words[i])
	}
	return strings.Join(words, " ")
}

// Loosely is what a reference says by its letters and figures alone, whatever stands between them: "GRN-1", "GRN 1" and "grn1" are
// alike, "GRN-1/1" and "GRN-11" are not.
func Loosely(reference string) string {
	var b strings.Builder
	was := rune(0)
	for _, r := range Alike(reference) {
		kind := rune(0)
		switch {
		case unicode.IsDigit(r):
			kind = '0'
		case unicode.IsLetter(r) || unicode.IsMark(r):
			kind = 'a'
		}
		if kind != was && kind != 0 && b.Len() > 0 {
			b.WriteByte(' ')
		}
		if was = kind; kind != 0 {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 { // nothing but signs
		return Reading(reference)
	}
	return b.String()
}

// NumbersStream is the stream of the block of numbers in which a storefront's order number stands: all that differ in their
// last two signs, however they are spelled.
func NumbersStream(storefront, number string) Stream {
	signs := []rune(strings.TrimLeft(Alike(number), "#"))
	block := Alike(storefront) + "/" + string(signs[:max(0, len(signs)-blockSigns)])
	if len(block) > mostBlock {
		sum := sha256.Sum256([]byte(block))
		block = hex.EncodeToString(sum[:])
	}
	return Stream("numbers:" + block)
}

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

// FactID names a fact by its stream and its place in it: "order:ord_...#3".
// It is the idempotency key of the job that the fact makes.
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
