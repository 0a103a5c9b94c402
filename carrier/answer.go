package carrier

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"
	"sync"

	"crosslane/shipping"
)

// Bounds is how much of an answer is read. What is beyond it is refused while it is read.
type Bounds struct {
	// Bytes is how long an answer may be, without its longest text where Document allows one.
	Bytes int64
	// Document is how long one text of the answer may be: a label in base64. Zero: no longer than the rest allows.
	Document int64
}

const mostDepth = 32

// Answers reads the JSON answers of one carrier, few long ones at a time, so that all of them together stay small in
// memory. The zero value is ready to use.
type Answers struct {
	once sync.Once
	long chan struct{}
}

// An answer longer than this is a long one, and so many of them are read at a time.
const longAnswer, longAtOnce = 256 << 10, 4

// Read reads an answer whole and has it decoded. One that is longer than its bounds, or deeper than 32 levels, is an
// error of CannotUse as soon as that is seen; what the reader itself says, or decode, is handed on. A long answer waits
// until there is room for it, or until ctx ends.
func (a *Answers) Read(ctx context.Context, r io.Reader, b Bounds, decode func([]byte) error) error {
	return a.read(ctx, r, &gauge{bounds: b}, decode)
}

// Document reads what stands in an answer as it is, and not in JSON: a label, of which so many bytes are read at most.
func (a *Answers) Document(ctx context.Context, r io.Reader, most int64) (document []byte, err error) {
	err = a.read(ctx, r, &gauge{bounds: Bounds{Bytes: most}, bare: true}, func(whole []byte) error {
		document = whole
		return nil
	})
	return document, err
}

func (a *Answers) read(ctx context.Context, r io.Reader, g *gauge, decode func([]byte) error) error {
	a.once.Do(func() { a.long = make(chan struct{}, longAtOnce) })
	isLong := false
	defer func() {
		if isLong {
			<-a.long
		}
	}()
	var whole bytes.Buffer
	part := make([]byte, 32<<10)
	for {
		n, err := r.Read(part)
		if why := g.take(part[:n]); why != "" {
			return CannotUse(why)
		}
		if !isLong && whole.Len()+n > longAnswer {
			select {
			case a.long <- struct{}{}:
				isLong = true
			case <-ctx.Done():
				return context.Cause(ctx)
			}
			whole.Grow(int(g.bounds.Bytes + g.bounds.Document - int64(whole.Len())))
		}
		whole.Write(part[:n])
		if err == io.EOF {
			return decode(whole.Bytes())
		}
		if err != nil {
			return err
		}
	}
}

// TooDeep reports whether a text of JSON is nested deeper than an answer may be.
func TooDeep(text []byte) bool {
	if bytes.Count(text, []byte{'['})+bytes.Count(text, []byte{'{'}) <= mostDepth {
		return false
	}
	g := gauge{bounds: Bounds{Bytes: int64(len(text))}}
	return g.take(text) != ""
}

// gauge measures JSON as it comes in, or, where it is bare, bytes.
type gauge struct {
	bounds        Bounds
	bare          bool
	total         int64
	text, longest int64 // of the text that is being read, and of the longest one
	depth         int
	quoted        bool
	escaped       bool
}

// take measures a part, and tells what is wrong with it.
func (g *gauge) take(part []byte) string {
	for _, c := range part {
		g.total++
		switch {
		case g.bare: // it has neither texts nor levels
		case g.quoted:
			g.inText(c)
		case g.outside(c) > mostDepth:
			return "it is nested deeper than " + strconv.Itoa(mostDepth) + " levels"
		}
		document := int64(0)
		if g.bounds.Document > 0 {
			document = g.longest
		}
		if g.total-document > g.bounds.Bytes {
			return "it is longer than " + strconv.FormatInt(g.bounds.Bytes>>10, 10) + " KB"
		}
		if document > g.bounds.Document {
			return "a document in it is longer than " + strconv.FormatInt(g.bounds.Document>>20, 10) + " MB"
		}
	}
	return ""
}

func (g *gauge) inText(c byte) {
	g.text++
	g.longest = max(g.longest, g.text)
	switch {
	case g.escaped:
		g.escaped = false
	case c == '\\':
		g.escaped = true
	case c == '"':
		g.quoted, g.text = false, 0
	}
}

func (g *gauge) outside(c byte) (depth int) {
	switch c {
	case '"':
		g.quoted = true
	case '[', '{':
		g.depth++
	case ']', '}':
		g.depth--
	}
	return g.depth
}

