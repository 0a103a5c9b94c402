package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"crosslane/account"
	"crosslane/fact"
	"crosslane/fulfillment/note"
	"crosslane/ledger"
	"crosslane/merchant"
	"crosslane/shipping"
)

// Event is something that was recorded.
type Event struct {
	Stream shipping.Stream `json:"stream" doc:"whose it is" example:"parcel:par_06f84cj001rpompvi00m1i0h-1"`
	Fact   fact.Kind       `json:"fact" example:"MilestoneReached"`
	At     time.Time       `json:"at"`
	By     string          `json:"by,omitempty"`
	Text   string          `json:"text" doc:"in words"`
	Why    []string        `json:"why,omitempty"`
}

// How events are told.
const (
	eventPause = time.Second // between two looks
	heartbeat  = 15 * time.Second
	eventPart  = 500
)

type eventsIn struct {
	Last  string   `header:"Last-Event-ID" maxLength:"20" pattern:"^[0-9]*$" doc:"go on behind this event, as browsers do by themselves; left out: with what comes now, 0: with the first"`
	About []string `query:"about" enum:"order,parcel,case,stock,lane,depot,book" doc:"only streams of these sorts; left out: all"`
}

func (a *api) events() {
	on(a, call{method: http.MethodGet, path: "/events", id: "follow-events", right: account.Read, tag: "Events", summary: "Follow what is recorded, as it happens",
		more: "Server-sent events (text/event-stream): id is the place in the record, event the kind of fact, data an Event in JSON. A line that begins with a colon comes every 15 seconds where nothing else does. " +
			"Whoever was cut off goes on with Last-Event-ID: nothing is left out, and nothing comes twice."},
		func(_ context.Context, m *merchant.Merchant, in *eventsIn) (*huma.StreamResponse, error) {
			return &huma.StreamResponse{Body: func(c huma.Context) { a.follow(c, m, in) }}, nil //nolint:contextcheck // it has the call's own
		})
	text := func(what string, more map[string]any) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Description: what, Extensions: more}
	}
	event := &huma.Schema{Type: huma.TypeObject, Description: "each event", Required: []string{"id", "event", "data"}, Properties: map[string]*huma.Schema{"id": text("the place in the record", nil), "event": text("the kind of fact", nil),
		"data": text("an Event", map[string]any{"contentMediaType": "application/json", "contentSchema": a.typeOf(Event{})})}}
	a.huma.OpenAPI().Paths["/v1/events"].Get.Responses["200"] = &huma.Response{Description: "Events, each with an Event as its data",
		Content: map[string]*huma.MediaType{"text/event-stream": {Schema: event}}}
}

// follow tells events until whoever listens has gone, or may not listen any more.
func (a *api) follow(c huma.Context, m *merchant.Merchant, in *eventsIn) {
	ctx := c.Context()
	after, err := a.begin(ctx, m, in.Last)
	if err != nil {
		refuse(c, err)
		return
	}
	r, w := humago.Unwrap(c)
	out := http.NewResponseController(w)
	c.SetHeader("Content-Type", "text/event-stream")
	c.SetHeader("X-Accel-Buffering", "no") // a proxy in front that holds back would hold back all
	c.SetStatus(http.StatusOK)
	quiet := time.Duration(0)
	for out.Flush() == nil {
		list, err := m.Ledger.Feed(ctx, m.ID, after, eventPart)
		if err != nil {
			return // whoever listens comes again, and goes on where he was
		}
		told, err := tell(w, list, in.About)
		if err != nil {
			return
		}
		if len(list) > 0 {
			after = list[len(list)-1].Pos
		}
		if told {
			quiet = 0
		}
		if len(list) == eventPart {
			continue
		}
		select {
		case <-r.Context().Done():
			return
		case <-time.After(eventPause):
		}
		if quiet += eventPause; quiet >= heartbeat {
			quiet = 0
			if actor, err := a.who(c); err != nil || actor.May(m.ID, account.Read) != nil {
				return
			}
			if _, err := fmt.Fprintf(w, ":\nid: %d\n\n", after); err != nil {
				return
			}
		}
	}
}

// begin is the place behind which events are told.
func (a *api) begin(ctx context.Context, m *merchant.Merchant, last string) (int64, error) {
	if last == "" {
		if err := m.Fill(ctx); err != nil {
			return 0, err
		}
		var err error
		if last, err = m.Views.Cursor(ctx, m.ID); err != nil || last == "" {
			return 0, err
		}
	}
	n, err := strconv.ParseInt(last, 10, 64)
	if err != nil {
		return 0, shipping.BadField("Last-Event-ID", "is no place in the record", "send the id of an event, or leave it out")
	}
	return n, nil
}

// tell writes events, and says whether there was one.
func tell(w http.ResponseWriter, list []ledger.Recorded, about []string) (told bool, err error) {
	for _, r := range list {
		if len(about) > 0 && !slices.Contains(about, string(r.Fact.Stream.Sort())) {
			continue
		}
		for _, e := range note.Of([]*fact.Fact{r.Fact}) {
			data, err := json.Marshal(Event{e.Stream, e.Kind, e.At, e.By, e.Text, e.Why})
			if err != nil {
				return told, err
			}
			if _, err := fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", r.Pos, e.Kind, data); err != nil {
				return told, err
			}
			told = true
		}
	}
	return told, nil
}
