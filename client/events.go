package client

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Event is something that was recorded.
type Event struct {
	ID     string    `json:"-"` // its place in the record: go on behind it
	Stream string    `json:"stream"`
	Fact   string    `json:"fact"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Text   string    `json:"text"`
	Why    []string  `json:"why"`
}

// mostSilence is how long a connection may say nothing: the server gives a sign every 15 seconds.
const mostSilence = time.Minute

// Events follows what is recorded, as it happens: from now on where behind is empty, from the first on for "0", else behind that event. About
// narrows it to streams of some sorts (order, parcel, case, stock, lane, depot, book). A connection that breaks is made anew, and nothing is left out
// or comes twice. It ends with the context, or with what went wrong for good as the last that it yields.
func (c *Client) Events(ctx context.Context, behind string, about ...string) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		last, pause := behind, firstPause
		for ctx.Err() == nil {
			more, heard, err := c.listen(ctx, &last, about, yield)
			switch {
			case !more || ctx.Err() != nil:
				return
			case err != nil && !again(err):
				yield(nil, err)
				return
			case heard:
				pause = firstPause
			}
			if c.wait(ctx, pause+chance(pause)) != nil {
				return
			}
			pause = min(2*pause, longestPause)
		}
	}
}

// listen yields events until the connection ends; more is false where nobody wants any.
func (c *Client) listen(ctx context.Context, last *string, about []string, yield func(*Event, error) bool) (more, heard bool, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	silence := time.AfterFunc(mostSilence, stop)
	defer silence.Stop()
	a, err := c.send(ctx, request{method: http.MethodGet, path: "/events", query: url.Values{"about": about}}, func(h http.Header) {
		if *last != "" {
			h.Set("Last-Event-ID", *last)
		}
	})
	if err != nil {
		return true, false, err
	}
	defer a.Body.Close()
	if a.StatusCode >= http.StatusBadRequest {
		body, _ := io.ReadAll(io.LimitReader(a.Body, 1<<20)) // what can be read of it is told
		return true, false, problemOf(a.StatusCode, body)
	}
	lines := bufio.NewScanner(a.Body)
	lines.Buffer(nil, 16<<20)
	id, data := *last, ""
	for lines.Scan() {
		silence.Reset(mostSilence)
		heard = true
		field, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "id":
			id = value
		case "data":
			data += value
		case "": // the end of an event, or a comment
			if lines.Text() != "" {
				continue
			}
			if data != "" {
				e := &Event{ID: id}
				if err := json.Unmarshal([]byte(data), e); err != nil {
					return true, heard, err
				}
				*last = id
				if !yield(e, nil) {
					return false, heard, nil
				}
			}
			*last, data = id, ""
		}
	}
	return true, heard, nil
}
