package note

import (
	"fmt"

	"crosslane/fact"
)

func tellLane(body fact.Body) (string, []string) {
	switch b := body.(type) {
	case *fact.ChannelAssessed:
		h := &b.Health
		return fmt.Sprintf("%s: %d open, %d not departed, %d h behind in the middle; refused %.1f %%, on time %.1f %% of %d.",
			b.Channel, h.Open, h.Backlog, h.LateHours, float64(h.Refused)/10, float64(h.OnTime)/10, h.Ended), nil
	case *fact.ChannelSwitched:
		return tellSwitch(b), tellReasons(b.Why)
	case *fact.RebookRequested:
		return fmt.Sprintf("Parcels that wait for %s are looked for.", b.Channel), nil
	case *fact.RebookAdvanced:
		return fmt.Sprintf("%d parcels are asked to leave %s.", b.Asked, b.Channel), nil
	case *fact.TimerElapsed:
		return "The next step of a switch is due.", nil
	}
	return "", nil
}

func tellSwitch(b *fact.ChannelSwitched) string {
	switch b.Phase {
	case fact.SwitchAway:
		text := fmt.Sprintf("%d %% of the parcels leave %s", b.Share, b.Channel)
		if b.Stop {
			text += ", which takes no more bookings"
		}
		return text + "."
	case fact.SwitchClearing:
		return fmt.Sprintf("%s has recovered; parcels stay away until it has held.", b.Channel)
	case fact.SwitchReturning:
		return fmt.Sprintf("Parcels come back to %s; %d %% still stay away.", b.Channel, b.Share)
	}
	return fmt.Sprintf("All parcels are back on %s.", b.Channel)
}

func tellCase(body fact.Body) (string, []string) {
	switch b := body.(type) {
	case *fact.CaseOpened:
		return "Case opened: " + CaseKind(b.What) + ".", tellWhy(b.Why)
	case *fact.CaseJoined:
		return fmt.Sprintf("The same happened to parcel %s.", b.Parcel), nil
	case *fact.CaseLeft:
		return fmt.Sprintf("Parcel %s needs nothing more: %s.", b.Parcel, b.Why), nil
	case *fact.CaseAssigned:
		if b.Owner == "" {
			return "Nobody has it any more.", nil
		}
		return "Taken on by " + b.Owner + ".", nil
	case *fact.CaseScheduled:
		return "To be done by " + b.Due.Due.Format("2006-01-02 15:04 -0700") + ".", nil
	case *fact.TimerElapsed:
		return "Overdue.", nil
	case *fact.CaseClosed:
		return "Case closed: " + b.Why + ".", nil
	}
	return "", nil
}
