package order

import (
	"slices"
	"strings"

	"crosslane/fact"
	"crosslane/order/addressee"
	"crosslane/order/file"
	"crosslane/order/state"
	"crosslane/order/value"
	"crosslane/shipping"
)

// What to do about a doubt, by what is doubted.
const (
	asWritten = "where it is real, say so: as_written of the order, or crosslane import orders FILE --as-written"
	mend      = "correct it; " + asWritten
	again     = "export again, and open the file with that column as text; " + asWritten
)

// remedy is what to do about a doubt of a field of the order.
func (f field) remedy() string {
	if f == fNumber {
		return again
	}
	return mend
}

// doubtful is the hold of a field, by its name, that may not be real; the zero value for an empty message.
func doubtful(name, message string) shipping.Hold {
	if message == "" {
		return shipping.Hold{}
	}
	return shipping.Hold{Why: shipping.Doubtful, Word: name + ": " + message}
}

// doubted is the field that is doubted, or unclear, and why.
func doubted(h shipping.Hold) (field, string) {
	name, message, _ := strings.Cut(h.Word, ": ")
	for f := range fields {
		if f.String() == name {
			return f, message
		}
	}
	return fAddress, message
}

// asWritten reports whether somebody said that an order is as it is written: of the whole file, or of this order.
func (d *Decoder) asWritten(b *draft) bool {
	said := b.values[fAsWritten]
	return d.options.AsWritten || said != "" && !state.No(said)
}

// doubt holds an order whose number, recipient or street may stand for none, unless somebody said that they are as they are written.
func (d *Decoder) doubt(b *draft, o *shipping.Order, a *shipping.Address) {
	if d.asWritten(b) {
		return
	}
	holds := []shipping.Hold{doubtful(fNumber.String(), ruined(o.Number))}
	for _, doubt := range addressee.Doubts(a) {
		if !d.mapping.bare {
			holds = append(holds, doubtful(doubt.Part, doubt.Why))
		}
	}
	for _, h := range holds {
		if f, message := doubted(h); message != "" {
			b.found = append(b.found, finding{field: f, item: -1, message: message, hint: f.remedy(), doubt: true})
			fill(&o.Hold, h)
		}
	}
}

// ruined tells what a spreadsheet may have made of a number or a SKU, in words with it; empty: nothing that might be real all the same.
func ruined(text string) string {
	if what := file.Ruin(text); what != "" && !file.Spreadsheet(text) {
		return value.Quoted(text) + " " + what
	}
	return ""
}

// Sure takes away what was doubted of an order: it is recorded, as it stands.
func (in *Intake) Sure() {
	in.Problems = slices.DeleteFunc(in.Problems, func(p fact.Problem) bool { return slices.Contains(in.doubts, p) })
}
