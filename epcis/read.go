package epcis

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// The bounds of a document that is read.
const (
	MostBytes  = 32 << 20
	MostEvents = 100_000
	mostEvent  = 256 << 10 // bytes of one event
	mostDeep   = 24        // parts of an event in each other
	mostThings = 10_000    // parcels in one event
)

// Heard is what a document tells of one parcel.
type Heard struct {
	Event int    // its place in the document, counted from 1
	ID    string // as the document has it; may be empty
	// Carrier is empty where the document does not name it. One of Waybill and Parcel is set.
	Carrier shipping.CarrierID
	Waybill string
	Parcel  shipping.ParcelID
	At      time.Time // with the offset that was told
	// Scan is what was understood: Unmapped, and the words in its code, where they say no milestone.
	Scan fact.Scan
	Raw  []byte // the event as it came
}

// Refused is an event of which nothing can be used, and why.
type Refused struct {
	Event   int    `json:"event"` // its place in the document, counted from 1
	ID      string `json:"event_id,omitempty"`
	Field   string `json:"field,omitempty"` // of the event
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// Refuse is an event that cannot be used for an error.
func Refuse(event int, id string, why *shipping.Error) Refused {
	return Refused{event, id, why.Field, why.Message, why.Hint}
}

// String tells it in one line.
func (r *Refused) String() string {
	text := r.Message
	if r.Field != "" {
		text = r.Field + ": " + text
	}
	if r.Hint != "" {
		text += "; " + r.Hint
	}
	return text
}

type document struct {
	Context json.RawMessage `json:"@context"`
	Type    string          `json:"type"`
	Version string          `json:"schemaVersion"`
	Body    struct {
		Events  []json.RawMessage `json:"eventList"`
		Results struct {
			Body struct {
				Events []json.RawMessage `json:"eventList"`
			} `json:"resultsBody"`
		} `json:"queryResults"`
	} `json:"epcisBody"`
}

// Read reads an EPCISDocument or an EPCISQueryDocument of EPCIS 2.0 in JSON. An error is about the document as a whole; what cannot be used of
// it, event by event, is refused.
func Read(text []byte) (heard []Heard, refused []Refused, err error) {
	if len(text) > MostBytes {
		return nil, nil, shipping.BadField("document", "it is longer than "+strconv.Itoa(MostBytes>>20)+" MB", "hand it in in parts")
	}
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, nil, unreadable("document", err, "hand in an EPCISDocument of EPCIS 2.0 in JSON; XML is not read")
	}
	events := d.Body.Events
	switch {
	case d.Type != "EPCISDocument" && d.Type != "EPCISQueryDocument":
		return nil, nil, shipping.BadField("type", strconv.Quote(shipping.Text(d.Type))+" is no document", "hand in an EPCISDocument, or an EPCISQueryDocument")
	case d.Version != "" && !strings.HasPrefix(d.Version, "2."):
		return nil, nil, shipping.BadField("schemaVersion", strconv.Quote(shipping.Text(d.Version))+" is not read", "hand in one of EPCIS 2.0")
	case d.Type == "EPCISQueryDocument":
		events = d.Body.Results.Body.Events
	}
	if len(events) > MostEvents {
		return nil, nil, shipping.BadField("eventList", "it has more than "+strconv.Itoa(MostEvents)+" events", "hand them in in parts")
	}
	r := reader{own: ownPrefixes(d.Context), seen: map[string]string{}}
	for i, raw := range events {
		more, id, wrong := r.event(i+1, raw)
		if wrong != nil {
			refused = append(refused, Refuse(i+1, id, wrong))
		}
		if heard = append(heard, more...); len(heard) > MostEvents {
			return nil, nil, shipping.BadField("eventList", "it tells of parcels more than "+strconv.Itoa(MostEvents)+" times", "hand it in in parts")
		}
	}
	return heard, refused, nil
}

// unreadable tells what JSON found wrong.
func unreadable(field string, err error, hint string) *shipping.Error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
		return shipping.BadField(wrong.Field, "it is a "+wrong.Value+", which it cannot be", hint)
	}
	return &shipping.Error{Code: shipping.Invalid, Field: field, Message: "it cannot be read as JSON: " + err.Error(), Hint: hint, Cause: err}
}

