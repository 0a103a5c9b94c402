// Package api is the business in JSON, for programs: every call below /v1, with the OpenAPI document that describes it.
//
// It says what was asked of a merchant and shows what it answers; it has no rules of its own. Whoever calls proves by a
// token who he is, and the business asks at its door what he may do.
package api

import (
	"cmp"
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"crosslane/account"
	"crosslane/idempotency"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/storefront"
	"crosslane/web"
	"crosslane/web/api/described"
	"crosslane/webhook"
)

// Version is the dated version of these calls. What changes the meaning of a call begins a new one.
const Version = "2026-11-29"

// VersionHeader says, in every answer, by which version it was made.
const VersionHeader = "Crosslane-Version"

// Options are what the calls stand on.
type Options struct {
	Merchants func() map[shipping.MerchantID]*merchant.Merchant // those that are served now
	Accounts  *account.Store
	Webhooks  *webhook.Store
	// Storefronts are the shops that are visited.
	Storefronts *storefront.Store
	Proxies     web.Proxies // are believed when they say from where somebody comes
	At          string      // by which address others reach the server, for links; empty: none are written
	Now         func() time.Time
	// Lines runs a command line that was typed elsewhere, for whoever acts in the request's context; an error where it was not run, and nothing was answered.
	Lines func(http.ResponseWriter, *http.Request) error
	Pace  *web.Pace    // of each caller; nil: the usual
	Log   *slog.Logger // of what goes wrong beside an answer; nil: the program's
}

// Handler answers every call below /v1, and shows the document of all of them: /v1/openapi.json, and as a page at /v1/.
func Handler(ctx context.Context, o Options) (http.Handler, error) {
	calls, err := idempotency.Open(ctx, o.Accounts.DB(), o.Now)
	if err != nil {
		return nil, err
	}
	o.Log = cmp.Or(o.Log, slog.Default())
	if o.Pace == nil {
		o.Pace = web.NewPace(0, o.Now)
	}
	mux := http.NewServeMux()
	a := &api{Options: o, huma: humago.New(mux, config()), calls: calls}
	a.huma.UseMiddleware(a.door)
	a.orders()
	a.parcels()
	a.epcis()
	a.pickups()
	a.cases()
	a.channels()
	a.stock()
	a.book()
	a.events()
	a.webhooks()
	a.storefronts()
	a.accounts()
	a.lines()
	described.Serve(mux, a.huma.OpenAPI())
	mux.HandleFunc("/v1/", func(w http.ResponseWriter, r *http.Request) { a.astray(mux, w, r) })
	return packed(whole(mux))
}

type api struct {
	Options
	huma  huma.API
	calls *idempotency.Store
}

func config() huma.Config {
	c := huma.DefaultConfig("Crosslane", Version)
	c.Info.Description = "Orders in, parcels out, and why. Every call needs a token: Authorization: Bearer cl_live_..."
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", "" // its own page loads a script from elsewhere
	c.RejectUnknownQueryParameters = true
	c.CreateHooks = nil // no $schema in answers
	c.Formats = map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat}
	c.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer", Description: "A token made by crosslane tokens add, or by POST /v1/tokens."}}
	c.Security = []map[string][]string{{"token": {}}}
	return c
}

// call describes one call. Right is what it needs; empty: it is about the place, and whoever is known may ask.
type call struct {
	method, path, id string
	right            account.Right
	tag              string
	summary, more    string
	status           int // of the answer; 0: 200, or 204 where it says nothing
	errors           []int
	open             bool  // nobody needs to be known yet
	raw              bool  // the body is read by whoever the call is for, not by the document
	streamed         bool  // it is read and answered bit by bit, and has no key
	secret           bool  // its answer has a secret, which is told once
	most             int64 // bytes of a body; 0: usualBody
}

const usualBody = 1 << 20

// Where it lies in what is known of a call which right it needs, whether it is open to anybody, and whether it is streamed.
const (
	rightKey    = described.RightKey
	openKey     = described.OpenKey
	streamedKey = "streamed"
)

func (c *call) operation() huma.Operation {
	o := huma.Operation{Method: c.method, Path: "/v1" + c.path, OperationID: c.id, Summary: c.summary, Description: c.more, Tags: []string{c.tag},
		DefaultStatus: c.status, MaxBodyBytes: cmp.Or(c.most, usualBody), SkipValidateBody: c.raw, Metadata: map[string]any{rightKey: c.right},
		BodyReadTimeout: time.Minute}
	if c.open {
		o.Security, o.Metadata[openKey] = []map[string][]string{}, true
	}
	if c.right != "" {
		o.Extensions = map[string]any{"x-right": string(c.right)}
	}
	if c.secret {
		o.Metadata[secretKey] = true
	}
	if c.streamed {
		o.Metadata[streamedKey] = true
	}
	if c.method != http.MethodGet && !c.open && !c.streamed {
		o.Parameters = append(o.Parameters, &huma.Param{Name: KeyHeader, In: "header", Description: "names the call: sent again under the same key it has the same answer, and is done once; kept for 48 hours",
			Schema: &huma.Schema{Type: huma.TypeString}, Example: "6f1c2a7e-1f4b-4c8e-9c38-0a9c3c9b7a11"})
	}
	o.Errors = append(o.Errors, http.StatusUnauthorized, http.StatusTooManyRequests)
	if c.right != "" {
		o.Errors = append(o.Errors, http.StatusForbidden, http.StatusNotFound)
	}
	if c.method != http.MethodGet {
		o.Errors = append(o.Errors, http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusConflict)
	} else {
		o.Errors = append(o.Errors, http.StatusUnprocessableEntity)
	}
	o.Errors = append(append(o.Errors, c.errors...), http.StatusServiceUnavailable, http.StatusInternalServerError)
	return o
}

