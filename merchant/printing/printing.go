// Package printing answers the question: which labels go to the printer together, in which order, and in which file?
package printing

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strconv"
	"time"

	"crosslane/account"
	"crosslane/carrier"
	"crosslane/document"
	"crosslane/document/bundle"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/places"
	"crosslane/shipping"
)

// Usual is how many labels a batch has where nobody says, Most how many it may have.
const Usual, Most = 500, 1000

// Wanted is what somebody wants printed.
type Wanted struct {
	Carrier   shipping.CarrierID   // empty: of any
	Warehouse shipping.WarehouseID // empty: from any
	Named     []string             // parcels by identifier, waybill or number of the order, also those that were printed before; none: all that wait
	Most      int                  // Usual when zero
	Who       string               // says so
	Form      string               // in which those that were drawn here are drawn anew, as Files does; empty: as they are
	// Media are the kinds of files that somebody takes, "application/pdf" or "application/zpl"; none: all. A label for another is left out and not recorded as printed.
	Media []string
}

// Batch is labels that are printed together, in the order in which their goods are picked.
type Batch struct {
	ID     string `json:"batch"` // empty: nothing was to be printed
	Labels []Line `json:"labels"`
	// LeftOut are parcels of the batch that have no label to print, and why.
	LeftOut []carrier.LeftOut `json:"left_out"`
	// Waiting is how many more labels wait for a batch.
	Waiting int `json:"waiting"`
}

// Line is a label of a batch.
type Line struct {
	Place   int                `json:"place"` // from 1
	Parcel  shipping.ParcelID  `json:"parcel"`
	Order   shipping.OrderID   `json:"order"`
	Carrier shipping.CarrierID `json:"carrier"`
	Waybill string             `json:"waybill"`
	Media   string             `json:"media"` // "application/pdf", "image/png" or "application/zpl"

	label shipping.DocumentID
}

// candidate is a parcel that may come into a batch.
type candidate struct {
	named string
	id    shipping.ParcelID
	state *fact.ParcelState
}

// turns let one batch of a merchant be made at a time here, so that whoever comes next has the next labels; elsewhere the ledger lets one of two be recorded.
var turns = places.New() // by merchant

// Print makes a batch of labels and records that they are printed, so that the next batch leaves them out. It is recorded before the file is made: where that
// is lost, Again has it.
func Print(ctx context.Context, m *merchant.Merchant, w Wanted) (*Batch, error) {
	if err := account.Allowed(ctx, m.ID, account.Parcels); err != nil {
		return nil, err
	}
	if w.Most == 0 {
		w.Most = Usual
	}
	if w.Most < 1 || w.Most > Most {
		return nil, shipping.BadField("most", strconv.Itoa(w.Most)+" labels are no batch", "print 1 to "+strconv.Itoa(Most)+" at a time")
	}
	end, err := turns.Turn(ctx, string(m.ID))
	if err != nil {
		return nil, err
	}
	defer end()
	out := &Batch{Labels: []Line{}, LeftOut: []carrier.LeftOut{}}
	list, err := w.candidates(ctx, m, out)
	if err == nil && len(list) == 0 {
		err = w.known(ctx, m)
	}
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(list, inPickOrder)
	if err := out.fill(ctx, m, list, &w); err != nil || len(out.Labels) == 0 {
		return out, err
	}
	for i := range out.Labels {
		out.Labels[i].Place = i + 1
	}
	out.ID = named(m.Now(), out.Labels)
	if err := out.record(ctx, m, &w); err != nil {
		return nil, err
	}
	_ = m.Fill(ctx) // they are recorded as printed, and to be told: whoever reads lists fills them first
	return out, nil
}

// Again is a batch as it was printed, without the parcels whose labels are void since, or were printed with another batch later.
func Again(ctx context.Context, m *merchant.Merchant, id string) (*Batch, error) {
	if err := account.Allowed(ctx, m.ID, account.Read); err != nil {
		return nil, err
	}
	if err := m.Fill(ctx); err != nil {
		return nil, err
	}
	ids, err := m.Views.Printed(ctx, m.ID, id)
	if err != nil {
		return nil, err
	}
	out := &Batch{ID: id, Labels: []Line{}, LeftOut: []carrier.LeftOut{}}
	list := make([]candidate, len(ids))
	for i, id := range ids {
		list[i] = candidate{named: string(id), id: id}
	}
	if list, err = read(ctx, m, list); err != nil {
		return nil, err
	}
	slices.SortFunc(list, func(a, b candidate) int { // as they were printed: so there is room for as many
		return cmp.Compare(a.state.Booking.Printed.Place, b.state.Booking.Printed.Place)
	})
	if err := out.fill(ctx, m, list, &Wanted{Most: len(list)}); err != nil {
		return nil, err
	}
	if len(out.Labels) == 0 {
		return nil, shipping.Fault(shipping.NotFound, "no valid label was printed last with a batch "+strconv.Quote(id), "crosslane explain ORDER names the batch of a label")
	}
	return out, nil
}

