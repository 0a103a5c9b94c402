// Package client calls Crosslane from programs written in Go: the calls below /v1 that an integration begins with, and nothing that is not in
// the standard library.
//
//	c := client.New("https://ship.example", os.Getenv("CROSSLANE_TOKEN"))
//	became, err := c.HandOrdersIn(ctx, order)
//
// A call that is told to come again later, or whose connection breaks, is made again by itself, under the same Idempotency-Key: what was done is
// not done twice. What went wrong is a *Problem that names every field, and what to do.
package client

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Client calls one server as one caller. It is made by New, and safe for concurrent use once its fields are set.
type Client struct {
	// Merchant is whose business is meant; empty where the token serves one alone.
	Merchant string
	// HTTP makes the requests; http.DefaultClient when nil.
	HTTP *http.Client
	// Attempts is how often one call is made at most; 6 when zero.
	Attempts int
	// Wait passes a time until the next attempt, or answers with why the context ended; nil: by the clock.
	Wait func(context.Context, time.Duration) error

	at, token string
}

// New calls the server at an address such as https://ship.example, by a token that crosslane tokens add made.
func New(address, token string) *Client {
	return &Client{at: strings.TrimRight(address, "/"), token: token}
}

// How often and how long a call is waited for, and how much of an answer is read.
const (
	usualAttempts = 6
	firstPause    = 250 * time.Millisecond
	longestPause  = time.Minute
	mostAnswer    = 256 << 20
)

// request is one call.
type request struct {
	method, path string
	query        url.Values
	media        string // of the body
	body         []byte
}

// answer is what came back.
type answer struct {
	media string
	body  []byte
}

// call makes a call and reads its answer as JSON into out, unless that is nil.
func (c *Client) call(ctx context.Context, r request, out any) error {
	a, err := c.do(ctx, r)
	if err != nil || out == nil {
		return err
	}
	if err := json.Unmarshal(a.body, out); err != nil {
		return fmt.Errorf("crosslane: the answer of %s %s cannot be read: %w", r.method, r.path, err)
	}
	return nil
}

// do makes a call until it is answered.
func (c *Client) do(ctx context.Context, r request) (*answer, error) {
	attempts := c.Attempts
	if attempts <= 0 {
		attempts = usualAttempts
	}
	key := ""
	if r.method != http.MethodGet {
		key = rand.Text()
	}
	pause := firstPause
	for n := 1; ; n++ {
		a, wait, err := c.once(ctx, r, key)
		if err == nil || n == attempts || !again(err) || ctx.Err() != nil {
			return a, err
		}
		if wait == 0 {
			wait = pause + chance(pause)
			pause = min(2*pause, longestPause)
		}
		if err := c.wait(ctx, min(wait, longestPause)); err != nil {
			return nil, err
		}
	}
}

// once makes a call one time; wait is how long the server wants to be left in peace, zero where it does not say.
func (c *Client) once(ctx context.Context, r request, key string) (_ *answer, wait time.Duration, err error) {
	a, err := c.send(ctx, r, func(h http.Header) {
		if key != "" {
			h.Set("Idempotency-Key", key)
		}
	})
	if err != nil {
		return nil, 0, err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(io.LimitReader(a.Body, mostAnswer))
	if err != nil {
		return nil, 0, &brokenError{err}
	}
	if a.StatusCode >= http.StatusBadRequest {
		return nil, after(a.Header.Get("Retry-After")), problemOf(a.StatusCode, body)
	}
	return &answer{a.Header.Get("Content-Type"), body}, 0, nil
}

// send sends a request and answers with the head of what comes back.
func (c *Client) send(ctx context.Context, r request, also func(http.Header)) (*http.Response, error) {
	at := c.at + "/v1" + r.path
	if len(r.query) > 0 {
		at += "?" + r.query.Encode()
	}
	q, err := http.NewRequestWithContext(ctx, r.method, at, bytes.NewReader(r.body))
	if err != nil {
		return nil, fmt.Errorf("crosslane: %w", err)
	}
	q.Header.Set("Authorization", "Bearer "+c.token)
	if c.Merchant != "" {
		q.Header.Set("Crosslane-Merchant", c.Merchant)
	}
	if r.body != nil {
		media := r.media
		if media == "" {
			media = "application/json"
		}
		q.Header.Set("Content-Type", media)
	}
	also(q.Header)
	by := c.HTTP
	if by == nil {
		by = http.DefaultClient
	}
	a, err := by.Do(q)
	if err != nil {
		return nil, &brokenError{err}
	}
	return a, nil
}

// brokenError is a connection that was not there, or that broke: what was asked may have been done.
type brokenError struct{ error }

// Unwrap is what the network said.
func (b *brokenError) Unwrap() error { return b.error }

// again tells whether the same call may be answered otherwise in a moment.
func again(err error) bool {
	if _, broken := errors.AsType[*brokenError](err); broken {
		return true
	}
	p, ok := errors.AsType[*Problem](err)
	if !ok {
		return false
	}
	switch p.Status {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	case http.StatusConflict: // the attempt before is still under way
		return p.Field("header.Idempotency-Key") != nil
	}
	return false
}

// after is how long a server wants to be left in peace: so many seconds, or until a moment.
func after(said string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(said)); err == nil && n > 0 {
		return min(time.Duration(min(n, 3600))*time.Second, longestPause)
	}
	if at, err := http.ParseTime(said); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}

// chance is some time up to a bound, so that callers who were turned away together do not come again together.
func chance(bound time.Duration) time.Duration {
	n, err := rand.Int(rand.Reader, big.NewInt(int64(bound)))
	if err != nil {
		return 0
	}
	return time.Duration(n.Int64())
}

func (c *Client) wait(ctx context.Context, d time.Duration) error {
	if c.Wait != nil {
		return c.Wait(ctx, d)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
