package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
)

// caseList is what the list of cases shows.
type caseList struct {
	Cases         []view.CaseRow
	State         string // open, closed or all
	What, Owner   string
	Kinds, Owners []string
	Next          string
	// Held are the newest orders that wait for a person as a case does, up to mostHeld; More tells that there are others.
	Held []view.OrderRow
	More bool
}

// mostHeld is how many held orders stand beside the cases.
const mostHeld = 20

func (h *handler) cases(w http.ResponseWriter, r *http.Request) {
	page, err := pageOf[string](r, "cas_", nil)
	q := r.URL.Query()
	p := caseList{State: "open", What: q.Get("what"), Owner: strings.TrimSpace(q.Get("owner"))}
	switch s := q.Get("state"); {
	case s == "open", s == "closed", s == "all":
		p.State = s
	case s != "" && err == nil:
		err = shipping.BadField("state", strconv.Quote(s)+" is not known", "known: open, closed, all")
	}
	page.State, page.Only, page.Owner = p.State, p.What, p.Owner
	if err == nil {
		err = h.readCases(r.Context(), &p, page)
	}
	p.Next = next(r, page, p.Cases, func(row *view.CaseRow) string { return string(row.ID) })
	h.show(w, r, "cases.html", "cases", p, err)
}

func (h *handler) readCases(ctx context.Context, p *caseList, page view.Page) (err error) {
	if p.Cases, err = h.Views.Work(ctx, h.ID, page); err != nil {
		return err
	}
	if err = TellReasons(ctx, h.Merchant, p.Cases); err != nil {
		return err
	}
	if p.Kinds, err = h.Views.CaseKinds(ctx, h.ID); err != nil {
		return err
	}
	if p.Owners, err = h.Views.CaseOwners(ctx, h.ID); err != nil || p.State == "closed" || p.What+p.Owner+page.Before != "" {
		return err
	}
	p.Held, err = h.Views.Orders(ctx, h.ID, view.Page{Limit: mostHeld + 1, Only: string(fact.StageHeld)})
	p.More = len(p.Held) > mostHeld
	p.Held = p.Held[:min(mostHeld, len(p.Held))]
	return err
}

// casePage is what the page of a case shows.
type casePage struct {
	*merchant.CaseFile
	Parcels []view.ParcelRow
	Next    string
	Form    *form
	Open    bool // something may be said about it
}

// form is what was typed, and what was wrong with it.
type form struct {
	Do    string // which form was sent: owner, note, due or close
	By    string
	Owner string
	Text  string
	Due   string
	Why   string
	Done  string // what was recorded by the request before
	Fault *shipping.Error
	// Known says that whoever fills it in signed in, and need not write a name.
	Known bool
}

// At is the fault of a field of the form that was sent; nil when there is none.
func (f *form) At(do, field string) *shipping.Error {
	if f.about(do) && f.Fault.Field == field {
		return f.Fault
	}
	return nil
}

// about tells whether a fault was found when this form was sent.
func (f *form) about(do string) bool { return f.Fault != nil && f.Do == do }

// Of is the fault of the form that was sent as a whole; nil when there is none.
func (f *form) Of(do string) *shipping.Error {
	if f.about(do) && f.Fault.Field != "by" && f.Fault.Field != fieldOf[do] {
		return f.Fault
	}
	return nil
}

// fieldOf is the field that each form has beside the name of who says it.
var fieldOf = map[string]string{"owner": "owner", "note": "text", "due": "due", "close": "why"}

// signature is the name of the cookie with who said something last, so that the name is typed once.
const signature = "by"

func (h *handler) caseFile(w http.ResponseWriter, r *http.Request) {
	f := form{Done: r.URL.Query().Get("done"), By: signedIn(r), Known: signedIn(r) != ""}
	if c, err := r.Cookie(signature); err == nil && !f.Known {
		f.By, _ = url.QueryUnescape(c.Value) // what cannot be read is typed again
	}
	h.showCase(w, r, http.StatusOK, &f)
}

// showCase shows a case with its forms as they were filled in.
func (h *handler) showCase(w http.ResponseWriter, r *http.Request, status int, f *form) {
	p := casePage{Form: f}
	page, err := pageOf[string](r, "par_", nil)
	if err == nil {
		p.CaseFile, err = h.Case(r.Context(), shipping.CaseID(r.PathValue("case")))
	}
	if err == nil {
		p.Parcels, err = h.Views.CaseParcels(r.Context(), h.ID, p.ID, page)
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	p.Open = p.State.Closed == "" && h.Writing
	p.Next = next(r, page, p.Parcels, func(row *view.ParcelRow) string { return string(row.ID) })
	if f.Do != "owner" {
		f.Owner = p.State.Owner
	}
	if f.Do != "due" && !p.Due.IsZero() {
		f.Due = p.Due.UTC().Format(dueLayouts[0])
	}
	h.write(w, r, status, "case.html", "cases", p)
}

// mostForm bounds what one form holds.
const mostForm = 64 << 10

// say takes one of the forms in.
func (h *handler) say(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, mostForm)
	if err := r.ParseForm(); err != nil {
		h.fail(w, r, &shipping.Error{Code: shipping.Invalid, Message: "what was sent cannot be read as a form, or is larger than 64 kB", Hint: "go back, and send less", Cause: err})
		return
	}
	typed := func(key string) string { return strings.TrimSpace(r.PostForm.Get(key)) }
	f := form{Do: typed("do"), By: typed("by"), Owner: typed("owner"), Text: typed("text"), Due: typed("due"), Why: typed("why")}
	if who := signedIn(r); who != "" {
		f.By, f.Known = who, true
	}
	id := shipping.CaseID(r.PathValue("case"))
	body, documents, err := f.meant()
	if err == nil {
		err = h.Say(r.Context(), id, f.By, body, documents...)
	}
	if err == nil {
		//nolint:gosec // a name typed once; the page may be served without TLS inside a warehouse
		http.SetCookie(w, &http.Cookie{Name: signature, Value: url.QueryEscape(f.By), Path: "/cases", MaxAge: 365 * 24 * 3600, HttpOnly: true, SameSite: http.SameSiteStrictMode})
		http.Redirect(w, r, "/cases/"+url.PathEscape(string(id))+"?done="+f.Do, http.StatusSeeOther)
		return
	}
	if f.Fault = faultOf(err); f.Fault.Code == shipping.NotFound {
		h.fail(w, r, err)
		return
	}
	h.showCase(w, r, f.Fault.Code.HTTPStatus(), &f)
}

// meant is what a form says.
func (f *form) meant() (fact.Body, []shipping.Document, error) {
	switch f.Do {
	case "owner":
		return &fact.CaseAssigned{Owner: f.Owner}, nil, nil
	case "note":
		doc := shipping.NewDocument("text/plain", "", []byte(f.Text))
		return &fact.CaseNoted{Note: doc.ID}, []shipping.Document{doc}, nil
	case "due":
		due, err := readDue(f.Due)
		return &fact.CaseScheduled{Due: fact.Timer{Name: fact.CaseDue, Due: due}}, nil, err
	case "close":
		return &fact.CaseClosed{Why: f.Why}, nil, nil
	}
	return nil, nil, shipping.BadField("do", "nobody knows the form "+f.Do, "use one of owner, note, due, close")
}

// dueLayouts are how a due time is written: as browsers do, in UTC, or with its zone.
var dueLayouts = []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02 15:04", time.RFC3339}

func readDue(text string) (time.Time, error) {
	for _, layout := range dueLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, shipping.BadField("due", "is no day and time", "write them in UTC, such as 2026-12-01T12:00")
}
