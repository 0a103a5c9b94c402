package fedex

import (
	"cmp"
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/calendar"
	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/carrier/payload"
	"crosslane/carrier/rounds"
	"crosslane/carrier/wire"
	"crosslane/shipping"
	"crosslane/tracking/history"
)

// Live is the address of the service. The sandbox is https://apis-sandbox.fedex.com.
const Live = "https://apis.fedex.com"

// Where the interfaces lie below an address.
const (
	signIn     = "/oauth/token"
	shipments  = "/ship/v1/shipments"
	cancels    = "/ship/v1/shipments/cancel"
	quotes     = "/rate/v1/rates/quotes"
	references = "/track/v1/referencenumbers"
	traces     = "/track/v1/trackingnumbers"
)

// settles is how long FedEx is taken to need until what was booked is found by its reference: it says itself that a number may not be known for a day.
const settles = 24 * time.Hour

// memphis is where FedEx's days are those of: a search does not end in the future.
var memphis = shipping.Place{Country: "US", Region: "TN", Postcode: "38118"}

// mostDays is how many days a search goes over.
const mostDays = 29

// Connector is the way to FedEx for one account. It is safe for concurrent use.
type Connector struct {
	*rounds.Rounds

	who   book.Carrier
	ship  *wire.Caller
	track *wire.Caller // the same, unless tracking has a project of its own
	now   func() time.Time
	asked *again.Asked
	kept  again.Kept[carrier.Confirmation]
}

var (
	_ carrier.Connector = (*Connector)(nil)
	_ carrier.Rater     = (*Connector)(nil)
	_ carrier.Tracker   = (*Connector)(nil)
)

// Open makes a connector: secret belongs to the Book's login, open lists the merchant's parcels that are not at their end. Timeout zero: as usual.
func Open(who book.Carrier, secret string, open rounds.Numbers, timeout time.Duration) *Connector {
	c := &Connector{who: who, now: time.Now, asked: since(nil)}
	caller := func(id, secret string) *wire.Caller {
		w := wire.To(cmp.Or(who.Address, Live), timeout)
		w.Bearer = &wire.Bearer{Path: signIn, ID: id, Secret: secret, InBody: true}
		return w
	}
	ids, secrets := strings.Fields(who.Login), strings.Fields(secret)
	if len(ids) == 2 && len(secrets) == 2 {
		c.ship, c.track = caller(ids[0], secrets[0]), caller(ids[1], secrets[1])
	} else {
		c.ship = caller(who.Login, secret)
		c.track = c.ship
	}
	c.Rounds = &rounds.Rounds{Who: who, Ask: c.told, Open: open, Each: 30}
	return c
}

// since begins to remember what was asked, by FedEx's reference.
func since(now func() time.Time) *again.Asked {
	asked := again.Since(settles, now)
	asked.Refer = ours
	return asked
}

// Close lets go of idle connections.
func (c *Connector) Close() {
	c.ship.Close()
	c.track.Close()
}

// Simulated is false: somebody carries the parcel.
func (c *Connector) Simulated() bool { return false }

// call asks FedEx. What is no yes is an error.
func call(ctx context.Context, by *wire.Caller, method, path string, ask any, most carrier.Bounds) (*payload.Node, error) {
	a, err := by.Call(ctx, method, path, ask, most)
	if err != nil {
		return nil, err
	}
	output := a.Tree.At("output")
	if !a.Good() || output == nil && a.Tree.At("errors") != nil { // a no may come with a good status
		return nil, fault(a)
	}
	return output, nil
}

// look is what a person can do about a booking whose answer was lost.
const look = "look for it in the shipping history of your account at FedEx, and ask FedEx"

// Book buys a label. FedEx takes no key for it and gives a label once: what may have been bought before is looked for by its reference and cancelled,
// as nobody has its label, before one is bought anew.
func (c *Connector) Book(ctx context.Context, r *carrier.Request) (*carrier.Confirmation, error) {
	if yes, ok := c.kept.Of(r.Key); ok {
		return &yes, nil
	}
	if c.asked.Before(r) {
		undone, err := c.undo(ctx, r)
		if err == nil && !undone {
			err = c.asked.Wait(r, look)
		}
		if err != nil {
			return nil, err
		}
	}
	ask, err := c.booking(r) // after the look: what cannot be asked for now may have been bought when it could
	if err != nil {
		return nil, err
	}
	c.asked.Ask(r)
	output, err := call(ctx, c.ship, http.MethodPost, shipments, ask, carrier.BookingAnswer)
	if err != nil {
		c.asked.Heard(r, err)
		return nil, err
	}
	yes, err := booked(output)
	if err == nil {
		c.kept.Keep(r.Key, *yes)
	}
	return yes, err
}

