// Package provider answers the question: who is it, by the word of a provider with whom people sign in elsewhere (OpenID Connect)?
package provider

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"crosslane/account"
	"crosslane/outside"
	"crosslane/shipping"
)

// patience is how long an answer of the provider is waited for.
const patience = 15 * time.Second

// Options say which provider it is, and who we are to it.
type Options struct {
	Issuer string // its address, as its tokens name it
	ID     string // how it knows us
	Secret string // by which we prove it; empty: it asks for none
	Back   string // where it sends browsers back to, exactly as it knows the address
	Name   string // how people call it; empty: by its host
	Now    func() time.Time
}

// Provider is one with whom people sign in. It is safe for concurrent use, and asked for its own description when the first one signs in.
type Provider struct {
	Options
	client *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

var rule = outside.Rule{Private: true, Never: "nobody signs in there", Signed: "who we are is said otherwise", Clear: "who signs in", Example: "https://login.shop.example", Flag: ""}

// New is a provider that is not asked yet. Invalid, with issuer or id as its field: that is none.
func New(o Options) (*Provider, error) {
	if err := rule.Check(o.Issuer); err != nil {
		return nil, shipping.BadField("issuer", "is no address of a provider", "write https://login.shop.example, as the provider's own description (/.well-known/openid-configuration) names its issuer")
	}
	if o.ID == "" {
		return nil, shipping.BadField("id", "is missing", "name the client that the provider knows this server by")
	}
	u, _ := url.Parse(o.Issuer) // it was read above
	o.Name = cmp.Or(o.Name, u.Hostname())
	return &Provider{Options: o, client: rule.Client(patience)}, nil
}

// Begun is what is kept until a browser comes back.
type Begun struct {
	Nonce    string `json:"nonce"`    // stands in the token that the provider signs
	Verifier string `json:"verifier"` // whose hash the browser took along (RFC 7636)
	To       string `json:"to"`       // where whoever signs in wants to go
}

// Begin is what to keep, to go somewhere in the end.
func Begin(to string) *Begun {
	return &Begun{Nonce: oauth2.GenerateVerifier(), Verifier: oauth2.GenerateVerifier(), To: to}
}

// Address is where a browser is sent to sign in. Unavailable: the provider does not answer.
func (p *Provider) Address(ctx context.Context, state string, b *Begun) (string, error) {
	c, err := p.config(ctx)
	if err != nil {
		return "", err
	}
	return c.AuthCodeURL(state, oidc.Nonce(b.Nonce), oauth2.S256ChallengeOption(b.Verifier)), nil
}

// config asks the provider for its own description, once it answers never again.
func (p *Provider) config(ctx context.Context) (*oauth2.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.Issuer)
		if err != nil {
			return nil, p.silent(err, "it does not describe itself as a provider")
		}
		p.found = found
	}
	return &oauth2.Config{ClientID: p.ID, ClientSecret: p.Secret, Endpoint: p.found.Endpoint(), RedirectURL: p.Back, Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}, nil
}

// silent is that the provider gave no answer that is of use.
func (p *Provider) silent(err error, otherwise string) error {
	why := otherwise
	if e, ok := errors.AsType[*url.Error](err); ok {
		why = outside.Why(e, patience)
	}
	return &shipping.Error{Code: shipping.Unavailable, Field: "provider", Message: p.Name + ": " + why, Hint: "sign in by address and password, or try again later", Cause: err}
}

// claims are what is read of a token.
type claims struct {
	Email    string   `json:"email"`
	Verified truth    `json:"email_verified"`
	Name     string   `json:"name"`
	By       []string `json:"amr"`
}

// truth is a yes or no, which some providers write as a text.
type truth bool

// UnmarshalJSON reads true and "true" as yes, anything else as no.
func (t *truth) UnmarshalJSON(text []byte) error {
	*t = string(text) == "true" || string(text) == `"true"`
	return nil
}

// Said is who it is by the word of the provider, once a browser came back with a code. Unauthorized: the code or what comes with it does not hold. Unavailable: the
// provider does not answer.
func (p *Provider) Said(ctx context.Context, code string, b *Begun) (*account.Said, error) {
	c, err := p.config(ctx)
	if err != nil {
		return nil, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	got, err := c.Exchange(ctx, code, oauth2.VerifierOption(b.Verifier))
	if err != nil {
		if _, answered := errors.AsType[*oauth2.RetrieveError](err); answered {
			return nil, p.doubtful("it does not take back the code that it gave", err)
		}
		return nil, p.silent(err, "it gives no token")
	}
	raw, _ := got.Extra("id_token").(string)
	token, err := p.found.Verifier(&oidc.Config{ClientID: p.ID, Now: p.Now}).Verify(ctx, raw)
	if err != nil {
		return nil, p.doubtful("what it says of who signed in does not hold", err)
	}
	if token.Nonce != b.Nonce {
		return nil, p.doubtful("what it says belongs to another sign-in", nil)
	}
	var said claims
	if err := token.Claims(&said); err != nil || token.Subject == "" {
		return nil, p.doubtful("what it says cannot be read", err)
	}
	return &account.Said{Issuer: token.Issuer, Subject: token.Subject, Email: said.Email, Verified: bool(said.Verified), Name: strings.TrimSpace(said.Name), Factor: slices.Contains(said.By, "mfa"), By: p.Name}, nil
}

func (p *Provider) doubtful(what string, err error) error {
	return &shipping.Error{Code: shipping.Unauthorized, Field: "provider", Message: p.Name + ": " + what, Hint: "begin anew", Cause: err}
}

// Keep is what was begun, as it is kept, and Kept reads it.
func (b *Begun) Keep() string {
	text, _ := json.Marshal(b) //nolint:errchkjson // three texts
	return string(text)
}

// Kept reads what Keep wrote.
func Kept(text string) (*Begun, error) {
	var b Begun
	if err := json.Unmarshal([]byte(text), &b); err != nil {
		return nil, &shipping.Error{Code: shipping.Corrupt, Field: "provider", Message: "what was begun cannot be read", Cause: err}
	}
	return &b, nil
}
