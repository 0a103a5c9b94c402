package fact

import (
	"time"

	"crosslane/fact/coder"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// Folded is what the facts of one stream add up to.
type Folded interface {
	// Apply takes the next fact of the stream in. It never fails: what may be
	// recorded was asked before, and what was recorded is true.
	Apply(f *Fact)
	// Due is when the first open timer of the stream falls due; zero when none is open.
	Due() time.Time
	// FormVersion is the version of the stored form of this sort's balances. A balance of another version is
	// not read but folded anew from its facts, so any change of the form only adds one.
	FormVersion() uint64
	// Form codes the stored form; see Coder.
	Form(c *coder.Coder)
}

// Balance is the folded state of one stream, carried forward from fact to fact.
type Balance struct {
	Stream shipping.Stream
	// Version is how many facts are folded in; 0: nothing was ever recorded.
	Version int64
	State   Folded
}

// NewBalance makes the balance of a stream in which nothing was recorded yet.
func NewBalance(s shipping.Stream) *Balance { return &Balance{Stream: s, State: newState(s.Sort())} }

// Apply gives the fact its place in the stream and folds it in.
func (b *Balance) Apply(f *Fact) {
	b.Version++
	f.Version = b.Version
	b.State.Apply(f)
}

// State is what a decision may read: the balances of the streams that it needs.
type State interface {
	// Balance answers with the balance of a stream, of version 0 when it is empty.
	Balance(stream shipping.Stream) *Balance
}

// OrderIn reads an order's balance.
func OrderIn(s State, id shipping.OrderID) *OrderState { return stateIn[*OrderState](s, id.Stream()) }

// StockIn reads the balance of a product's stock.
func StockIn(s State, sku shipping.SKU) *StockState { return stateIn[*StockState](s, sku.Stream()) }

// ParcelIn reads a parcel's balance.
func ParcelIn(s State, id shipping.ParcelID) *ParcelState {
	return stateIn[*ParcelState](s, id.Stream())
}

// DepotIn reads a depot's balance.
func DepotIn(s State, id shipping.DepotID) *DepotState { return stateIn[*DepotState](s, id.Stream()) }

// LaneIn reads a lane's balance.
func LaneIn(s State, lane shipping.Lane) *LaneState { return stateIn[*LaneState](s, lane.Stream()) }

// PickupState is the balance of a carrier's pick-ups at a warehouse.
type PickupState struct{ pickup.List }

// Apply folds a fact of their stream in.
func (s *PickupState) Apply(f *Fact) { s.Fold(f.At, f.Body) }

// PickupsIn reads the pick-ups of a stream of them.
func PickupsIn(s State, of shipping.Stream) *pickup.List { return &stateIn[*PickupState](s, of).List }

// CaseIn reads a case's balance.
func CaseIn(s State, id shipping.CaseID) *CaseState { return stateIn[*CaseState](s, id.Stream()) }

// BooksIn reads which Books were published.
func BooksIn(s State) *BookState { return stateIn[*BookState](s, shipping.BookStream) }

func stateIn[T Folded](s State, stream shipping.Stream) T { return s.Balance(stream).State.(T) }

func newState(sort shipping.StreamSort) Folded {
	if state := states[sort]; state != nil {
		return state()
	}
	return &noState{}
}

func empty[S any, P interface {
	*S
	Folded
}]() Folded {
	return P(new(S))
}

// noState stands for a sort of stream that nothing decides by.
type noState struct{}

func (*noState) Apply(*Fact)         {}
func (*noState) Due() time.Time      { return time.Time{} }
func (*noState) FormVersion() uint64 { return 5 }
func (*noState) Form(*coder.Coder)   {}

// AppendState writes a folded state onto the end of buf.
func AppendState(buf []byte, s Folded) []byte {
	c := coder.Encoder(buf)
	c.Version(s.FormVersion())
	s.Form(&c)
	return c.Written()
}

// DecodeState reads a folded state of a sort of stream. It is not ok when it was written in
// another version: fold the facts again. A damaged form is a Corrupt error.
func DecodeState(sort shipping.StreamSort, stored []byte) (s Folded, ok bool, err error) {
	c := coder.Decoder(string(stored))
	version := c.Version(0)
	if s = newState(sort); version != s.FormVersion() {
		return nil, false, c.Err()
	}
	s.Form(&c)
	err = c.End()
	return s, err == nil, err
}
