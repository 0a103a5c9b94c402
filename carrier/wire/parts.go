package wire

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/payload"
)

// mostParts is of how many parts an answer is made at most.
const mostParts = 8

var errNoTree = errors.New("no part of it is in JSON or XML")

// boundary is what stands between the parts of an answer (RFC 2046); empty for one that is whole. Carriers leave out the marks around it.
func boundary(h http.Header) string {
	media := h.Get("Content-Type")
	if !strings.HasPrefix(strings.ToLower(media), "multipart/") {
		return ""
	}
	_, b, _ := strings.Cut(media, "boundary=")
	b, _, _ = strings.Cut(b, ";")
	return strings.Trim(strings.TrimSpace(b), `"`)
}

// readParts reads an answer of several parts: the first in JSON or XML is its tree, every other a document as it is. Each has the bounds of a whole
// answer, and all of them together those of two.
func (c *Caller) readParts(ctx context.Context, body io.Reader, most carrier.Bounds, a *Answer) (broken, err error) {
	parts := multipart.NewReader(io.LimitReader(body, 2*(most.Bytes+most.Document)), boundary(a.Header))
	a.Parts, broken = map[string][]byte{}, errNoTree
	for range mostParts {
		part, err := parts.NextRawPart()
		if err == io.EOF { //nolint:errorlint // the last boundary was read: an answer that breaks off before it wraps the same
			return broken, nil
		}
		if err != nil {
			return broken, err
		}
		media := strings.ToLower(part.Header.Get("Content-Type"))
		if a.Tree == nil && (strings.Contains(media, "json") || strings.Contains(media, "xml")) {
			err = c.answers.Read(ctx, part, carrier.Bounds{Bytes: most.Bytes}, func(text []byte) error {
				a.Tree, broken = payload.Read(text)
				return nil
			})
		} else {
			name := cmp.Or(strings.Trim(part.Header.Get("Content-ID"), "<>"), part.FormName())
			a.Parts[name], err = c.answers.Document(ctx, part, max(most.Bytes, most.Document))
		}
		if err != nil {
			return broken, err
		}
	}
	return nil, carrier.CannotUse("it has more than " + strconv.Itoa(mostParts) + " parts")
}
