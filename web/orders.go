package web

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"crosslane/merchant"
	"crosslane/merchant/stock"
	"crosslane/shipping"
)

// Bounds of one body with orders.
const (
	mostBody = 8 << 20
	mostWait = time.Minute // until it has come in
)

// orders takes orders in. It answers once they are durable; nobody is to be told "recorded" of what a
// power cut can undo.
func (h *handler) orders(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(w, r, "JSON as docs/import.md shows it (application/json)", "application/json", "application/x-ndjson", "application/ndjson", "application/jsonl", "text/json", "text/plain")
	if err != nil {
		answer(w, nil, err)
		return
	}
	if err := InUTF8(body); err != nil {
		answer(w, nil, err)
		return
	}
	taken, err := h.TakeOrders(r.Context(), body, stock.NewNames(h.Merchant).Meant)
	answer(w, map[string][]merchant.Taken{"orders": taken}, ofBody(body, err))
}

// scans takes in what became of parcels whose carrier reports nothing by itself: a table, as crosslane scans takes it, with
// ?carrier= and ?zone= where no column says them.
func (h *handler) scans(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(w, r, "a table as CSV (text/csv)", "text/csv", "text/tab-separated-values", "text/plain", "application/csv", "application/octet-stream", "application/x-www-form-urlencoded") // as curl sends it where nobody says otherwise
	if err != nil {
		answer(w, nil, err)
		return
	}
	asked := r.URL.Query()
	sheet, err := h.ReadScans(bytes.NewReader(body), shipping.CarrierID(asked.Get("carrier")), asked.Get("zone"))
	if err != nil {
		answer(w, nil, err)
		return
	}
	taken, err := h.TakeScans(r.Context(), sheet, "api")
	answer(w, taken, err)
}

// sameSite keeps pages of other sites from handing anything in through the browser of somebody who can reach
// this one: until somebody has an account, the browser's word on where a request comes from is all there is.
func sameSite(refuse func(http.ResponseWriter, *http.Request, error), next http.HandlerFunc) http.HandlerFunc {
	guard := http.NewCrossOriginProtection()
	return func(w http.ResponseWriter, r *http.Request) {
		if err := guard.Check(r); err != nil {
			refuse(w, r, shipping.Fault(shipping.Forbidden, "a page of another site may not hand anything in", "send it from a program, or from a page of this server"))
			return
		}
		next(w, r)
	}
}

// readBody reads a body of one of some media types.
func readBody(w http.ResponseWriter, r *http.Request, read string, kinds ...string) ([]byte, error) {
	if err := KindOf(r, read, kinds...); err != nil {
		return nil, err
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(mostWait)) // a connection without deadlines has none to miss
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, &shipping.Error{Code: shipping.TooLarge, Field: "body", Message: "it is larger than " + strconv.FormatInt(large.Limit>>20, 10) + " MB", Hint: "send it in several parts"}
	case err != nil:
		return nil, &shipping.Error{Code: shipping.Invalid, Field: "body", Message: "it broke off", Hint: "send it again", Cause: err}
	}
	return body, nil
}
