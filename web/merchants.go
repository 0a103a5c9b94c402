package web

import (
	"fmt"
	"html"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"crosslane/account"
	"crosslane/shipping"
)

// chosen is the cookie with the merchant whose pages are shown, MerchantHeader the header by which programs say it.
const (
	chosen         = "merchant"
	MerchantHeader = "Crosslane-Merchant"
)

// Merchants serves the pages of several merchants. Which one's are meant is said by the header MerchantHeader, by
// ?merchant=NAME, which the browser then remembers, or, where there is one alone, by nothing. Whoever opens them sees those that he
// is anything to, and looks into them where he has the right to.
func Merchants(served func() map[shipping.MerchantID]http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, _ := account.Acting(r.Context())
		pages, alone := known(who, served())
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
		if r.Method == http.MethodGet || r.Method == http.MethodHead { // what is said to the business is asked at its own door
			if err := who.May(id, account.Read); err != nil {
				refuse(w, r, err)
				return
			}
		}
		h.ServeHTTP(w, r)
	})
}

// known are the pages of the merchants that somebody is anything to, and which one it is where it is one alone.
func known(who account.Actor, all map[shipping.MerchantID]http.Handler) (pages map[shipping.MerchantID]http.Handler, alone shipping.MerchantID) {
	pages = maps.Clone(all)
	maps.DeleteFunc(pages, func(id shipping.MerchantID, _ http.Handler) bool { return !who.Knows(id) })
	if len(pages) == 1 {
		for alone = range pages {
		}
	}
	return pages, alone
}

// refuse tells whoever may not look into a merchant's business, as a page or to a program.
func refuse(w http.ResponseWriter, r *http.Request, err error) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		answer(w, nil, err)
		return
	}
	fault := faultOf(err)
	head(w, statusOf(err, fault))
	fmt.Fprintf(w, "<!doctype html><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Crosslane</title><link rel=stylesheet href=/style.css><main><h2>That is not for you</h2><p>%s (%s)</p><form method=post action=/signout><button>Sign out</button></form></main>", html.EscapeString(fault.Message), html.EscapeString(fault.Hint))
}

// nobodys tells that no merchant's business was asked for, or one's that is not served here.
func nobodys(id shipping.MerchantID) error {
	e := &shipping.Error{Code: shipping.NotFound, Field: MerchantHeader, Message: "whose business is meant is not said", Hint: "send the header " + MerchantHeader + ": NAME, or add ?merchant=NAME"}
	if id != "" {
		e.Message, e.Hint = "no merchant "+strconv.Quote(shipping.Text(string(id)))+" is served here", "look at how the name is written; one whose Book names simulated carriers is not served"
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
		fmt.Fprintf(w, "<p>There is no merchant %q here.", html.EscapeString(string(id)))
	}
	fmt.Fprint(w, "<ul>")
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		fmt.Fprintf(w, "<li><a href=\"/?merchant=%s\">%s</a>", html.EscapeString(string(name)), html.EscapeString(string(name)))
	}
}