// booked reads what was bought.
func booked(output *payload.Node) (*carrier.Confirmation, error) {
	made := output.All("transactionShipments")
	if len(made) > 1 || len(made) == 1 && len(made[0].All("pieceResponses")) > 1 {
		return nil, carrier.CannotUse("it made more than one parcel of one")
	}
	shipment := output.At("transactionShipments")
	piece := shipment.At("pieceResponses")
	yes := &carrier.Confirmation{Waybill: cmp.Or(piece.Get("trackingNumber"), shipment.Get("masterTrackingNumber")), Reference: shipment.Get("masterTrackingNumber")}
	var told bool
	var err error
	if yes.Cost, told, err = charged(shipment.At("completedShipmentDetail", "shipmentRating")); err != nil {
		return nil, err
	}
	yes.BySheet = !told
	for _, d := range piece.All("packageDocuments") {
		if d.Get("contentType") == "LABEL" && len(yes.Label) == 0 {
			if yes.Label, err = base64.StdEncoding.DecodeString(d.Get("encodedLabel")); err != nil {
				return nil, carrier.CannotUse("its label cannot be read")
			}
			yes.Media = forms[d.Get("docType")]
		}
	}
	if err := yes.Check(); err != nil {
		return nil, err
	}
	if len(yes.Label) == 0 {
		return nil, carrier.CannotUse("its label does not stand in the answer")
	}
	return yes, nil
}

// forms are the labels that it draws for the printers of warehouses.
var forms = map[string]string{"PDF": "application/pdf", "ZPLII": "application/zpl", "PNG": "image/png"}

// undo cancels what was bought under a request's reference before, and reports whether there was anything.
func (c *Connector) undo(ctx context.Context, r *carrier.Request) (bool, error) {
	numbers, err := c.numbers(ctx, r)
	if err != nil {
		return false, err
	}
	for _, n := range numbers {
		err := c.Cancel(ctx, &carrier.Cancellation{Waybill: n})
		switch code := shipping.CodeOf(err); {
		case code == shipping.Refused || code == shipping.NotFound:
			return false, carrier.Unsure("FedEx has the shipment "+n+" of the reference "+ours(r.Key)+", whose label was lost with the answer, and does not cancel it: "+err.Error(),
				"ask FedEx to cancel it; no other label is bought until it is cancelled there")
		case err != nil:
			return false, err
		}
	}
	if len(numbers) > 0 {
		c.asked.Undone(r)
	}
	return len(numbers) > 0, nil
}

type (
	findAsk struct {
		Find struct {
			Type    string `json:"type"`
			Value   string `json:"value"`
			Account string `json:"accountNumber"`
			From    string `json:"shipDateBegin"`
			To      string `json:"shipDateEndDate"`
		} `json:"referencesInformation"`
		Detailed bool `json:"includeDetailedScans"`
	}
	traceAsk struct {
		Detailed bool    `json:"includeDetailedScans"`
		Numbers  []trace `json:"trackingInfo"`
	}
	trace struct {
		Info struct {
			Number string `json:"trackingNumber"`
		} `json:"trackingNumberInfo"`
	}
)

// numbers are those that were given under a reference, and are not cancelled.
func (c *Connector) numbers(ctx context.Context, r *carrier.Request) (list []string, err error) {
	ask := &findAsk{}
	ask.Find.Type, ask.Find.Value, ask.Find.Account = "CUSTOMER_REFERENCE", ours(r.Key), c.who.Account
	today := calendar.Local(memphis, c.now())
	begin := calendar.Local(memphis, r.At).AddDate(0, 0, -1)
	if first := today.AddDate(0, 0, -mostDays); begin.Before(first) {
		begin = first
	}
	ask.Find.From, ask.Find.To = begin.Format(time.DateOnly), today.Format(time.DateOnly)
	results, err := c.results(ctx, references, ask)
	if shipping.CodeOf(err) == shipping.Refused { // of the search, and not of the parcel
		return nil, untold(r, err.Error())
	}
	if err != nil {
		return nil, err
	}
	for _, n := range results {
		number, code := n.Get("trackingNumberInfo", "trackingNumber"), n.Get("error", "code")
		switch {
		case missing(code):
		case code != "":
			return nil, untold(r, code+": "+n.Get("error", "message"))
		case number != "" && refers(n, ask.Find.Value) && !cancelled(n):
			list = append(list, number)
		}
	}
	slices.Sort(list)
	return slices.Compact(list), nil
}

// untold is the error of a search that tells nothing: what was booked may be there.
func untold(r *carrier.Request, why string) error {
	return carrier.Unsure("FedEx does not say whether it has a shipment of the reference "+ours(r.Key)+": "+why, look+"; no label is bought meanwhile")
}