// Check tells whether a carrier's yes can be used; if not, it is an error of CannotUse. The booking worker
// asks it of every connector.
func (c *Confirmation) Check() error {
	if why := wrongWaybill(c.Waybill); why != "" {
		return CannotUse(why)
	}
	if _, whole := cut(c.Reference, mostReference); !whole {
		return CannotUse("its reference is longer than " + strconv.Itoa(mostReference) + " signs, or cannot be shown")
	}
	if why := wrongLabel(c.Label, c.Media); why != "" {
		return CannotUse(why)
	}
	if c.BySheet && c.Cost == (shipping.Money{}) {
		return nil
	}
	return CheckPrice(c.Cost)
}

const (
	mostWaybill   = 64
	mostReference = 200
	mostLabel     = 3 << 20 // bytes: a page of PDF or PNG for a label printer takes 20 KB to 1 MB, and a booking has one
)

// wrongWaybill tells why a number is no waybill; empty when it can be one: letters and digits, and single blanks, hyphens,
// points and low lines between them. What could be taken for a path, a mark-up or a formula is none: the number stands in
// file names, pages and tables.
func wrongWaybill(n string) string {
	if n == "" {
		return "it has no waybill"
	}
	if len(n) > mostWaybill {
		return "its waybill is longer than " + strconv.Itoa(mostWaybill) + " signs"
	}
	for i, c := range []byte(n) {
		between := strings.IndexByte(" -._", c) >= 0 && i > 0 && letterOrDigit(n[i-1])
		if !letterOrDigit(c) && !between {
			return "a sign of its waybill is none that a number has: " + strconv.QuoteToASCII(n)
		}
	}
	if !letterOrDigit(n[len(n)-1]) {
		return "its waybill does not end with a letter or a digit: " + strconv.QuoteToASCII(n)
	}
	return ""
}

func letterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// forms are the kinds of label that printers take, and how a file of each begins.
var forms = map[string]string{"application/pdf": "%PDF-", "image/png": "\x89PNG\r\n\x1a\n", "application/zpl": "^XA"}

func wrongLabel(label []byte, media string) string {
	if len(label) == 0 {
		return ""
	}
	if len(label) > mostLabel {
		return "its label is longer than " + strconv.Itoa(mostLabel>>20) + " MB"
	}
	begin, known := forms[media]
	if !known || !bytes.HasPrefix(label, []byte(begin)) {
		short, _ := cut(media, 60)
		return "its label is no file of the kind \"" + short + "\", which must be application/pdf, image/png or application/zpl"
	}
	return ""
}

// CheckPrice tells whether an amount that a carrier asks for a parcel can be one: of a currency that some
// country has, not below zero, and not beyond what any parcel costs. If not, it is an error of CannotUse.
func CheckPrice(m shipping.Money) error {
	if !currencies[m.Currency] {
		short, _ := cut(string(m.Currency), 10)
		return CannotUse("its currency \"" + short + "\" is not known")
	}
	if m.Amount < 0 {
		return CannotUse("its price is below zero: " + m.String())
	}
	if m.Amount > mostPrice(m.Currency) {
		return CannotUse("its price is beyond what any parcel costs: " + m.String())
	}
	return nil
}

// A parcel never costs a million euro, dollars or yuan (a chartered aircraft costs less), nor a thousand million
// of a currency with hundreds or thousands of units to the euro. Nine million prices at the bound still fit in one sum.
const (
	mostUnits      = 1_000_000
	mostSmallUnits = 1_000 * mostUnits
)

func mostPrice(c shipping.Currency) int64 {
	most := int64(mostUnits)
	if smallUnits[c] {
		most = mostSmallUnits
	}
	for range c.Digits() {
		most *= 10
	}
	return most
}

var (
	currencies = currenciesInUse()
	smallUnits = smallCurrencies()
)

// currenciesInUse are those that some country has.
func currenciesInUse() map[shipping.Currency]bool {
	list := map[shipping.Currency]bool{}
	for _, id := range shipping.Countries() {
		if info, ok := id.Info(); ok && info.Currency.Valid() {
			list[info.Currency] = true
		}
	}
	return list
}

// smallCurrencies are those with hundreds of units to the euro, and more.
func smallCurrencies() map[shipping.Currency]bool {
	list := map[shipping.Currency]bool{}
	for c := range strings.FieldsSeq("AMD AOA ARS BIF CDF CLP COP CRC DJF DZD ETB GNF GYD HTG HUF IDR IQD IRR ISK JMD JPY KHR KMF KRW KZT LAK LBP " +
		"LKR LRD MGA MMK MNT MWK NGN NPR PKR PYG RSD RWF SDG SLE SLL SOS SSP STN SYP TZS UGX UYU UZS VES VND VUV XAF XOF XPF YER") {
		list[shipping.Currency(c)] = true
	}
	return list
}
