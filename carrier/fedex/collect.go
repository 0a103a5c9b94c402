package fedex

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/collecting"
	"crosslane/fact/pickup"
	"crosslane/shipping"
)

// Where pick-ups lie below an address.
const (
	pickups       = "/pickup/v1/pickups"
	pickupCancels = "/pickup/v1/pickups/cancel"
)

// What is asked, in FedEx's words (Pickup Request API v1: Full_Schema_Create_Pickup and Full_Schema_Cancel_Pickup).
type (
	pickupAsk struct {
		Account value `json:"associatedAccountNumber"`
		Origin  struct {
			Kind     string `json:"pickupAddressType"`
			Location struct {
				Contact contact `json:"contact"`
				Address address `json:"address"`
			} `json:"pickupLocation"`
			Ready string `json:"readyDateTimestamp"`
			Close string `json:"customerCloseTime"`
			Spot  string `json:"packageLocation"`
		} `json:"originDetail"`
		Weight  weight `json:"totalWeight"`
		Parcels int64  `json:"packageCount"`
		Company string `json:"carrierCode"`
		Remarks string `json:"remarks,omitempty"`
	}
	pickupCancelAsk struct {
		Account  value         `json:"associatedAccountNumber"`
		Number   string        `json:"pickupConfirmationCode"`
		Company  string        `json:"carrierCode"`
		Day      shipping.Date `json:"scheduledDate"`
		Location string        `json:"location,omitempty"`
		Remarks  string        `json:"remarks,omitempty"`
	}
)

// companies are those of FedEx's that collect by themselves, by the words for them; without a word it is Express.
var companies = map[string]string{"": "FDXE", "express": "FDXE", "ground": "FDXG"}

// PickupService is the word for the company that somebody named, or that comes where nobody named one.
func (*Connector) PickupService(said string) string {
	switch companies[strings.ToLower(strings.TrimSpace(said))] {
	case "FDXE":
		return "express"
	case "FDXG":
		return "ground"
	}
	return said
}

// mostRemarks is how many signs the driver is told.
const mostRemarks = 60

// Collect asks FedEx to come: Express, or with the service "ground" Ground, which come each by itself.
func (c *Connector) Collect(ctx context.Context, p *collecting.Pickup) (*pickup.Answer, error) {
	company, known := companies[strings.ToLower(p.Plan.Service)]
	if !known {
		return nil, shipping.BadField("service", "FedEx has no \""+p.Plan.Service+"\" that collects", "write express or ground; without it Express comes")
	}
	from, err := c.pickupAt(p)
	if err != nil {
		return nil, err
	}
	ask := &pickupAsk{Account: value{c.who.Account}, Weight: pounds(int64(p.Plan.Weight)), Parcels: p.Plan.Parcels, Company: company, Remarks: p.Contact.Instructions}
	o := &ask.Origin
	o.Kind, o.Location.Contact, o.Location.Address, o.Spot = "OTHER", from.Contact, from.Address, "FRONT"
	o.Ready, o.Close = p.Plan.Window.From.Format("2006-01-02T15:04:05Z"), p.Plan.Window.To.Format("15:04:05") // local times, whatever the Z says
	if err := short("the text for the driver", ask.Remarks, mostRemarks, "and ask again"); err != nil {
		return nil, err
	}
	output, err := call(ctx, c.ship, http.MethodPost, pickups, ask, carrier.ShortAnswer)
	if err != nil {
		return nil, err
	}
	return &pickup.Answer{Number: output.Get("pickupConfirmationCode"), Office: output.Get("location")}, nil
}

// pickupAt is where FedEx comes to.
func (c *Connector) pickupAt(p *collecting.Pickup) (party, error) {
	from := p.From.Address()
	if len(from.Lines) == 0 || from.City == "" {
		return party{}, shipping.BadField("street", "warehouse "+string(p.From.ID)+" has no street or no city", "write street: and city: under warehouses in the Book")
	}
	if p.Contact.Phone == "" {
		return party{}, shipping.BadField("phone", "FedEx asks for a telephone number where it comes to", "name it with --phone, or write phone: under warehouses in the Book")
	}
	from.Company, from.Name, from.Phone, from.Email = from.Name, p.Contact.Name, p.Contact.Phone, ""
	return place(from, "of the warehouse", "in the Book")
}

// pounds are those of a weight in grams, to the tenth that is begun: FedEx counts the weight of a pick-up so.
func pounds(grams int64) weight {
	const gramsOfTenth = 4535924 // hundred-thousandths of a gram in a tenth of a pound
	n := (grams*100_000 + gramsOfTenth - 1) / gramsOfTenth
	return weight{"LB", json.Number(fmt.Sprintf("%d.%d", n/10, n%10))}
}

// CancelPickup asks FedEx not to come: Express wants to be told which of its stations was to, as it said when it was asked.
func (c *Connector) CancelPickup(ctx context.Context, p *collecting.Pickup) error {
	ask := pickupCancelAsk{Account: value{c.who.Account}, Number: p.Number, Company: companies[strings.ToLower(p.Plan.Service)], Day: p.Plan.Day, Location: p.Office}
	if ask.Company == "FDXE" && ask.Location == "" {
		return carrier.Refuse("no_station", "FedEx Express cancels a pick-up by its number and its station, which is not known of this one (cancel it at FedEx, and record that with crosslane pickup settle --none)")
	}
	output, err := call(ctx, c.ship, http.MethodPut, pickupCancels, ask, carrier.ShortAnswer)
	if err == nil && output.Get("pickupConfirmationCode") != p.Number {
		return carrier.CannotUse("it does not say that the pick-up is cancelled")
	}
	return err
}

var (
	_ collecting.Collector = (*Connector)(nil)
	_ collecting.Parted    = (*Connector)(nil)
)