// on registers a call about a merchant.
func on[I, O any](a *api, c call, do func(ctx context.Context, m *merchant.Merchant, in *I) (*O, error)) {
	huma.Register(a.huma, c.operation(), func(ctx context.Context, in *I) (*O, error) {
		m, _ := ctx.Value(merchantKey{}).(*merchant.Merchant)
		out, err := do(ctx, m, in)
		return out, problem(undone(err))
	})
}

// undone is what went wrong; that it was done before is no fault: a call that is sent again is answered as the first one.
func undone(err error) error {
	if shipping.CodeOf(err) == shipping.Known {
		return nil
	}
	return err
}

// about registers a call about the place.
func about[I, O any](a *api, c call, do func(ctx context.Context, in *I) (*O, error)) {
	huma.Register(a.huma, c.operation(), func(ctx context.Context, in *I) (*O, error) {
		out, err := do(ctx, in)
		return out, problem(undone(err))
	})
}

type merchantKey struct{}

// door lets in who is known and may do what is asked, and finds out whose business is meant.
func (a *api) door(c huma.Context, next func(huma.Context)) {
	c.SetHeader(VersionHeader, Version)
	c.SetHeader("Cache-Control", "no-store")
	if c.Operation().Metadata[openKey] != nil {
		r, _ := humago.Unwrap(c)
		next(huma.WithValue(c, fromKey{}, account.Place{Address: a.Proxies.From(r), Agent: r.UserAgent()}))
		return
	}
	actor, err := a.who(c)
	right, _ := c.Operation().Metadata[rightKey].(account.Right)
	var m *merchant.Merchant
	if err == nil && right != "" {
		m, err = a.meant(c.Header(web.MerchantHeader), actor)
		if err == nil {
			err = actor.May(m.ID, right)
		}
	}
	r, w := humago.Unwrap(c)
	if err == nil {
		err = a.read(c, r)
	}
	if err != nil {
		refuse(c, err)
		return
	}
	if err := a.Pace.Step(w.Header(), actor); err != nil {
		refuse(c, err)
		return
	}
	ctx := context.WithValue(account.As(c.Context(), actor), merchantKey{}, m)
	asked := humago.NewContext(c.Operation(), r.WithContext(ctx), w)
	if c.Operation().Metadata[streamedKey] != nil {
		next(asked)
		return
	}
	a.once(asked, m, actor, next)
}

func (a *api) who(c huma.Context) (account.Actor, error) {
	scheme, secret, _ := strings.Cut(c.Header("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		c.SetHeader("WWW-Authenticate", `Bearer realm="Crosslane"`)
		return account.Actor{}, &shipping.Error{Code: shipping.Unauthorized, Field: "Authorization", Message: "nobody says who asks", Hint: "send Authorization: Bearer TOKEN; crosslane tokens add makes one"}
	}
	return a.Accounts.Who(c.Context(), strings.TrimSpace(secret))
}

// meant is the merchant that a header names, or else the only one to whom the caller is anything.
func (a *api) meant(named string, actor account.Actor) (*merchant.Merchant, error) {
	if named != "" {
		m := a.Merchants()[shipping.MerchantID(named)]
		if m == nil || !actor.Knows(m.ID) {
			return nil, &shipping.Error{Code: shipping.NotFound, Field: web.MerchantHeader, Message: "there is no merchant " + shipping.Text(named) + " for you here", Hint: "GET /v1/merchants lists yours"}
		}
		return m, nil
	}
	var only *merchant.Merchant
	for id, m := range a.Merchants() {
		if actor.Knows(id) {
			if only != nil {
				return nil, shipping.BadField(web.MerchantHeader, "whose business is meant is not said", "send the header "+web.MerchantHeader+": NAME; GET /v1/merchants lists yours")
			}
			only = m
		}
	}
	if only == nil {
		return nil, &shipping.Error{Code: shipping.NotFound, Field: web.MerchantHeader, Message: "there is no merchant for you here", Hint: "ask whoever runs this place for a role"}
	}
	return only, nil
}

// by is who acts, as facts name it.
func by(ctx context.Context) string {
	a, _ := account.Acting(ctx)
	return a.Name
}

// typeOf is the type of a value, for the document.
func (a *api) typeOf(v any) *huma.Schema {
	return a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(v), true, "")
}

// file says that what a path answers with is a file of some media types.
func (a *api) file(path string, types ...string) {
	content := map[string]*huma.MediaType{}
	for _, t := range types {
		content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
		if t == "application/yaml" { // which may be read as more than a text
			content[t].Schema = &huma.Schema{}
		}
	}
	a.huma.OpenAPI().Paths[path].Get.Responses["200"].Content = content
}
