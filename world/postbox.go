package world

import (
	"context"

	"crosslane/fact"
)

// Postbox takes the messages of a simulated world: each is taken at once, and nobody reads it.
type Postbox struct{}

var _ fact.Worker = (*Postbox)(nil)

// Performs names the one kind of job.
func (*Postbox) Performs() []fact.Kind { return []fact.Kind{"MessageRequested"} }

// Perform takes a message. It travels under the name of its job, as a mail would.
func (*Postbox) Perform(_ context.Context, t *fact.Task) (fact.Outcome, error) {
	m := t.Job.Body.(*fact.MessageRequested)
	return fact.Outcome{Facts: []*fact.Fact{{Stream: t.Job.Stream, By: "postbox", Body: &fact.MessageSent{
		Message: m.Message, Way: m.Way, ID: string(t.Job.ID())}}}}, nil
}