// ownPrefixes are those under which a document has our own fields.
func ownPrefixes(context json.RawMessage) (list []string) {
	var parts []json.RawMessage
	if json.Unmarshal(context, &parts) != nil {
		parts = []json.RawMessage{context}
	}
	for _, part := range parts {
		var names map[string]json.RawMessage
		if json.Unmarshal(part, &names) != nil {
			continue
		}
		for prefix, raw := range names {
			var at string
			if json.Unmarshal(raw, &at) == nil && strings.HasPrefix(at, "https://") && strings.HasSuffix(at, namespaceEnd) {
				list = append(list, prefix)
			}
		}
	}
	return list
}

// reader reads the events of one document.
type reader struct {
	own  []string
	seen map[string]string // what was told under which identifier
}

type told struct {
	Type         string          `json:"type"`
	ID           string          `json:"eventID"`
	Time         string          `json:"eventTime"`
	Offset       string          `json:"eventTimeZoneOffset"`
	Things       []string        `json:"epcList"`
	Children     []string        `json:"childEPCs"`
	Action       string          `json:"action"`
	Step         string          `json:"bizStep"`
	Disposition  string          `json:"disposition"`
	ReadPoint    Place           `json:"readPoint"`
	Location     Place           `json:"bizLocation"`
	Transactions []Transaction   `json:"bizTransactionList"`
	Error        json.RawMessage `json:"errorDeclaration"`

	own map[string]string
}

// event reads one event: what it tells of each of its parcels.
func (r *reader) event(number int, raw json.RawMessage) (list []Heard, id string, wrong *shipping.Error) {
	if wrong := bounded(raw); wrong != nil {
		return nil, "", wrong
	}
	var e told
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, shipping.Text(e.ID), unreadable("event", err, "compare it with the JSON schema of GS1")
	}
	e.own = r.ownFields(raw)
	id = shipping.Text(e.ID)
	at, wrong := e.when()
	if wrong == nil {
		wrong = e.usable()
	}
	if wrong == nil && e.ID != "" {
		if before, again := r.seen[e.ID]; !again {
			r.seen[e.ID] = string(raw)
		} else if before != string(raw) {
			wrong = shipping.BadField("eventID", "another event of the document bears it too", "give each event an identifier of its own")
		}
	}
	if wrong != nil {
		return nil, id, wrong
	}
	scan, wrong := e.scan(at)
	if wrong != nil {
		return nil, id, wrong
	}
	parcels, wrong := e.parcels()
	if wrong != nil {
		return nil, id, wrong
	}
	for _, p := range parcels {
		h := Heard{Event: number, ID: id, Carrier: p.carrier, Waybill: p.number, At: at, Scan: scan, Raw: raw}
		if strings.HasPrefix(p.number, "par_") {
			h.Parcel, h.Waybill = shipping.ParcelID(p.number), ""
		}
		list = append(list, h)
	}
	return list, id, nil
}

