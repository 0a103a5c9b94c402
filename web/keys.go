package web

import (
	"encoding/json"
	"io"
	"net/http"

	"crosslane/account"
	"crosslane/account/passkey"
	"crosslane/shipping"
)

// longestAnswer bounds what a browser says of a passkey.
const longestAnswer = 64 << 10

// keys are the ways of passkeys. Their pages' script speaks JSON; everything else of the door works without it.
func (d *Door) keys(mux *http.ServeMux) {
	refused := func(w http.ResponseWriter, _ *http.Request, err error) { answer(w, nil, err) }
	mux.HandleFunc("POST /signin/key/ask", sameSite(refused, func(w http.ResponseWriter, r *http.Request) {
		asked, err := d.Accounts.AskKey(r.Context(), d.site(r))
		d.answer(w, asked, err)
	}))
	mux.HandleFunc("POST /signin/key", sameSite(refused, d.showKey))
	mux.HandleFunc("POST /account/keys/ask", sameSite(refused, d.known(func(w http.ResponseWriter, r *http.Request) {
		asked, err := d.Accounts.MakeKey(r.Context(), d.site(r))
		d.answer(w, asked, err)
	})))
	mux.HandleFunc("POST /account/keys", sameSite(refused, d.known(d.keepKey)))
}

// site is for whom keys are: this server, as the browser calls it.
func (d *Door) site(r *http.Request) passkey.Site {
	if d.Public != nil {
		return passkey.Site{Host: hostOf(d.Public.Host), Origin: d.Public.Scheme + "://" + d.Public.Host}
	}
	scheme := "http://"
	if d.Secure {
		scheme = "https://"
	}
	return passkey.Site{Host: hostOf(r.Host), Origin: scheme + r.Host}
}

func (*Door) answer(w http.ResponseWriter, v any, err error) {
	w.Header().Set("Cache-Control", "no-store")
	answer(w, v, err)
}

// shownKey is what a browser says of a passkey.
type shownKey struct {
	Secret string          `json:"secret"` // of what it was asked
	Name   string          `json:"name"`   // how a new one is called
	To     string          `json:"to"`     // where whoever signs in wants to go
	Answer json.RawMessage `json:"answer"`
}

func readKey(w http.ResponseWriter, r *http.Request) (*shownKey, error) {
	if err := KindOf(r, "application/json", "application/json"); err != nil {
		return nil, err
	}
	var k shownKey
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestAnswer))
	if err == nil {
		err = json.Unmarshal(body, &k)
	}
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Invalid, Field: "body", Message: "what the browser says of a passkey cannot be read, or is larger than 64 kB", Hint: "load the page again", Cause: err}
	}
	return &k, nil
}

// led tells the page's script where to go.
type led struct {
	To string `json:"to"`
}

// showKey begins the session of whoever shows a passkey.
func (d *Door) showKey(w http.ResponseWriter, r *http.Request) {
	k, err := readKey(w, r)
	var in *account.Entered
	if err == nil {
		in, err = d.Accounts.ShowKey(r.Context(), d.site(r), k.Secret, k.Answer, d.from(r))
	}
	if err == nil {
		err = d.begin(w, r, in)
	}
	if err != nil {
		d.answer(w, nil, err)
		return
	}
	d.answer(w, led{within(k.To)}, nil)
}

// keepKey keeps a passkey that a browser made.
func (d *Door) keepKey(w http.ResponseWriter, r *http.Request) {
	k, err := readKey(w, r)
	if err == nil {
		err = d.Accounts.KeepKey(r.Context(), d.site(r), k.Secret, k.Name, k.Answer)
	}
	d.answer(w, led{"/account#keys"}, err)
}

func (d *Door) dropKey(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, longestForm)
	d.changed(w, r, d.Accounts.DropKey(r.Context(), r.PostFormValue("id")))
}
