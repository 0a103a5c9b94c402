package note

import (
	"fmt"

	"crosslane/fact"
	"crosslane/fact/pickup"
)

// tellPickup tells what a carrier was asked about a pick-up, and what it said. It names nobody.
func tellPickup(body fact.Body) string {
	switch b := body.(type) {
	case *pickup.Asked:
		return fmt.Sprintf("Asked %s to come to %s on %s for %s.", b.Carrier, b.Warehouse, when(&b.Plan), what(&b.Plan))
	case *pickup.ChangeAsked:
		return fmt.Sprintf("Asked the carrier to come on %s for %s.", when(&b.Plan), what(&b.Plan))
	case *pickup.CancelAsked:
		return "Asked the carrier not to come: " + b.Why + "."
	case *pickup.Answered:
		return tellAnswered(&b.Answer)
	}
	return ""
}

func when(p *pickup.Plan) string {
	return fmt.Sprintf("%s, %s to %s", p.Day, p.Window.From.Format("15:04"), p.Window.To.Format("15:04 -0700"))
}

func what(p *pickup.Plan) string {
	if p.Parcels == 1 {
		return "1 parcel, " + p.Weight.String()
	}
	return fmt.Sprintf("%d parcels, %s", p.Parcels, p.Weight)
}

// doneWords and leftWords say what a carrier does, and what it does not, by the question.
var (
	doneWords = map[pickup.Question]string{pickup.ToCome: "The carrier comes", pickup.ToChange: "The carrier comes as it was asked last", pickup.ToCancel: "The carrier does not come any more"}
	leftWords = map[pickup.Question]string{pickup.ToCome: "The carrier does not come: ", pickup.ToChange: "The pick-up is not changed: ", pickup.ToCancel: "The pick-up is not cancelled: "}
)

func tellAnswered(a *pickup.Answer) string {
	if !a.Done {
		return leftWords[a.To] + said(a.Code, a.Message) + "."
	}
	text := doneWords[a.To]
	if a.Number != "" {
		text += ", its number is " + a.Number
	}
	if a.Cost.Currency != "" {
		text += ", for " + a.Cost.String()
	}
	return text + "."
}