// known refuses a carrier or a warehouse that the Book does not have: that nothing waits there is no answer.
func (w *Wanted) known(ctx context.Context, m *merchant.Merchant) error {
	b, err := m.Book(ctx)
	if err != nil {
		return err
	}
	return b.Knows(w.Carrier, w.Warehouse)
}

// candidates finds what is to be printed. What is named and is no parcel is left out with the reason.
func (w *Wanted) candidates(ctx context.Context, m *merchant.Merchant, out *Batch) (list []candidate, err error) {
	if err := m.Fill(ctx); err != nil {
		return nil, err
	}
	if len(w.Named) == 0 {
		ids, err := m.Views.ToPrint(ctx, m.ID, w.Carrier, w.Warehouse)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			list = append(list, candidate{named: string(id), id: id})
		}
		return read(ctx, m, list)
	}
	seen := map[shipping.ParcelID]bool{}
	for _, name := range w.Named {
		id, err := m.Parcel(ctx, name)
		switch code := shipping.CodeOf(err); {
		case code == shipping.NotFound || code == shipping.Invalid:
			out.LeftOut = append(out.LeftOut, carrier.LeftOut{Named: name, Why: told(err)})
		case err != nil:
			return nil, err
		case !seen[id]:
			seen[id] = true
			list = append(list, candidate{named: name, id: id})
		}
	}
	return read(ctx, m, list)
}

// told is an error's own words, with what to do.
func told(err error) string {
	if e, ok := errors.AsType[*shipping.Error](err); ok && e.Hint != "" {
		return e.Message + "; " + e.Hint
	}
	return err.Error()
}

// read reads how the parcels stand.
func read(ctx context.Context, m *merchant.Merchant, list []candidate) ([]candidate, error) {
	for part := range slices.Chunk(list, 1000) {
		streams := make([]shipping.Stream, len(part))
		for i := range part {
			streams[i] = part[i].id.Stream()
		}
		state, err := m.Ledger.Read(ctx, m.ID, streams...)
		if err != nil {
			return nil, err
		}
		for i := range part {
			part[i].state = fact.ParcelIn(state, part[i].id)
		}
	}
	return list, nil
}

// inPickOrder puts parcels in the order in which one walks for their goods: by warehouse and by carrier, whose bags stand apart; first those with one product,
// by product, so that it is taken out once for all of them, then those with several.
func inPickOrder(a, b candidate) int {
	x, y := &a.state.Plan, &b.state.Plan
	return cmp.Or(cmp.Compare(x.Warehouse, y.Warehouse), cmp.Compare(a.state.Booking.Carrier, b.state.Booking.Carrier), cmp.Compare(min(products(x), 2), min(products(y), 2)),
		slices.CompareFunc(x.Picks, y.Picks, func(p, q shipping.Pick) int {
			return cmp.Or(cmp.Compare(p.Location, q.Location), cmp.Compare(p.SKU, q.SKU), cmp.Compare(p.Lot, q.Lot), cmp.Compare(p.Quantity, q.Quantity))
		}), cmp.Compare(a.id, b.id))
}

func products(p *fact.ParcelPlan) int {
	kinds := map[shipping.SKU]bool{}
	for _, pick := range p.Picks {
		kinds[pick.SKU] = true
	}
	return len(kinds)
}

// mostBytes is after how many bytes of labels a batch has no room for another: carriers' own may be large, and all of them come into one file.
const mostBytes = 64 << 20

// fill takes parcels in as long as there is room. Those that have no label are left out, and those whose label cannot stand in a file with others, or in none that is
// wanted: there would be no file.
func (b *Batch) fill(ctx context.Context, m *merchant.Merchant, list []candidate, w *Wanted) error {
	size := 0
	for i, c := range list {
		if len(b.Labels) == w.Most || size > mostBytes {
			b.Waiting = len(list) - i
			return nil
		}
		k := &c.state.Booking
		if k.Stage != fact.BookingHeld || k.Label == "" {
			why, hint := carrier.NoLabel(k)
			b.LeftOut = append(b.LeftOut, carrier.LeftOut{Named: c.named, Parcel: c.id, Why: why + "; " + hint})
			continue
		}
		doc, err := m.Ledger.Document(ctx, m.ID, k.Label)
		if shipping.CodeOf(err) == shipping.NotFound {
			b.LeftOut = append(b.LeftOut, carrier.LeftOut{Named: c.named, Parcel: c.id, Why: "its label was erased with the addressee's data"})
			continue
		}
		if err != nil {
			return err
		}
		one, err := w.fits(bundle.Label{Name: string(c.id), Media: doc.Media, Body: doc.Body})
		if err != nil {
			b.LeftOut = append(b.LeftOut, carrier.LeftOut{Named: c.named, Parcel: c.id, Why: told(err)})
			continue
		}
		size += len(one.Body)
		b.Labels = append(b.Labels, Line{Place: int(k.Printed.Place), Parcel: c.id, Order: c.state.Plan.Order, Carrier: k.Carrier, Waybill: k.Waybill, Media: doc.Media, label: k.Label})
	}
	return nil
}

