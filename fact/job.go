package fact

import (
	"context"

	"crosslane/shipping"
)

// Task is a job that a worker performs now.
type Task struct {
	Merchant shipping.MerchantID
	Job      *Fact // its ID is the idempotency key towards the partner
	// Attempt counts from 1.
	Attempt int
	// Untried tells that nobody has ever begun the job before: the partner was not asked. Otherwise it may have been.
	Untried bool
	// Stream answers with the balance of a stream as it is now.
	Stream func(context.Context, shipping.Stream) (*Balance, error)
	// Document answers with a document's content; NotFound when it was erased.
	Document func(context.Context, shipping.DocumentID) (shipping.Document, error)
}

// Outcome is what came of a job: facts to be recorded, and the documents they name.
type Outcome struct {
	Facts     []*Fact
	Documents []shipping.Document
}

// Worker performs jobs of some kinds after they were committed.
//
// An error means that nothing is known to have happened; the job is performed again
// later with the same key. A partner's refusal is not an error but an outcome.
// An error of code Invalid or Unsupported will not get better: the job is dead at once.
type Worker interface {
	Performs() []Kind
	Perform(ctx context.Context, t *Task) (Outcome, error)
}
