package history

import (
	"strings"
	"testing"

	"crosslane/shipping"
)

// told makes a history of lines "TIME MEANING COUNTRY CITY"; a hyphen stands for what is not said.
func told(text string) *History {
	h := &History{}
	for line := range strings.Lines(text) {
		f := strings.Fields(strings.ReplaceAll(line, "-- ", "- "))
		if len(f) < 2 {
			continue
		}
		e := Event{When: Read(strings.ReplaceAll(f[0], "_", " ")), Meaning: Meaning(f[1]), Code: f[1]}
		if len(f) > 2 && f[2] != "-" {
			e.Place.Country = shipping.Country(f[2])
		}
		if len(f) > 3 {
			e.Place.City = f[3]
		}
		h.Events = append(h.Events, e)
	}
	return h
}

// milestones tells a history and lists what its events mean.
func milestones(h *History, r Route) (shipping.Status, string) {
	status := h.Tell(r)
	var words []string
	for i := range h.Events {
		words = append(words, string(h.Events[i].Milestone))
	}
	return status, strings.Join(words, " ")
}

func TestAPlaceDecidesWhatAScanMeans(t *testing.T) {
	for name, c := range map[string]struct {
		route  Route
		told   string
		status shipping.Status
		want   string
	}{
		"through a third country": {Route{}, `
			2026-05-01T08:00:00+08:00 picked_up CN
			2026-05-01T10:00:00+08:00 hub_in CN
			2026-05-01T11:00:00+08:00 customs_submitted CN
			2026-05-01T12:00:00+08:00 hub_out CN
			2026-05-01T14:00:00+08:00 hub_out CN
			2026-05-02T10:00:00+08:00 hub_in HK
			2026-05-02T12:00:00+08:00 hub_out HK
			2026-05-03T10:00:00+02:00 hub_in DE
			2026-05-03T11:00:00+02:00 customs_released DE
			2026-05-03T12:00:00+02:00 hub_out DE
			2026-05-03T14:00:00+02:00 hub_in DE
			2026-05-04T10:00:00+02:00 delivered DE`, shipping.Delivered,
			"picked_up origin_hub_in export_submitted origin_hub_out departed_origin transit_in transit_out arrived_destination import_released left_import_office sorted delivered"},
		"papers are filed before the parcel is there": {Route{"CN", "DE"}, `
			2026-05-01T08:00:00+08:00 picked_up CN
			2026-05-01T09:00:00+02:00 customs_submitted DE
			2026-05-01T18:00:00+08:00 hub_in CN`, shipping.InTransit,
			"picked_up import_submitted origin_hub_in"},
		"it has not left yet": {Route{"CN", "DE"}, `
			2026-05-01T08:00:00+08:00 picked_up CN
			2026-05-01T18:00:00+08:00 hub_out CN`, shipping.InTransit, "picked_up origin_hub_out"},
		"at home": {Route{}, `
			2026-05-01T08:00:00+02:00 picked_up DE Bremen
			2026-05-01T18:00:00+02:00 hub_out DE Bremen
			2026-05-01T19:00:00+02:00 hub_out DE Bremen
			2026-05-02T03:00:00+02:00 hub_in DE Neuwied
			2026-05-02T09:00:00+02:00 with_courier - -
			2026-05-02T10:00:00+02:00 delivered DE Bonn`, shipping.Delivered,
			"picked_up origin_hub_out origin_hub_out sorted with_courier delivered"},
		"the way back": {Route{"CN", "DE"}, `
			2026-05-01T08:00:00+08:00 picked_up CN
			2026-05-04T08:00:00+02:00 delivery_failed DE
			2026-05-05T08:00:00+02:00 return_started DE
			2026-05-06T08:00:00+02:00 hub_in DE
			2026-05-07T08:00:00+02:00 customs_held DE
			2026-05-09T08:00:00+08:00 with_courier CN
			2026-05-09T10:00:00+08:00 delivered CN`, shipping.Returned,
			"picked_up delivery_failed return_started return_transit return_customs return_transit back_with_sender"},
		"customs of a country that is not known to be the origin": {Route{}, "2026-05-01T08:00:00+08:00 customs_released US", shipping.InCustoms, "import_released"},
		"nothing at all": {Route{}, "", shipping.Pending, ""},
		"an event that is not known changes nothing": {Route{}, `
			2026-05-01T08:00:00+08:00 picked_up CN
			2026-05-02T08:00:00+08:00 silent CN`, shipping.Accepted, "picked_up unmapped"},
		"scans behind the delivery": {Route{}, `
			2026-05-01T08:00:00+02:00 delivered DE
			2026-05-02T08:00:00+02:00 hub_in DE`, shipping.Delivered, "delivered sorted"},
	} {
		h := told(c.told)
		if status, got := milestones(h, c.route); status != c.status || got != c.want {
			t.Errorf("%s: %s, %s\nnot %s, %s", name, status, got, c.status, c.want)
		}
	}
}