// fits is the label as it comes into one of the files that are wanted.
func (w *Wanted) fits(l bundle.Label) (bundle.Label, error) {
	one, err := drawn(l, w.Form)
	if err == nil {
		err = bundle.Fit(one)
	}
	if into := file(one); err == nil && len(w.Media) > 0 && !slices.Contains(w.Media, into) {
		err = shipping.Fault(shipping.Unsupported, "its label comes into a file of the kind "+into+", which is not asked for", "ask for that file as well; nothing of it is recorded")
	}
	return one, err
}

// file is the kind of file that a label comes into.
func file(l bundle.Label) string {
	if bundle.Fits(l.Media, "application/zpl") {
		return "application/zpl"
	}
	return "application/pdf"
}

// named is a batch's name: when it was printed, and something of what is in it.
func named(at time.Time, labels []Line) string {
	sum := sha256.New()
	for i := range labels {
		sum.Write([]byte(labels[i].Parcel + "\x00"))
	}
	return at.UTC().Format("20060102-150405") + "-" + hex.EncodeToString(sum.Sum(nil)[:3])
}

// record records that the labels are printed. One that became void meanwhile, that somebody else has printed meanwhile, or that could not be recorded is left out, and
// keeps its place empty. What is recorded is told though nobody waits any more: the next batch leaves it out.
func (b *Batch) record(ctx context.Context, m *merchant.Merchant, w *Wanted) error {
	ctx = context.WithoutCancel(ctx)
	named := len(w.Named) > 0
	entries := make([]ledger.Entry, len(b.Labels))
	for i, l := range b.Labels {
		entries[i] = ledger.Entry{Facts: []*fact.Fact{{Stream: l.Parcel.Stream(), At: m.Now(), By: w.Who, Body: &fact.LabelPrinted{Waybill: l.Waybill, Batch: b.ID, Place: int64(l.Place), Again: named}}}}
	}
	kept := b.Labels[:0]
	var fault error
	for i, p := range m.Ledger.SubmitAll(m.ID, entries) {
		_, err := p.Wait(ctx)
		l, code := b.Labels[i], shipping.CodeOf(err)
		if err == nil || named && code == shipping.Known {
			kept = append(kept, l)
			continue
		}
		if code != shipping.Refused && code != shipping.Known {
			fault = err
		}
		b.LeftOut = append(b.LeftOut, carrier.LeftOut{Named: string(l.Parcel), Parcel: l.Parcel, Why: told(err)})
	}
	if b.Labels = kept; len(kept) == 0 {
		b.ID = ""
		return fault
	}
	return nil
}

// File is a file of labels: for paper, "application/pdf", or for a label printer, "application/zpl".
type File struct {
	Media  string
	Labels int
	Body   []byte
}

// Files are the files that the batch makes, one of each kind of which it has labels, in pick order. Labels that were drawn here are drawn anew in a form, where one is
// given; carriers' own stay as they are.
func (b *Batch) Files(ctx context.Context, m *merchant.Merchant, form string) ([]File, error) {
	if err := account.Allowed(ctx, m.ID, account.Read); err != nil {
		return nil, err
	}
	var files []File
	lists := map[string][]bundle.Label{}
	for _, l := range b.Labels {
		doc, err := m.Ledger.Document(ctx, m.ID, l.label)
		if err != nil {
			return nil, err
		}
		one, err := drawn(bundle.Label{Name: string(l.Parcel), Media: doc.Media, Body: doc.Body}, form)
		if err != nil {
			return nil, err
		}
		lists[file(one)] = append(lists[file(one)], one)
	}
	for _, media := range slices.Sorted(maps.Keys(lists)) {
		body, err := bundle.Joined(media, lists[media])
		if err != nil {
			return nil, err
		}
		files = append(files, File{media, len(lists[media]), body})
	}
	return files, nil
}

// drawn is the label as it is, or drawn anew where a form is given and it was drawn here.
func drawn(l bundle.Label, form string) (bundle.Label, error) {
	if form == "" {
		return l, nil
	}
	body, media, err := document.Again(l.Body, document.Form(form))
	if shipping.CodeOf(err) == shipping.Unsupported {
		return l, nil
	}
	return bundle.Label{Name: l.Name, Media: media, Body: body}, err
}
