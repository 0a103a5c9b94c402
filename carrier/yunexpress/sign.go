package yunexpress

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"crosslane/carrier"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// signIn is where tokens are had.
const signIn = "/openapi/oauth2/token"

// early is how long before its end a token is not used any more, and usual how long one lasts that does not say it.
const early, usual = time.Minute, 10 * time.Minute

// tokenAsk asks for a token.
type tokenAsk struct {
	Grant  string `json:"grantType"`
	ID     string `json:"appId"`
	Secret string `json:"appSecret"`
	Source string `json:"sourceKey,omitempty"`
}

// tokens are had with an application's secret, and kept until shortly before they end.
type tokens struct {
	ask  tokenAsk
	wire *wire.Caller

	mu    sync.Mutex
	token string
	until time.Time
}

// newest is the token that calls bear.
func (t *tokens) newest() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.token
}

// renew asks for a token where there is none that is good. Stale is one that was not taken.
func (t *tokens) renew(ctx context.Context, stale string) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token != "" && t.token != stale && time.Now().Before(t.until) {
		return t.token, nil
	}
	a, err := t.wire.Call(ctx, http.MethodPost, signIn, t.ask, carrier.ShortAnswer)
	if err != nil {
		return "", err
	}
	token, why := a.Tree.Get("accessToken"), a.Tree.First("message", "msg")
	switch {
	case a.Busy() != nil:
		return "", a.Busy()
	case token == "" && why != "" || a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return "", unauthorized("it gives no token: " + why)
	case token == "" || !a.Good():
		return "", carrier.CannotUse("it gives no token")
	}
	lasts := usual
	if seconds, err := strconv.ParseInt(a.Tree.Get("expiresIn"), 10, 32); err == nil && seconds > 0 {
		lasts = time.Duration(seconds) * time.Second
	}
	t.token, t.until = token, time.Now().Add(lasts-early)
	return token, nil
}

func unauthorized(words string) error {
	return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "YunExpress does not accept the application: " + words, Hint: "look at login and secret of the carrier in the Book"}
}

// signature proves a call: its body, instant, method and path under the application's secret.
func signature(secret, method, path, date string, body []byte) string {
	parts := []string{"date=" + date, "method=" + method, "uri=" + path}
	if len(body) > 0 {
		parts = append([]string{"body=" + string(body)}, parts...)
	}
	sum := hmac.New(sha256.New, []byte(secret))
	sum.Write([]byte(strings.Join(parts, "&")))
	return base64.StdEncoding.EncodeToString(sum.Sum(nil))
}
