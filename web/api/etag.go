package api

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// mostTagged bounds an answer that is named by what it says: a longer one is sent as it comes.
const mostTagged = 1 << 20

// tagged names answers to questions by what they say (ETag, RFC 9110, section 8.8.3), so that whoever has one already is told just that.
func tagged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			next.ServeHTTP(w, r)
			return
		}
		t := &tag{ResponseWriter: w, has: r.Header.Get("If-None-Match")}
		next.ServeHTTP(t, r)
		t.end()
	})
}

// tag holds an answer back until it is whole.
type tag struct {
	http.ResponseWriter
	has    string // what whoever asks has already
	status int
	body   bytes.Buffer
	sent   bool // as it comes
}

// WriteHeader keeps the status until the answer is whole.
func (t *tag) WriteHeader(status int) {
	if t.sent {
		t.ResponseWriter.WriteHeader(status)
		return
	}
	t.status = cmp.Or(t.status, status)
}

// Write keeps what is answered, until it is too long.
func (t *tag) Write(b []byte) (int, error) {
	if !t.sent && t.body.Len()+len(b) > mostTagged {
		t.send()
	}
	if t.sent {
		return t.ResponseWriter.Write(b)
	}
	return t.body.Write(b)
}

// Flush sends what there is: whoever flushes answers bit by bit.
func (t *tag) Flush() {
	t.send()
	_ = http.NewResponseController(t.ResponseWriter).Flush() // who listens may have gone
}

// Unwrap is the writer beneath.
func (t *tag) Unwrap() http.ResponseWriter { return t.ResponseWriter }

func (t *tag) send() {
	if t.sent {
		return
	}
	t.sent = true
	t.ResponseWriter.WriteHeader(cmp.Or(t.status, http.StatusOK))
	_, _ = t.ResponseWriter.Write(t.body.Bytes()) // who asked may have gone
	t.body.Reset()
}

// end sends a whole answer, or says that it is known.
func (t *tag) end() {
	if t.sent || cmp.Or(t.status, http.StatusOK) != http.StatusOK {
		t.send()
		return
	}
	h := t.Header()
	if h.Get("ETag") == "" {
		sum := sha256.Sum256(t.body.Bytes())
		h.Set("ETag", `W/"`+base64.RawURLEncoding.EncodeToString(sum[:12])+`"`)
	}
	if matches(t.has, h.Get("ETag")) {
		t.sent = true
		h.Del("Content-Type")
		t.ResponseWriter.WriteHeader(http.StatusNotModified)
		return
	}
	t.send()
}

// matches tells whether a list of tags has one, compared weakly (RFC 9110, section 8.8.3.2). The star is every tag.
func matches(list, tag string) bool {
	for one := range strings.SplitSeq(list, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || one != "" && strings.TrimPrefix(one, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}
