package order

import "crosslane/fact"

// Summary counts what became of a file. Every order is counted once: as accepted, held, rejected,
// cancelled, or unchanged.
type Summary struct {
	// Lines are the rows of a table under its header, blank ones left out, or the items of JSON orders.
	Lines    int `json:"lines"`
	Orders   int `json:"orders"`
	Accepted int `json:"accepted"`
	Held     int `json:"held"`
	Rejected int `json:"rejected"`
	// LeftOut are those of the rejected that hold nothing which is still to be sent, such as what was fulfilled already: they need nothing.
	LeftOut   int `json:"left_out"`
	Cancelled int `json:"cancelled"`
	// Unchanged orders were known before, just as they came.
	Unchanged int              `json:"unchanged"`
	Problems  []SummaryProblem `json:"problems"`
	// Warnings are what is wrong with orders and holds nothing.
	Warnings []SummaryProblem `json:"warnings,omitempty"`
	// StoodIn counts by field the orders for which the mapping spoke, and not the file, of those that may be sent.
	StoodIn map[string]int `json:"stood_in,omitempty"`

	wrong int // orders, and lines of none, of which something is to be mended
}

// Refused counts what somebody must mend before it can go: orders that are held or rejected, those that came otherwise
// than they were recorded, and lines of no order. What only waits for a word of the storefront is not among them.
func (s *Summary) Refused() int { return s.wrong }

// SummaryProblem is a problem with the number of its order; lines that belong to no order
// may have none.
type SummaryProblem struct {
	fact.Problem
	Order string `json:"order,omitempty"`
}

// Became adds what came in, by what became of it, with what there is to remark beside its own problems: an order that was
// accepted once may be called off now.
func (s *Summary) Became(in *Intake, verdict Verdict, remark error) {
	s.lines(in)
	if remark != nil {
		s.Problems = append(s.Problems, SummaryProblem{in.Remark(remark), in.Number})
	}
	if remark != nil || len(in.Problems) > 0 && !in.LeftOut() && !in.waits() {
		s.wrong++
	}
	if in.Order == nil && !in.Whole {
		return
	}
	s.Orders++
	if in.LeftOut() && verdict == Rejected {
		s.LeftOut++
	}
	if verdict != Cancelled && verdict != Rejected && (in.Order == nil || !in.Order.Cancelled) {
		s.stoodIn(in)
	}
	switch verdict {
	case Accepted:
		s.Accepted++
	case Held:
		s.Held++
	case Cancelled:
		s.Cancelled++
	case Unchanged:
		s.Unchanged++
	default:
		s.Rejected++
	}
}

func (s *Summary) stoodIn(in *Intake) {
	for _, name := range in.StoodIn {
		if s.StoodIn == nil {
			s.StoodIn = map[string]int{}
		}
		s.StoodIn[name]++
	}
}

func (s *Summary) lines(in *Intake) {
	s.Lines += in.Lines
	if s.Problems == nil {
		s.Problems = []SummaryProblem{} // a list in JSON, empty or not
	}
	if in.LeftOut() {
		return
	}
	for _, p := range in.Problems {
		s.Problems = append(s.Problems, SummaryProblem{p, in.Number})
	}
	for _, p := range in.Warnings {
		s.Warnings = append(s.Warnings, SummaryProblem{p, in.Number})
	}
}
