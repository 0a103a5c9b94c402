package wire

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/shipping"
)

// Bearer proves an account by a token that is asked for with a client's identifier and secret (RFC 6749, section 4.4), kept until shortly
// before it ends, and asked for once more when the carrier does not take it.
type Bearer struct {
	Path       string // where tokens are had, below the caller's base
	ID, Secret string
	// More is sent besides, as some carriers want it, and Header with it. Nil: nothing.
	More   url.Values
	Header http.Header
	// InBody sends identifier and secret in the body; else they are sent as Basic does.
	InBody bool

	mu    sync.Mutex
	token string
	until time.Time
}

// early is how long before its end a token is not used any more.
const early = time.Minute

// prove adds the token to a call. Stale is one that the carrier did not take.
func (b *Bearer) prove(ctx context.Context, c *Caller, r *http.Request, stale string) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.token == "" || b.token == stale || time.Now().After(b.until) {
		if err := b.renew(ctx, c); err != nil {
			return "", err
		}
	}
	r.Header.Set("Authorization", "Bearer "+b.token)
	return b.token, nil
}

// renew asks for a token.
func (b *Bearer) renew(ctx context.Context, c *Caller) error {
	form := url.Values{"grant_type": {"client_credentials"}}
	maps.Copy(form, b.More)
	if b.InBody {
		form.Set("client_id", b.ID)
		form.Set("client_secret", b.Secret)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Base+b.Path, strings.NewReader(form.Encode()))
	if err != nil {
		return shipping.BadField("address", "\""+c.Base+"\" is not the address of a carrier", "write it as https://host")
	}
	maps.Copy(r.Header, b.Header)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	if !b.InBody {
		r.SetBasicAuth(url.QueryEscape(b.ID), url.QueryEscape(b.Secret))
	}
	a, err := c.do(ctx, r, carrier.ShortAnswer)
	if err != nil {
		return err
	}
	token, why := a.Tree.Get("access_token"), complaint(a.Tree)
	switch {
	case a.Busy() != nil:
		return a.Busy()
	case !a.Good() && a.Status != http.StatusUnauthorized && why == "":
		return carrier.Unavailable("something answered with status "+strconv.Itoa(a.Status)+" that is not the carrier's own answer", nil)
	case !a.Good():
		return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "the carrier gives this account no token: " + why,
			Hint: "look at login and secret of the carrier in the Book"}
	case token == "":
		return carrier.CannotUse("it gives no token")
	}
	lasts, err := strconv.ParseInt(a.Tree.Get("expires_in"), 10, 32)
	if err != nil || lasts <= 0 {
		lasts = 600
	}
	b.token, b.until = token, time.Now().Add(time.Duration(lasts)*time.Second-early)
	return nil
}

// complaint is why there is no token: as RFC 6749 has it (section 5.2), or in a carrier's own list of errors.
func complaint(t *payload.Node) string {
	if why := t.First("error_description", "error", "message"); why != "" {
		return why
	}
	for _, name := range []string{"errors", "error"} {
		if why := t.Find(name).First("message", "code"); why != "" {
			return why
		}
	}
	return ""
}

// Text is what is sent as it stands: XML, for instance.
type Text struct {
	Media string
	Body  []byte
}
