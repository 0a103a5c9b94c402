package note

import (
	"fmt"
	"strings"

	"crosslane/fact"
	"crosslane/shipping"
)

var messageWords = map[shipping.MessageKind]string{
	shipping.MessageAtRisk: "it may come late", shipping.MessageLate: "it is late", shipping.MessageSwitched: "it travels another way",
	shipping.MessageCustoms: "it comes to customs next", shipping.MessageOffice: "it is at the local office", shipping.MessagePickup: "it waits to be collected",
	shipping.MessageOut: "it is out for delivery", shipping.MessageDelivered: "it is delivered",
}

func tellMessage(body fact.Body) string {
	switch b := body.(type) {
	case *fact.MessageRequested:
		text := fmt.Sprintf("The buyer is to be told by %s, in %q: %s", b.Way, b.Language, messageWords[b.Message])
		if !b.Earliest.IsZero() {
			text += ", after their quiet hours, at " + b.Earliest.Format("2006-01-02 15:04 -07:00")
		}
		return text + "."
	case *fact.MessageSent:
		return fmt.Sprintf("The buyer was told by %s: %s.", b.Way, messageWords[b.Message])
	case *fact.MessageDropped:
		why := strings.ReplaceAll(b.Why, "_", " ")
		if b.Note != "" {
			why += ", " + b.Note
		}
		return fmt.Sprintf("The buyer was not told by %s: %s (%s).", b.Way, messageWords[b.Message], why)
	}
	return ""
}
