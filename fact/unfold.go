package fact

import (
	"strconv"

	"crosslane/shipping"
)

// Decider tells what follows from a fact. It is pure: the same balances and the
// same fact always give the same answers.
type Decider interface {
	// Needs names the streams to be read before f is decided, besides the fact's own,
	// whose balance is handed in.
	Needs(own *Balance, f *Fact) []shipping.Stream
	// Admit says whether a fact from outside may be recorded at all; nil means yes. It sees
	// the balances as they were before. Known means that it was recorded before.
	Admit(s State, f *Fact) error
	// Decide answers with the facts that follow at once. It sees the balances with f folded in.
	Decide(s State, f *Fact) []*Fact
}

// MostConsequences bounds how many facts may follow from one; more is a fault of the decisions.
const MostConsequences = 500_000

// Unfold folds a fact that was admitted into its stream, decides what follows, folds that in
// and decides again, until nothing more follows. Every answer is folded in as soon as it is
// given, so that the next decision cannot promise the same stock again. It answers with all
// facts in the order in which they were given, the first one included, each with its cause;
// an answer that names no time of its own happened when the first one was recorded.
func Unfold(decider Decider, s State, first *Fact) ([]*Fact, error) {
	facts := []*Fact{first}
	s.Balance(first.Stream).Apply(first)
	for i := 0; i < len(facts); i++ {
		answers := decider.Decide(s, facts[i])
		if len(answers) == 0 {
			continue
		}
		cause := facts[i].ID()
		for _, a := range answers {
			a.Cause, a.Recorded = cause, first.Recorded
			if a.At.IsZero() {
				a.At = first.Recorded
			}
			s.Balance(a.Stream).Apply(a)
		}
		facts = append(facts, answers...)
		if len(facts) > MostConsequences {
			return nil, shipping.Fault(shipping.Internal, "more than "+strconv.Itoa(MostConsequences)+" facts follow from "+string(first.Kind()), "")
		}
	}
	return facts, nil
}

// Balances is a State in memory: for tests, what-if and rehearsal.
type Balances map[shipping.Stream]*Balance

// Balance answers with the balance of a stream, a new one when nothing was recorded in it.
func (m Balances) Balance(s shipping.Stream) *Balance {
	b, ok := m[s]
	if !ok {
		b = NewBalance(s)
		m[s] = b
	}
	return b
}
