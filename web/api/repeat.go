package api

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"crosslane/account"
	"crosslane/idempotency"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/web/api/described"
)

// KeyHeader is the header by which a program names a call that it may have to send again, and RepeatedHeader says that an answer is the
// one that was given before.
const (
	KeyHeader      = described.KeyHeader
	RepeatedHeader = "Idempotency-Replayed"
)

// secretKey says, in what is known of a call, that its answer has a secret, which is not kept.
const secretKey = "secret"

type keyKey struct{}

// keyed is the key of a call, and whether it was begun before and cut off.
type keyed struct {
	own   string // of this caller alone
	again bool
}

// again tells whether a call was begun before and cut off, so that what it asks may be done.
func again(ctx context.Context) bool {
	k, _ := ctx.Value(keyKey{}).(keyed)
	return k.again
}

// reference names what a call does by its key, so that it is done once; empty where the call has none.
func reference(ctx context.Context) string {
	k, _ := ctx.Value(keyKey{}).(keyed)
	return k.own
}

// once performs a call that changes something, or answers as it was answered before under the same key.
func (a *api) once(c huma.Context, m *merchant.Merchant, who account.Actor, next func(huma.Context)) {
	key, err := idempotency.KeyOf(c.Header(KeyHeader))
	if err != nil {
		refuse(c, err)
		return
	}
	if key == "" || c.Method() == http.MethodGet {
		next(c)
		return
	}
	body, err := bodyOf(c)
	if err != nil {
		refuse(c, err)
		return
	}
	r, w := humago.Unwrap(c)
	call := idempotency.Call{Actor: who.Name, Key: key, Asked: idempotency.AskedOf(r.Method+" "+r.URL.RequestURI(), body)}
	if m != nil {
		call.Merchant = m.ID
	}
	before, repeated, err := a.calls.Begin(c.Context(), call)
	if err != nil {
		refuse(c, err)
		return
	}
	if before != nil {
		answerAgain(c, before)
		return
	}
	ctx := context.WithValue(c.Context(), keyKey{}, keyed{call.Own(), repeated})
	// What was done is kept, and what was not is given free, also when whoever asked has gone.
	var kept *idempotency.Answer
	defer func() { a.leave(context.WithoutCancel(ctx), call, kept) }()
	r = r.WithContext(ctx)
	r.Body = io.NopCloser(bytes.NewReader(body))
	heard := &listener{ResponseWriter: w}
	next(humago.NewContext(c.Operation(), r, heard))
	kept = &idempotency.Answer{Status: cmp.Or(heard.status, http.StatusOK), Media: w.Header().Get("Content-Type"), Body: heard.body.Bytes()}
	if c.Operation().Metadata[secretKey] != nil {
		kept.Media, kept.Body = secretKey, nil
	}
}

// leave ends a call. Where its answer cannot be kept it is performed again when it is sent again, which records nothing twice.
func (a *api) leave(ctx context.Context, call idempotency.Call, kept *idempotency.Answer) {
	if err := a.calls.End(ctx, call, kept); err != nil {
		a.Log.Warn("the answer of a call could not be kept", "error", err)
	}
}

// bodyOf reads a body as far as its call takes one. What is longer is left to be told as such.
func bodyOf(c huma.Context) ([]byte, error) {
	r, w := humago.Unwrap(c)
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(c.Operation().BodyReadTimeout)) // a connection without deadlines has none to miss
	body, err := io.ReadAll(io.LimitReader(r.Body, c.Operation().MaxBodyBytes+1))
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Invalid, Field: "body", Message: "it broke off", Hint: "send it again", Cause: err}
	}
	return body, nil
}

// answerAgain answers as it was answered before.
func answerAgain(c huma.Context, before *idempotency.Answer) {
	if before.Media == secretKey {
		refuse(c, &shipping.Error{Code: shipping.Conflict, Field: "header." + KeyHeader, Message: "it was done under this key, and its secret was told then", Hint: "end what was made, and make another under a new key"})
		return
	}
	c.SetHeader(RepeatedHeader, "true")
	if before.Media != "" {
		c.SetHeader("Content-Type", before.Media)
	}
	c.SetStatus(before.Status)
	_, _ = c.BodyWriter().Write(before.Body) // who asked may have gone
}

// listener hears what is answered.
type listener struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader hears the status.
func (l *listener) WriteHeader(status int) {
	l.status = status
	l.ResponseWriter.WriteHeader(status)
}

// Write hears the body.
func (l *listener) Write(b []byte) (int, error) {
	l.body.Write(b)
	return l.ResponseWriter.Write(b)
}

// Unwrap is the writer beneath.
func (l *listener) Unwrap() http.ResponseWriter { return l.ResponseWriter }
