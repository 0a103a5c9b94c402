// Package load answers one question: what goes where in one hold, be it a
// carton, a pallet or a container.
//
// The free room is kept as maximal empty spaces, equal goods are built into
// blocks, and a beam search, widened until its stop criterion says so, decides
// which block goes into which space. A block is chosen by its volume, the share
// of its surface that touches walls and neighbours, the room it leaves unusable
// and the number of goods in it (Araya and Riff, Computers & Operations
// Research 43, 2014; Araya, Guerrero and Nunez, same journal 82, 2017).
package load

import "math"

// The axes of a hold: across, toward the door, and up.
const (
	Width = iota
	Length
	Depth
)

// NoLimit as a Kind's MaxLoadG or a Hold's MaxG means that any weight will do.
const NoLimit = math.MaxInt64

// Kind is one kind of equal goods.
type Kind struct {
	// Edge holds width, length and depth in millimetres.
	Edge [3]int32
	// Upright says which of the edges may stand upright.
	Upright [3]bool
	// WeightG is what one of them weighs, in grams.
	WeightG int64
	// Count is how many of them the loader may ever be asked to load.
	Count int32
	// MaxLoadG is the weight in grams that one of them may carry on top: 0 for
	// nothing at all, NoLimit for any.
	MaxLoadG int64
	// TopOnly goods carry nothing but other such goods.
	TopOnly bool
	// Stop is when they are unloaded, 0 first. It matters with Rules.LIFO.
	Stop int32
}

// Hold is the room to fill.
type Hold struct {
	// Size holds the inner width, length and depth in millimetres.
	Size [3]int32
	// MaxG is the weight in grams that may be put in; NoLimit for any.
	MaxG int64
}

// Rules are those that hold for every kind.
type Rules struct {
	// SupportPercent is the share of its base, 0 to 100, on which every piece
	// must rest. At 0 a piece may hang in the air.
	SupportPercent int32
	// LIFO demands that each piece can be taken out through the door, at the far
	// end of the length, while the goods of later stops stay where they are.
	LIFO bool
}

// Piece is one of the goods in its place: the corner nearest to the hold's
// origin, and the size as it stands.
type Piece struct {
	Kind int32
	At   [3]int32
	Size [3]int32
}

// Effort says how long to search.
type Effort struct {
	// Width is the widest beam tried; 0 and 1 load greedily, once.
	Width int
	// Blocks limits how many composed blocks are built; 0 builds none.
	Blocks int
	// Budget, if any, is how many steps may still be made, some nanoseconds' work
	// each. Filling takes what it needs from it, and does not search when it is used up.
	Budget *int64
	// Stop ends the search when it answers true; nil never does.
	Stop func() bool
}

func (e Effort) over() bool {
	return e.Budget != nil && *e.Budget <= 0 || e.Stop != nil && e.Stop()
}

// Plan is a filled hold.
type Plan struct {
	// Used counts the pieces loaded, per kind.
	Used []int32
	// Volume is what they take up, in cubic millimetres.
	Volume int64

	placed []placed
	loader *Loader
}

// Loader fills one hold, again and again, with goods of the same kinds.
// It is not safe for concurrent use.
type Loader struct {
	hold     Hold
	kinds    []Kind
	rules    Rules
	stacking bool // some kind limits what may rest on it
	poses    []pose
	least    [3]int32 // the least extent of any pose, per axis
	blocks   []block
	shapes   []shape // what ranking looks at first, per block
	uses     []use
	reach    [3][]int32
	slack    [3]int32

	manner  manner
	view    view
	scratch scratch
	working state
	best    Plan
	target  int64
	fitting bool // some block fits into the space last ranked, allowed or not
	heavy   bool // the best plan takes as much weight as it may
	steps   int64
}

// scratch is room that is used again and again.
type scratch struct {
	fresh   []space
	ranked  []choice
	pieces  []Piece
	pressed []int64
	pending []int
	rows    [][3]int32
}

// New makes a loader for a hold and the kinds of goods that may come into it.
// blocks limits how many composed blocks are built.
func New(hold Hold, kinds []Kind, rules Rules, blocks int) *Loader {
	l := &Loader{hold: hold, kinds: kinds, rules: rules}
	for _, k := range kinds {
		l.stacking = l.stacking || k.MaxLoadG != NoLimit || k.TopOnly
	}
	for axis := range hold.Size {
		l.slack[axis] = int32(float64(hold.Size[axis]) * contactSlack)
	}
	l.findPoses()
	l.buildBlocks(blocks)
	l.findReach()
	return l
}

// Pieces lists what is loaded, piece by piece.
func (p Plan) Pieces() []Piece {
	out := make([]Piece, 0, len(p.placed))
	for _, b := range p.placed {
		out = p.loader.unfold(out, b.block, b.lo)
	}
	return out
}