func TestWhatIsTakenBack(t *testing.T) {
	h := told("2026-05-01T08:00:00+02:00 with_courier DE\n2026-05-01T10:00:00+02:00 delivered DE\n2026-05-01T10:05:00+02:00 silent DE")
	h.Events[2].Withdraws = true
	if status, _ := milestones(h, Route{}); status != shipping.OutForDelivery || !h.Events[1].Withdrawn || h.Events[0].Withdrawn {
		t.Errorf("%s, %+v", status, h.Events)
	}
}

func TestTheOrderOfEvents(t *testing.T) {
	for name, c := range map[string]struct{ told, want string }{
		"newest first":                             {"2026-05-02T08:00:00+02:00 delivered DE\n2026-05-01T08:00:00+02:00 picked_up DE", "picked_up delivered"},
		"one out of order":                         {"2026-05-01T08:00:00+02:00 picked_up DE\n2026-05-03T08:00:00+02:00 delivered DE\n2026-05-02T08:00:00+02:00 with_courier DE", "picked_up with_courier delivered"},
		"clocks of two places":                     {"2026-05-02T00:30:00 departed_origin HK\n2026-05-01T20:00:00 arrived_destination DE", "departed_origin arrived_destination"},
		"a day and a time on it stay as they came": {"2026-05-01 picked_up DE\n2026-05-01T08:00:00 origin_hub_in DE\n2026-05-02 delivered DE", "picked_up origin_hub_in delivered"},
		"clocks of nowhere":                        {"2026-05-02T08:00:00 delivered\n2026-05-01T08:00:00 picked_up\n2026-05-01T07:00:00 label_created", "label_created picked_up delivered"},
	} {
		if _, got := milestones(told(c.told), Route{}); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
	h := told("2026-05-01 delivered DE\n2026-05-01 picked_up DE")
	h.NewestFirst = true
	if _, got := milestones(h, Route{}); got != "picked_up delivered" {
		t.Errorf("where times say nothing, the carrier's habit: %s", got)
	}
}

func TestTheSameEventToldTwice(t *testing.T) {
	h := told("2026-05-01T08:00:00+02:00 picked_up DE\n2026-05-02T08:00:00+02:00 delivered DE\n2026-05-01T08:00:00+02:00 picked_up DE")
	h.Events[0].Text, h.Events[2].Text = "Picked up", "Abgeholt"
	if _, got := milestones(h, Route{}); got != "picked_up delivered" {
		t.Errorf("in two languages: %s", got)
	}
	h = told("2026-05-01T08:00:00+02:00 hub_in DE\n2026-05-01T08:00:00+02:00 hub_in DE")
	h.Coarse, h.Events[0].Text, h.Events[1].Text = true, "Incoming scan", "Grouped"
	if _, got := milestones(h, Route{}); got != "origin_hub_in origin_hub_in" {
		t.Errorf("one code for two things: %s", got)
	}
}

func TestWords(t *testing.T) {
	for text, want := range map[string]Meaning{
		"Your shipment will be delivered in the coming days": Underway, "Item could not be delivered": Of(shipping.DeliveryFailed), "Not been delivered: refused": Of(shipping.DeliveryFailed),
		"Delivered to sender": Of(shipping.BackWithSender), "Left with neighbour": Of(shipping.DeliveredMilestone), "Left the sorting centre": HubOut, "Customs cleared": CustomsReleased,
		"Package delivered": Of(shipping.DeliveredMilestone), "Undelivered": Of(shipping.DeliveryFailed), "It rains": Unknown,
	} {
		if got, _, ok := Worded(text); got != want || ok != (want != Unknown) {
			t.Errorf("%q means %q %v, not %q", text, got, ok, want)
		}
	}
}
