package fulfillment

import (
	"fmt"

	"crosslane/shipping"
)

func noteLane(body shipping.Body) (string, []string) {
	switch b := body.(type) {
	case *shipping.ChannelAssessed:
		h := &b.Health
		return fmt.Sprintf("%s: %d open, %d not departed, %d h behind in the middle; refused %.1f %%, on time %.1f %% of %d.",
			b.Channel, h.Open, h.Backlog, h.LateHours, float64(h.Refused)/10, float64(h.OnTime)/10, h.Ended), nil
	case *shipping.ChannelSwitched:
		return noteSwitch(b), noteReasons(b.Why)
	case *shipping.RebookRequested:
		return fmt.Sprintf("Parcels that wait for %s are looked for.", b.Channel), nil
	case *shipping.RebookAdvanced:
		return fmt.Sprintf("%d parcels are asked to leave %s.", b.Asked, b.Channel), nil
	case *shipping.TimerElapsed:
		return "The next step of a switch is due.", nil
	}
	return "", nil
}

func noteSwitch(b *shipping.ChannelSwitched) string {
	switch b.Phase {
	case shipping.SwitchAway:
		text := fmt.Sprintf("%d %% of the parcels leave %s", b.Share, b.Channel)
		if b.Stop {
			text += ", which takes no more bookings"
		}
		return text + "."
	case shipping.SwitchClearing:
		return fmt.Sprintf("%s has recovered; parcels stay away until it has held.", b.Channel)
	case shipping.SwitchReturning:
		return fmt.Sprintf("Parcels come back to %s; %d %% still stay away.", b.Channel, b.Share)
	}
	return fmt.Sprintf("All parcels are back on %s.", b.Channel)
}

func noteCase(body shipping.Body) (string, []string) {
	switch b := body.(type) {
	case *shipping.CaseOpened:
		return "Case opened: " + b.What + ".", noteReasons(b.Why)
	case *shipping.CaseJoined:
		return fmt.Sprintf("The same happened to parcel %s.", b.Parcel), nil
	case *shipping.CaseLeft:
		return fmt.Sprintf("Parcel %s needs nothing more: %s.", b.Parcel, b.Why), nil
	case *shipping.CaseAssigned:
		if b.Owner == "" {
			return "Nobody has it any more.", nil
		}
		return "Taken on by " + b.Owner + ".", nil
	case *shipping.CaseScheduled:
		return "To be done by " + b.Due.Due.Format("2006-01-02 15:04 -0700") + ".", nil
	case *shipping.TimerElapsed:
		return "Overdue.", nil
	case *shipping.CaseClosed:
		return "Case closed: " + b.Why + ".", nil
	}
	return "", nil
}