// results asks the Track API: what it tells of each number, or why it tells nothing.
func (c *Connector) results(ctx context.Context, path string, ask any) (list []*payload.Node, err error) {
	output, err := call(ctx, c.track, http.MethodPost, path, ask, carrier.ListAnswer)
	switch {
	case shipping.CodeOf(err) == shipping.NotFound:
		return nil, nil
	case err != nil:
		return nil, err
	case output.At("completeTrackResults") == nil && !missing(output.Get("alerts", "code")):
		return nil, carrier.CannotUse("it answers with no list of results")
	}
	for _, n := range output.All("completeTrackResults") {
		list = append(list, n.All("trackResults")...)
	}
	return list, nil
}

// missing reports whether a code says that FedEx knows nothing of it.
func missing(code string) bool { return strings.HasSuffix(code, "NOTFOUND") }

// refers reports whether a result bears a reference; one of which none is told does.
func refers(result *payload.Node, ours string) bool {
	told := false
	for _, n := range result.All("additionalTrackingInfo", "packageIdentifiers") {
		if n.Get("type") != "CUSTOMER_REFERENCE" {
			continue
		}
		for _, v := range append(n.All("values"), n.All("value")...) {
			told = true
			if strings.EqualFold(strings.TrimSpace(v.Text), ours) {
				return true
			}
		}
	}
	return !told
}

// cancelled reports whether FedEx has a shipment as cancelled.
func cancelled(result *payload.Node) bool {
	status := result.At("latestStatusDetail")
	return status.Get("code") == "CA" || status.Get("derivedCode") == "CA"
}

// gone are the codes by which FedEx says, as an error, that a shipment is cancelled.
var gone = map[string]bool{"CANCELSHIPMENT.TRACKINGNUMBER.DELETED": true, "MASTERTRACKINGID.TRACKINGNUMBER.CANCELLED": true, "SHIPMENT.CANCELEDWITHOUTPICKUP.SUCCESS": true}

type cancelAsk struct {
	Account value  `json:"accountNumber"`
	Number  string `json:"trackingNumber"`
	Control string `json:"deletionControl"`
}

// Cancel cancels a shipment that was not handed over yet. What FedEx does not cancel is a no, unless it stands there as cancelled.
func (c *Connector) Cancel(ctx context.Context, x *carrier.Cancellation) error {
	output, err := call(ctx, c.ship, http.MethodPut, cancels, cancelAsk{value{c.who.Account}, x.Waybill, "DELETE_ALL_PACKAGES"}, carrier.ShortAnswer)
	switch code := shipping.CodeOf(err); {
	case gone[carrier.RefusalCode(err)], err == nil && output.Get("cancelledShipment") == "true":
		c.forget(x.Waybill)
		return nil
	case err != nil && code != shipping.Refused && code != shipping.NotFound:
		return err
	case err != nil:
	case output.Get("cancelledShipment") == "":
		return carrier.CannotUse("it does not say whether the shipment is cancelled")
	default:
		why := cmp.Or(output.First("message", "successMessage"), output.Get("alerts", "message"), "it does not say why")
		err = carrier.Refuse("not_cancelled", "FedEx does not cancel the shipment: "+why+" (it may be handed over already)")
	}
	results, failed := c.results(ctx, traces, tracing(x.Waybill))
	if failed != nil && shipping.CodeOf(failed) != shipping.Refused { // a no to the question is not what FedEx said of the shipment
		return failed
	}
	of := slices.DeleteFunc(results, func(n *payload.Node) bool { return n.Get("trackingNumberInfo", "trackingNumber") != x.Waybill })
	if len(of) == 0 || slices.ContainsFunc(of, func(n *payload.Node) bool { return !cancelled(n) }) { // a number that is used again has two histories
		return err
	}
	c.forget(x.Waybill)
	return nil
}

// forget lets go of a label whose shipment is cancelled.
func (c *Connector) forget(waybill string) {
	c.kept.Drop(func(yes carrier.Confirmation) bool { return yes.Waybill == waybill })
}

func tracing(waybills ...string) *traceAsk {
	ask := &traceAsk{Detailed: true, Numbers: make([]trace, len(waybills))}
	for i, n := range waybills {
		ask.Numbers[i].Info.Number = n
	}
	return ask
}

// told asks where parcels are. What FedEx does not know, or not yet, is left out, and asked for again in the next round.
func (c *Connector) told(ctx context.Context, waybills []string) (all []carrier.Message, err error) {
	results, err := c.results(ctx, traces, tracing(waybills...))
	if err != nil {
		return nil, err
	}
	for _, n := range results {
		for _, h := range Tracking(n).Histories {
			if slices.Contains(waybills, h.Number) {
				all = append(all, rounds.Messages(h.Number, h, history.Route{})...)
			}
		}
	}
	return all, nil
}
