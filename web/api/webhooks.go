package api

import (
	"context"
	"encoding/json"
	"net/http"
	"regexp"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/webhook"
)

// Webhook is an address that is told what happens.
type Webhook struct {
	ID          string        `json:"id" example:"wh_k3v5t7m2x4q6r8s2u4w6"`
	URL         string        `json:"url" example:"https://shop.example/hooks"`
	Types       []string      `json:"types" nullable:"false" doc:"of events; none: all" example:"[\"parcel.delivered\"]"`
	Description string        `json:"description,omitempty"`
	Made        time.Time     `json:"made"`
	By          string        `json:"by,omitempty" doc:"who made it"`
	State       webhook.State `json:"state" enum:"on,off"`
	Why         string        `json:"why,omitempty" doc:"it is off"`
	Since       time.Time     `json:"since" doc:"of the state"`
	Failing     *time.Time    `json:"failing,omitempty" doc:"since when nothing was taken; left out: what was sent last was taken"`
}

func showWebhook(w *webhook.Subscription) Webhook {
	return Webhook{w.ID, w.URL, append([]string{}, w.Types...), w.Description, w.Made, w.By, w.State, w.Why, w.Since, given(w.Failing)}
}

// Delivery is an event that was made for a webhook, and what came of telling it.
type Delivery struct {
	ID      string          `json:"id" doc:"the header Webhook-Id; always the same" example:"msg_4t2qk0y8j6h5n3b1v7c9x0za"`
	Type    string          `json:"type" example:"parcel.delivered"`
	Subject shipping.Stream `json:"subject" doc:"whose events are told in order" example:"parcel:par_06f84cj001rpompvi00m1i0h-1"`
	Body    json.RawMessage `json:"body" doc:"as it is sent, byte for byte"`
	Made    time.Time       `json:"made"`
	Stage   webhook.Stage   `json:"stage" enum:"waiting,behind,taken,given up" doc:"behind: another event of its subject goes before"`
	Tries   int             `json:"tries"`
	Next    *time.Time      `json:"next,omitempty" doc:"when it is tried again"`
	Tried   *time.Time      `json:"tried,omitempty" doc:"last"`
	Status  int             `json:"status,omitempty" doc:"of the last answer; left out: there was none"`
	Millis  int64           `json:"ms,omitempty" doc:"that it took"`
	Answer  string          `json:"answer,omitempty" doc:"its first kilobyte"`
	Why     string          `json:"why,omitempty" doc:"there was none"`
}

func showDelivery(d *webhook.Delivery) Delivery {
	return Delivery{d.ID, d.Type, d.Subject, d.Body, d.Made, d.Stage, d.Tries, given(d.Next), given(d.Tried), d.Status, d.Millis, d.Answer, d.Why}
}

// OneWebhook names a webhook.
type OneWebhook struct {
	Webhook string `path:"webhook" maxLength:"100" pattern:"^wh_[0-9a-z]+$"`
}

// WebhookChange is what is said of a webhook.
type WebhookChange struct {
	Types       *[]string `json:"types,omitempty" maxItems:"100" doc:"of events (GET /v1/event-types); an empty list, or left out when it is made: all" example:"[\"parcel.delivered\"]"`
	Description *string   `json:"description,omitempty" maxLength:"200"`
}

type webhookOut struct{ Body Webhook }

func webhookShown(w *webhook.Subscription, err error) (*webhookOut, error) {
	if err != nil {
		return nil, err
	}
	return &webhookOut{showWebhook(w)}, nil
}

type webhookSecret struct {
	Body struct {
		Webhook
		Secret string `json:"secret" doc:"by which a receiver knows who sends; nobody can read it again"`
	}
}

func secretShown(w *webhook.Subscription, secret string, err error) (*webhookSecret, error) {
	if err != nil {
		return nil, err
	}
	out := &webhookSecret{}
	out.Body.Webhook, out.Body.Secret = showWebhook(w), secret
	return out, nil
}

