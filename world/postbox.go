package world

import (
	"context"

	"crosslane/shipping"
)

// Postbox takes the messages of a simulated world: each is taken at once, and nobody reads it.
type Postbox struct{}

var _ shipping.Worker = (*Postbox)(nil)

// Performs names the one kind of wish.
func (*Postbox) Performs() []shipping.Kind { return []shipping.Kind{"MessageRequested"} }

// Perform takes a message. It travels under the name of its wish, as a mail would.
func (*Postbox) Perform(_ context.Context, t *shipping.Task) (shipping.Outcome, error) {
	m := t.Wish.Body.(*shipping.MessageRequested)
	return shipping.Outcome{Facts: []*shipping.Fact{{Stream: t.Wish.Stream, By: "postbox", Body: &shipping.MessageSent{
		Message: m.Message, Way: m.Way, ID: string(t.Wish.ID())}}}}, nil
}
