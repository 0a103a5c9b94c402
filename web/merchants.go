package web

import (
	"context"
	"html/template"
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

// Businesses are those whose pages are served.
type Businesses struct {
	// Pages are the pages of each.
	Pages func() map[shipping.MerchantID]http.Handler
	// Owners are the names of those who give roles, whom to ask; nil: nobody is named.
	Owners func(ctx context.Context, m shipping.MerchantID) ([]string, error)
}

// Merchants serves the pages of several merchants. Which one's are meant is said by the header MerchantHeader, by
// ?merchant=NAME, which the browser then remembers, or, where there is one alone into which whoever opens them may look, by nothing. He sees those that he
// is anything to (/merchants lists them), and looks into them where he has the right to; else he is told what he may do.
func Merchants(b Businesses) http.Handler {
	h := &lobby{b, template.Must(template.New("").Funcs(functions).ParseFS(pages, "pages/frame.html", "pages/door.html", "pages/merchants.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /merchants", func(w http.ResponseWriter, r *http.Request) { h.choose(w, r, "") })
	mux.HandleFunc("/", h.lead)
	return mux
}

// lobby leads whoever comes in to the business that is meant.
type lobby struct {
	Businesses
	pages *template.Template
}

func (h *lobby) lead(w http.ResponseWriter, r *http.Request) {
	who, _ := account.Acting(r.Context())
	pages := known(who, h.Pages())
	id, said, err := meant(r, who, pages)
	page := pages[id]
	switch {
	case err != nil:
		answer(w, nil, err)
		return
	case page == nil && strings.HasPrefix(r.URL.Path, "/api/"):
		answer(w, nil, nobodys(id))
		return
	case page == nil:
		h.choose(w, r, id)
		return
	}
	if said {
		//nolint:gosec // a name that was chosen; the page may be served without TLS inside a warehouse
		http.SetCookie(w, &http.Cookie{Name: chosen, Value: string(id), Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead { // what is said to the business is asked at its own door
		if err := who.May(id, account.Read); err != nil {
			h.refuse(w, r, id, err)
			return
		}
	}
	page.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), severalKey{}, len(pages) > 1)))
}

// meant is whose business is meant, and whether the address says so. What the browser remembers counts while it is one of the pages.
func meant(r *http.Request, who account.Actor, pages map[shipping.MerchantID]http.Handler) (id shipping.MerchantID, said bool, err error) {
	id, asked := shipping.MerchantID(r.Header.Get(MerchantHeader)), shipping.MerchantID(r.URL.Query().Get("merchant"))
	switch {
	case asked != "" && id != "" && id != asked:
		return "", false, shipping.BadField(MerchantHeader, "the header names another merchant than the address", "name one")
	case asked != "":
		return asked, true, nil
	case id != "":
		return id, false, nil
	}
	if c, err := r.Cookie(chosen); err == nil && pages[shipping.MerchantID(c.Value)] != nil {
		return shipping.MerchantID(c.Value), false, nil
	}
	if len(pages) > 1 { // those that can be looked into
		pages = maps.Clone(pages)
		maps.DeleteFunc(pages, func(id shipping.MerchantID, _ http.Handler) bool { return who.May(id, account.Read) != nil })
	}
	if len(pages) == 1 {
		for id = range pages {
		}
	}
	return id, false, nil
}

// known are the pages of the merchants that somebody is anything to.
func known(who account.Actor, all map[shipping.MerchantID]http.Handler) map[shipping.MerchantID]http.Handler {
	pages := maps.Clone(all)
	maps.DeleteFunc(pages, func(id shipping.MerchantID, _ http.Handler) bool { return !who.Knows(id) })
	return pages
}

type severalKey struct{}

// several tells whether there are pages of other merchants, too, for whoever opens these.
func several(r *http.Request) bool {
	yes, _ := r.Context().Value(severalKey{}).(bool)
	return yes
}

// deeds are the rights in words, as what somebody may do.
var deeds = map[account.Right]string{
	account.Read: "look at everything", account.Orders: "hand orders in and call them off", account.Stock: "receive, count and move goods", account.Parcels: "hand parcels to carriers",
	account.Scans: "tell what became of parcels", account.Cases: "work on cases", account.Book: "publish a Book", account.Erase: "have a person forgotten", account.Accounts: "invite others and make tokens",
}

// standing is what somebody is to a merchant.
type standing struct {
	Merchant shipping.MerchantID
	Is       string   // the roles
	May      []string // in words
	Looks    bool     // into the pages
	Scans    bool     // hands scans in
	Others   bool     // there are other merchants
	Owners   []string
	Fault    *shipping.Error
}

func standingOf(who account.Actor, id shipping.MerchantID) standing {
	s := standing{Merchant: id, Looks: who.May(id, account.Read) == nil, Scans: who.May(id, account.Scans) == nil}
	var roles []string
	for _, m := range []shipping.MerchantID{id, account.Everyone} {
		if role := string(who.Grants[m]); role != "" && !slices.Contains(roles, role) {
			roles = append(roles, role)
		}
	}
	s.Is = strings.Join(roles, ", ")
	for _, right := range account.Rights() {
		if who.May(id, right) == nil {
			s.May = append(s.May, deeds[right])
		}
	}
	return s
}

// refuse tells whoever may not look into a merchant's business what he may do, and whom to ask; a program, what it lacks.
func (h *lobby) refuse(w http.ResponseWriter, r *http.Request, id shipping.MerchantID, err error) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		answer(w, nil, err)
		return
	}
	who, _ := account.Acting(r.Context())
	s := standingOf(who, id)
	s.Fault, s.Others = faultOf(err), len(known(who, h.Pages())) > 1
	if h.Owners != nil {
		if s.Owners, err = h.Owners(r.Context(), id); err != nil {
			s.Owners = nil // the page is of use without
		}
	}
	status := http.StatusForbidden
	if r.URL.Path == "/" { // where everybody lands
		status = http.StatusOK
	}
	h.show(w, r, status, "yours.html", s)
}

// choose lists the merchants, where none or an unknown one was named.
func (h *lobby) choose(w http.ResponseWriter, r *http.Request, id shipping.MerchantID) {
	who, _ := account.Acting(r.Context())
	body := struct {
		Unknown string
		Lacking bool // a second factor is asked for, and there is none
		List    []standing
	}{Unknown: shipping.Text(string(id)), Lacking: len(who.Lacking) > 0}
	for _, id := range slices.Sorted(maps.Keys(known(who, h.Pages()))) {
		body.List = append(body.List, standingOf(who, id))
	}
	status := http.StatusOK
	if id != "" {
		status = http.StatusNotFound
	}
	h.show(w, r, status, "merchants.html", body)
}

func (h *lobby) show(w http.ResponseWriter, r *http.Request, status int, name string, body any) {
	head(w, status)
	_ = h.pages.ExecuteTemplate(w, name, page{Title: "Crosslane", Who: signedIn(r), Body: body}) // the reader has gone
}

// nobodys tells that no merchant's business was asked for, or one's that is not served here.
func nobodys(id shipping.MerchantID) error {
	e := &shipping.Error{Code: shipping.NotFound, Field: MerchantHeader, Message: "whose business is meant is not said", Hint: "send the header " + MerchantHeader + ": NAME, or add ?merchant=NAME"}
	if id != "" {
		e.Message, e.Hint = "no merchant "+strconv.Quote(shipping.Text(string(id)))+" is served here", "look at how the name is written; one whose Book names simulated carriers is not served"
	}
	return e
}
