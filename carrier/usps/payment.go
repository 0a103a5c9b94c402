package usps

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// lasts is how long an authorization to pay is used: it is good for eight hours.
const lasts = 7*time.Hour + 50*time.Minute

// payment is the authorization to pay for labels, which has an end of its own.
type payment struct {
	mu    sync.Mutex
	token string
	until time.Time
}

type (
	rolesAsk struct {
		Roles []role `json:"roles"`
	}
	role struct {
		Name     string `json:"roleName"`
		CRID     string `json:"CRID"`
		MID      string `json:"MID"`
		Manifest string `json:"manifestMID"`
		Type     string `json:"accountType,omitempty"`
		Account  string `json:"accountNumber,omitempty"`
	}
)

// authorized is an authorization to pay. Stale is one that USPS did not take.
func (c *Connector) authorized(ctx context.Context, stale string) (string, error) {
	c.pay.mu.Lock()
	defer c.pay.mu.Unlock()
	if c.pay.token != "" && c.pay.token != stale && c.now().Before(c.pay.until) {
		return c.pay.token, nil
	}
	n := strings.Fields(c.who.Account)
	if len(n) != 4 {
		return "", shipping.BadField("account", "the account of the carrier "+string(c.who.ID)+" has "+counted(len(n)), "write four numbers into the Book: CRID, MID, manifest MID and the account of the Enterprise Payment System")
	}
	ask := rolesAsk{[]role{{"PAYER", n[0], n[1], n[2], "EPS", n[3]}, {"LABEL_OWNER", n[0], n[1], n[2], "", ""}}}
	a, err := c.wire.Call(ctx, http.MethodPost, payments, ask, carrier.ShortAnswer)
	if err != nil {
		return "", err
	}
	if !a.Good() {
		if err = fault(a); shipping.CodeOf(err) == shipping.Refused || shipping.CodeOf(err) == shipping.NotFound {
			err = unauthorized(err.Error())
		}
		return "", err
	}
	token := a.Tree.Get("paymentAuthorizationToken")
	if token == "" {
		return "", carrier.CannotUse("it gives no authorization to pay")
	}
	c.pay.token, c.pay.until = token, c.now().Add(lasts)
	return token, nil
}

func counted(n int) string {
	switch n {
	case 0:
		return "no number"
	case 1:
		return "one number alone"
	}
	return "not four numbers"
}

// proof is what a call for a label bears besides: the authorization to pay, and the key under which it is made once.
type proof struct{ pay, key string }

// asked is the key of a proof in the context of its call.
type asked struct{}

// form is that of answers with a label in them.
const form = "application/vnd.usps.labels+json"

// tagged is the key of the tag in the context of a call: of which version of a pick-up it speaks.
type tagged struct{}

// prove adds to a call what its context has.
func prove(r *http.Request, _ []byte) {
	if tag, has := r.Context().Value(tagged{}).(string); has {
		r.Header.Set("If-Match", tag)
	}
	p, bears := r.Context().Value(asked{}).(proof)
	if !bears {
		return
	}
	r.Header.Set("Accept", form)
	if p.pay != "" {
		r.Header.Set("X-Payment-Authorization-Token", p.pay)
	}
	if p.key != "" {
		r.Header.Set("X-Idempotency-Key", p.key)
	}
}

// paid makes a call that is paid for, or was. Where the authorization is not taken, it is asked for anew, once.
func (c *Connector) paid(ctx context.Context, method, path, key string, ask any, most carrier.Bounds) (*wire.Answer, error) {
	stale := ""
	for again := true; ; again = false {
		token, err := c.authorized(ctx, stale)
		if err != nil {
			return nil, err
		}
		a, err := c.wire.Call(context.WithValue(ctx, asked{}, proof{token, key}), method, path, ask, most)
		if err != nil {
			return nil, err
		}
		if a.Good() {
			return a, nil
		}
		if a.Status != http.StatusUnauthorized && a.Status != http.StatusForbidden || !again {
			return nil, fault(a)
		}
		stale = token
	}
}