// bounded refuses an event that is longer or deeper than any.
func bounded(raw []byte) *shipping.Error {
	if len(raw) > mostEvent {
		return shipping.BadField("event", "it is longer than "+strconv.Itoa(mostEvent>>10)+" kB", "tell of fewer parcels in one event")
	}
	depth, quoted := 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > mostDeep {
				return shipping.BadField("event", "its parts lie in each other deeper than "+strconv.Itoa(mostDeep)+" times", "leave out what is not of EPCIS")
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}

// ownFields are our own fields of an event, by their names; those that are no text are none.
func (r *reader) ownFields(raw json.RawMessage) map[string]string {
	if len(r.own) == 0 {
		return nil
	}
	var all map[string]json.RawMessage
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	own := map[string]string{}
	for key, value := range all {
		prefix, name, _ := strings.Cut(key, ":")
		var text string
		if slices.Contains(r.own, prefix) && json.Unmarshal(value, &text) == nil {
			own[name] = text
		}
	}
	return own
}

// when is the instant of an event, with the offset of the clocks where it happened.
func (e *told) when() (time.Time, *shipping.Error) {
	at, err := time.Parse(time.RFC3339, e.Time)
	if err != nil {
		return at, shipping.BadField("eventTime", strconv.Quote(shipping.Text(e.Time))+" is no instant", "write it with its offset: 2026-03-02T14:30:00+08:00")
	}
	zone, err := time.Parse("-07:00", e.Offset)
	_, seconds := zone.Zone()
	if err != nil || seconds < -14*3600 || seconds > 14*3600 {
		return at, shipping.BadField("eventTimeZoneOffset", strconv.Quote(shipping.Text(e.Offset))+" is no offset", "write it as +08:00")
	}
	return at.In(time.FixedZone("", seconds)), nil
}

// usable refuses an event that tells nothing of how parcels fare.
func (e *told) usable() *shipping.Error {
	switch {
	case !slices.Contains([]string{"ObjectEvent", "AggregationEvent", "TransactionEvent"}, e.Type):
		return shipping.BadField("type", strconv.Quote(shipping.Text(e.Type))+" tells nothing of a parcel's way", "tell it as an ObjectEvent")
	case !slices.Contains([]string{"ADD", "OBSERVE", "DELETE"}, e.Action):
		return shipping.BadField("action", strconv.Quote(shipping.Text(e.Action))+" is none", "write ADD, OBSERVE or DELETE")
	case len(e.Error) > 0 && string(e.Error) != "null":
		return shipping.BadField("errorDeclaration", "the event is declared to be an error, and what was recorded of it stays", "look at the parcel, and report what is right as an event of its own")
	case e.own["simulated"] != "":
		return shipping.BadField("simulated", "the parcel exists only in a computer", "leave such events out")
	}
	return nil
}

// scan is what the event says, as far as it is understood.
func (e *told) scan(at time.Time) (fact.Scan, *shipping.Error) {
	step, disposition := plain(e.Step, stepForms), plain(e.Disposition, dispositionForms)
	s := fact.Scan{Milestone: Meant(step, disposition), Code: strings.TrimSuffix(step+"/"+disposition, "/")}
	if text := e.own["milestone"]; text != "" {
		m := shipping.Milestone(text[strings.LastIndexByte(text, '/')+1:])
		wantStep, wantDisposition, known := Words(m)
		further := m == shipping.LabelCreated && step == "encoding"
		if !known || !further && (step != wantStep || disposition != wantDisposition) {
			return s, shipping.BadField("milestone", strconv.Quote(shipping.Text(text))+" does not go with bizStep "+strconv.Quote(shipping.Text(step))+" and disposition "+strconv.Quote(shipping.Text(disposition)), "leave it out, or write both as docs/epcis.md has them")
		}
		s.Milestone, s.Code = m, s.Code+"/"+string(m)
	}
	if e.own["offset"] == byPlace {
		s.Said = at.Format(saidForm)
	}
	where := e.ReadPoint.ID
	if where == "" {
		where = e.Location.ID
	}
	if where != "" {
		s.Place = whereRead(where)
	}
	return s, nil
}

// parcels are those that the event tells of. Of one parcel the waybill is the surer name; of several each has its own.
func (e *told) parcels() ([]named, *shipping.Error) {
	things := e.Things
	if e.Type == "AggregationEvent" {
		things = e.Children
	}
	if len(things) > mostThings {
		return nil, shipping.BadField("epcList", "it names more than "+strconv.Itoa(mostThings)+" parcels", "tell of them in several events")
	}
	var bills []named
	for _, t := range e.Transactions {
		if n := read(t.ID); plain(t.Type, transactionForms) == "desadv" && n.number != "" && !slices.Contains(bills, n) {
			bills = append(bills, n)
		}
	}
	switch {
	case len(things) <= 1 && len(bills) == 1:
		return bills, nil
	case len(things) <= 1 && len(bills) > 1:
		return nil, shipping.BadField("bizTransactionList", "it names "+strconv.Itoa(len(bills))+" despatch advices of one parcel", "name the waybill alone as desadv")
	}
	var list []named
	for _, id := range things {
		if n := read(id); n.number != "" {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		return nil, shipping.BadField("epcList", "nothing in the event says which parcel", "name its waybill in bizTransactionList as desadv, or in epcList at the end of a web address")
	}
	return list, nil
}
