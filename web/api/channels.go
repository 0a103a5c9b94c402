package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"crosslane/account"
	"crosslane/channel/quote"
	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
)

// Channel is how a channel fares on a lane.
type Channel struct {
	Channel  shipping.ChannelID `json:"channel"`
	Lane     shipping.Lane      `json:"lane" doc:"from a warehouse to a country" example:"szx-DE"`
	Health   fact.Health        `json:"health"`
	Switches []Switch           `json:"switches" doc:"the triggers that were set off and are not over" nullable:"false"`
}

// Switch is a trigger that moves parcels away from a channel.
type Switch struct {
	Trigger string           `json:"trigger"`
	Phase   fact.SwitchPhase `json:"phase"`
	Share   int64            `json:"share" doc:"of the channel's parcels that stays away, in per cent"`
	Stop    bool             `json:"stop" doc:"it is barred even as the last resort"`
	Since   *time.Time       `json:"since,omitempty"`
	Case    shipping.CaseID  `json:"case,omitempty"`
	Book    string           `json:"book" doc:"the version of the Book that decided"`
}

func showChannel(f view.Fared) Channel {
	out := Channel{f.Channel, f.Lane, f.Health, []Switch{}}
	for _, s := range f.Switches {
		out.Switches = append(out.Switches, Switch{s.Trigger, s.Phase, s.Share, s.Stop > 0, instant(s.Since), s.Case, s.Book})
	}
	return out
}

type channelsOut struct {
	Body struct {
		Channels []Channel `json:"channels" nullable:"false"`
	}
}

func (a *api) channels() {
	type channelsAsked struct {
		From string `query:"from" maxLength:"100" doc:"only those from a warehouse"`
		To   string `query:"to" maxLength:"100" doc:"only those to a country"`
	}
	on(a, call{method: http.MethodGet, path: "/channels", id: "list-channels", right: account.Read, tag: "Channels", summary: "How channels fare, and which are switched"},
		func(ctx context.Context, m *merchant.Merchant, in *channelsAsked) (*channelsOut, error) {
			list, err := m.Views.Fared(ctx, m.ID, m.Now())
			out := &channelsOut{}
			out.Body.Channels = []Channel{}
			for _, f := range list {
				from, to := f.Lane.Ends()
				if (in.From == "" || in.From == string(from)) && (in.To == "" || in.To == string(to)) {
					out.Body.Channels = append(out.Body.Channels, showChannel(f))
				}
			}
			return out, err
		})
	type unmappedOut struct {
		Body struct {
			Codes []view.UnmappedRow `json:"codes" nullable:"false"`
		}
	}
	on(a, call{method: http.MethodGet, path: "/unmapped-codes", id: "list-unmapped-codes", right: account.Read, tag: "Channels", summary: "What carriers say of which it is not known what it means",
		more: "Codes that are in no table of the program, those first that came most often: a thousand at most. No milestone was made of them. What is known and no step of the way, such as a photograph, is none."},
		func(ctx context.Context, m *merchant.Merchant, _ *struct{}) (*unmappedOut, error) {
			list, err := m.Views.Unmapped(ctx, m.ID)
			out := &unmappedOut{}
			out.Body.Codes = append([]view.UnmappedRow{}, list...)
			return out, err
		})
	on(a, call{method: http.MethodGet, path: "/figures", id: "read-figures", right: account.Read, tag: "Channels", summary: "Orders, parcels, cost and how many came in time"},
		func(ctx context.Context, m *merchant.Merchant, _ *struct{}) (*struct{ Body view.Figures }, error) {
			f, err := m.Views.Figures(ctx, m.ID)
			return &struct{ Body view.Figures }{f}, err
		})
	share := a.huma.OpenAPI().Components.Schemas.Map()["Figures"].Properties["late_share"] // it is written by its own hand
	share.Type, share.Nullable, share.Description = huma.TypeNumber, true, "of what was delivered, what came late; null: nothing was delivered"
	type quoteIn struct {
		RawBody []byte `contentType:"application/json"`
	}
	type quoteOut struct{ Body json.RawMessage }
	on(a, call{method: http.MethodPost, path: "/rates", id: "quote-rates", right: account.Read, tag: "Channels", summary: "What it costs to send a parcel, by every channel", raw: true,
		more: "Each channel with its price and when it is there, or with the reason why it does not take it, by the Book in force. Nothing is recorded."},
		func(ctx context.Context, m *merchant.Merchant, in *quoteIn) (*quoteOut, error) {
			rules, err := m.Rules(ctx)
			if err != nil {
				return nil, err
			}
			out, err := quote.Rates(rules.Channels, bytes.Clone(in.RawBody), m.Now())
			return &quoteOut{out}, err
		})
	post := a.huma.OpenAPI().Paths["/v1/rates"].Post
	post.RequestBody.Content["application/json"].Schema = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true,
		Examples: []any{json.RawMessage(`{"from":"szx","to":{"country":"DE","postcode":"10115"},"weight_g":700}`)}}
	post.Responses["200"].Content["application/json"].Schema = &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}
