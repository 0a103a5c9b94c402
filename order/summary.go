package order

import (
	"crosslane/fact"
)

// Summary counts what became of a file. Every order is counted once: as accepted, held, rejected,
// cancelled, or unchanged.
type Summary struct {
	// Lines are the rows of a table under its header, blank ones left out, or the items of JSON orders.
	Lines     int `json:"lines"`
	Orders    int `json:"orders"`
	Accepted  int `json:"accepted"`
	Held      int `json:"held"`
	Rejected  int `json:"rejected"`
	Cancelled int `json:"cancelled"`
	// Unchanged orders were known before, just as they came.
	Unchanged int              `json:"unchanged"`
	Problems  []SummaryProblem `json:"problems"`
}

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
	if in.Order == nil && !in.Whole {
		return
	}
	s.Orders++
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

func (s *Summary) lines(in *Intake) {
	s.Lines += in.Lines
	if s.Problems == nil {
		s.Problems = []SummaryProblem{} // a list in JSON, empty or not
	}
	for _, p := range in.Problems {
		s.Problems = append(s.Problems, SummaryProblem{p, in.Number})
	}
}
