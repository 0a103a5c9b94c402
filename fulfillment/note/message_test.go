package note

import (
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

func TestMessages(t *testing.T) {
	at := time.Date(2026, 3, 12, 8, 0, 0, 0, time.FixedZone("", 3600))
	for want, body := range map[string]fact.Body{
		`The buyer is to be told by mail, in "fr": it is out for delivery, after their quiet hours, at 2026-03-12 08:00 +01:00.`: &fact.MessageRequested{
			Message: shipping.MessageOut, Way: shipping.ByMail, Language: "fr", Earliest: at},
		"The buyer was told by webhook: it is late.": &fact.MessageSent{Message: shipping.MessageLate, Way: shipping.ByWebhook, ID: "msg_1"},
		"The buyer was not told by mail: it is delivered (not accepted, 550 5.1.1).": &fact.MessageDropped{
			Message: shipping.MessageDelivered, Way: shipping.ByMail, Why: fact.NotAccepted, Note: "550 5.1.1"},
	} {
		if got := Of([]*fact.Fact{{Stream: "parcel:par_1", Body: body}}); len(got) != 1 || got[0].Text != want {
			t.Errorf("got %+v, want %s", got, want)
		}
	}
	for _, k := range shipping.MessageKinds() {
		if messageWords[k] == "" {
			t.Errorf("the note has no words for %s", k)
		}
	}
}