func (a *api) webhooks() {
	const tag = "Webhooks"
	on(a, call{method: http.MethodGet, path: "/event-types", id: "list-event-types", right: account.Read, tag: tag, summary: "List the types of events that webhooks are told"},
		func(context.Context, *merchant.Merchant, *struct{}) (*itemsOf[webhook.Type], error) {
			return items(webhook.Types(), func(t *webhook.Type) webhook.Type { return *t }), nil
		})
	on(a, call{method: http.MethodGet, path: "/webhooks", id: "list-webhooks", right: account.Read, tag: tag, summary: "List who is told what happens"},
		func(ctx context.Context, m *merchant.Merchant, _ *struct{}) (*itemsOf[Webhook], error) {
			list, err := a.Webhooks.List(ctx, m.ID)
			return items(list, showWebhook), err
		})
	on(a, call{method: http.MethodGet, path: "/webhooks/{webhook}", id: "get-webhook", right: account.Read, tag: tag, summary: "One of them"},
		func(ctx context.Context, m *merchant.Merchant, in *OneWebhook) (*webhookOut, error) {
			return webhookShown(a.Webhooks.Get(ctx, m.ID, in.Webhook))
		})
	type newIn struct {
		Body struct {
			URL string `json:"url" maxLength:"2000" doc:"https" example:"https://shop.example/hooks"`
			WebhookChange
		}
	}
	on(a, call{method: http.MethodPost, path: "/webhooks", id: "make-webhook", right: account.Accounts, tag: tag, secret: true, status: http.StatusCreated, summary: "Have an address told what is recorded from now on",
		more: "Each event is a POST, signed as Standard Webhooks 1.0 has it: at least once, in order for each subject. docs/webhooks.md shows a receiver."},
		func(ctx context.Context, m *merchant.Merchant, in *newIn) (*webhookSecret, error) {
			return secretShown(a.Webhooks.Make(ctx, m, webhook.Change{URL: &in.Body.URL, Types: in.Body.Types, Description: in.Body.Description}))
		})
	type changeIn struct {
		OneWebhook
		Body struct {
			URL   *string        `json:"url,omitempty" maxLength:"2000"`
			State *webhook.State `json:"state,omitempty" enum:"on,off" doc:"what is recorded while it is off is not told; what waited by then waits on"`
			WebhookChange
		}
	}
	on(a, call{method: http.MethodPatch, path: "/webhooks/{webhook}", id: "change-webhook", right: account.Accounts, tag: tag, summary: "Change its address, types or description, or turn it on or off"},
		func(ctx context.Context, m *merchant.Merchant, in *changeIn) (*webhookOut, error) {
			return webhookShown(a.Webhooks.Change(ctx, m, in.Webhook, webhook.Change{URL: in.Body.URL, Types: in.Body.Types, Description: in.Body.Description, State: in.Body.State}))
		})
	on(a, call{method: http.MethodDelete, path: "/webhooks/{webhook}", id: "end-webhook", right: account.Accounts, tag: tag, summary: "End it, with its deliveries", status: http.StatusNoContent},
		func(ctx context.Context, m *merchant.Merchant, in *OneWebhook) (*struct{}, error) {
			return nil, a.Webhooks.End(ctx, m.ID, in.Webhook)
		})
	on(a, call{method: http.MethodPost, path: "/webhooks/{webhook}/rotate", id: "rotate-webhook-secret", right: account.Accounts, tag: tag, secret: true, summary: "Make a new secret", more: "The one of before signs beside it for a day."},
		func(ctx context.Context, m *merchant.Merchant, in *OneWebhook) (*webhookSecret, error) {
			return secretShown(a.Webhooks.Rotate(ctx, m.ID, in.Webhook))
		})
	a.deliveries(tag)
	a.huma.OpenAPI().Webhooks = map[string]*huma.PathItem{"event": {Post: &huma.Operation{OperationID: "event", Summary: "An event, as a webhook is told it",
		RequestBody: &huma.RequestBody{Content: map[string]*huma.MediaType{"application/json": {Schema: a.typeOf(webhook.Told{})}}},
		Responses:   map[string]*huma.Response{"2XX": {Description: "It is taken. Any other answer, or none within 15 seconds, and it is sent again."}, "410": {Description: "The webhook is turned off."}}}}}
}

// placeOfDelivery is what a cursor of deliveries looks like.
var placeOfDelivery = regexp.MustCompile(`^[0-9]{1,18}:msg_[0-9a-z]+$`)

// deliveries are the calls about what a webhook was told.
func (a *api) deliveries(tag string) {
	type asked struct {
		OneWebhook
		Listing
		Stage webhook.Stage `query:"stage" enum:"waiting,behind,taken,given up" doc:"only those; left out: all"`
	}
	on(a, call{method: http.MethodGet, path: "/webhooks/{webhook}/deliveries", id: "list-deliveries", right: account.Read, tag: tag, summary: "What it was told in the last 30 days, and what it answered"},
		func(ctx context.Context, m *merchant.Merchant, in *asked) (*listOf[Delivery], error) {
			if _, err := in.page("", placeOfDelivery); err != nil {
				return nil, err
			}
			list, err := a.Webhooks.Deliveries(ctx, m.ID, in.Webhook, webhook.Page{Limit: int(in.Limit) + 1, Before: in.Cursor, Stage: in.Stage})
			return listOut(&in.Listing, list, (*webhook.Delivery).Cursor, showDelivery), err
		})
	type tried struct {
		Body struct {
			Delivery string `json:"delivery" doc:"among its deliveries: what came of it"`
		}
	}
	on(a, call{method: http.MethodPost, path: "/webhooks/{webhook}/test", id: "test-webhook", right: account.Accounts, tag: tag, status: http.StatusAccepted, summary: "Send it an event that tells nothing, of the type " + webhook.Test},
		func(ctx context.Context, m *merchant.Merchant, in *OneWebhook) (*tried, error) {
			id, err := a.Webhooks.Try(ctx, m.ID, in.Webhook)
			out := &tried{}
			out.Body.Delivery = id
			return out, err
		})
	type oneDelivery struct {
		OneWebhook
		Delivery string `path:"delivery" maxLength:"100" pattern:"^msg_[0-9a-z]+$"`
	}
	on(a, call{method: http.MethodPost, path: "/webhooks/{webhook}/deliveries/{delivery}/replay", id: "replay-delivery", right: account.Accounts, tag: tag, status: http.StatusNoContent, summary: "Send one again, under its identifier"},
		func(ctx context.Context, m *merchant.Merchant, in *oneDelivery) (*struct{}, error) {
			return nil, a.Webhooks.Replay(ctx, m.ID, in.Webhook, in.Delivery)
		})
	type fromIn struct {
		OneWebhook
		Body struct {
			From time.Time `json:"from" doc:"within the last 30 days"`
		}
	}
	type replayed struct {
		Body struct {
			Deliveries int64 `json:"deliveries" doc:"that are sent again"`
		}
	}
	on(a, call{method: http.MethodPost, path: "/webhooks/{webhook}/replay", id: "replay-webhook", right: account.Accounts, tag: tag, status: http.StatusAccepted, summary: "Send again all that was made for it from a moment on"},
		func(ctx context.Context, m *merchant.Merchant, in *fromIn) (*replayed, error) {
			n, err := a.Webhooks.ReplayFrom(ctx, m.ID, in.Webhook, in.Body.From)
			out := &replayed{}
			out.Body.Deliveries = n
			return out, err
		})
}
