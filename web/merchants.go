package web

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"crosslane/shipping"
)

// chosen is the cookie with the merchant whose pages are shown, MerchantHeader the header by which programs say it.
const (
	chosen         = "merchant"
	MerchantHeader = "Crosslane-Merchant"
)

// Merchants serves the pages of several merchants. Which one's are meant is said by the header MerchantHeader, by
// ?merchant=NAME, which the browser then remembers, or, where there is one alone, by nothing.
func Merchants(pages map[shipping.MerchantID]http.Handler) http.Handler {
	var alone shipping.MerchantID
	if len(pages) == 1 {
		for alone = range pages {
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, asked := shipping.MerchantID(r.Header.Get(MerchantHeader)), r.URL.Query().Get("merchant")
		switch c, err := r.Cookie(chosen); {
		case asked != "" && id != "" && id != shipping.MerchantID(asked):
			answer(w, nil, shipping.BadField(MerchantHeader, "the header names another merchant than the address", "name one"))
			return
		case asked != "":
			id = shipping.MerchantID(asked)
		case id == "" && alone != "": // whatever the browser remembers
			id = alone
		case id == "" && err == nil:
			id = shipping.MerchantID(c.Value)
		}
		h := pages[id]
		switch {
		case h == nil && strings.HasPrefix(r.URL.Path, "/api/"):
			answer(w, nil, nobodys(id))
			return
		case h == nil:
			choose(w, id, pages)
			return
		}
		if asked != "" {
			//nolint:gosec // a name that was chosen; the page may be served without TLS inside a warehouse
			http.SetCookie(w, &http.Cookie{Name: chosen, Value: asked, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
		}
		h.ServeHTTP(w, r)
	})
}

// nobodys tells that no merchant's business was asked for, or one's that is not served here.
func nobodys(id shipping.MerchantID) error {
	e := &shipping.Error{Code: shipping.NotFound, Field: MerchantHeader, Message: "whose business is meant is not said", Hint: "send the header " + MerchantHeader + ": NAME, or add ?merchant=NAME"}
	if id != "" {
		e.Message, e.Hint = "no merchant "+strconv.Quote(shipping.Text(string(id)))+" is served here", "look at how the name is written; one that was added since this server began is served once it is started anew"
	}
	return e
}

// choose lists the merchants, where none or an unknown one was named.
func choose(w http.ResponseWriter, id shipping.MerchantID, pages map[shipping.MerchantID]http.Handler) {
	status := http.StatusOK
	if id != "" {
		status = http.StatusNotFound
	}
	head(w, status)
	fmt.Fprint(w, "<!doctype html><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Merchants - Crosslane</title><h1>Whose business?</h1>")
	if id != "" {
		fmt.Fprintf(w, "<p>There is no merchant %q here. One that was added since this server began is served once it is started anew.", html.EscapeString(string(id)))
	}
	fmt.Fprint(w, "<ul>")
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		fmt.Fprintf(w, "<li><a href=\"/?merchant=%s\">%s</a>", html.EscapeString(string(name)), html.EscapeString(string(name)))
	}
}
