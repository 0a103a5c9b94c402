// Package mocked has what the mocks of carriers have alike: tokens, answers, labels as small as they can be.
package mocked

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// pdf and zpl are a label of 10 by 15 cm with nothing on it.
const (
	pdf = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 283 425]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
	zpl = "^XA^FO50,50^FDMOCK^FS^XZ\n"
)

// PDF is a label, and ZPL one for a printer of labels.
func PDF() []byte { return []byte(pdf) }

// ZPL is a label in the language of label printers.
func ZPL() []byte { return []byte(zpl) }

// Label is a label in base64: for a printer of labels, or a PDF.
func Label(printer bool) string {
	if printer {
		return base64.StdEncoding.EncodeToString(ZPL())
	}
	return base64.StdEncoding.EncodeToString(PDF())
}

// Now is the instant by a mock's clock, or by the machine's where it has none.
func Now(clock func() time.Time) time.Time {
	if clock != nil {
		return clock()
	}
	return time.Now()
}

// Nth reports whether the n-th is one of those to which something happens: every so many-th, and none for zero.
func Nth(n, every int) bool { return every > 0 && n%every == 0 }

// Lost closes the connection in place of an answer.
func Lost() { panic(http.ErrAbortHandler) }

// Busy asks for a second of peace; what says so in the carrier's form follows.
func Busy(w http.ResponseWriter) { w.Header().Set("Retry-After", "1") }

// Say answers in JSON.
func Say(w http.ResponseWriter, status int, body any) {
	text, err := json.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(text)
}

// Read reads JSON that is asked, a megabyte at most, and reports whether that could be done.
func Read(w http.ResponseWriter, r *http.Request, into any) bool {
	return json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(into) == nil
}

// Tokens gives tokens (RFC 6749, section 4.4), and takes the newest alone. The zero value has given none.
type Tokens struct{ given, used int }

// Give answers with a token, if it is who it should be.
func (t *Tokens) Give(w http.ResponseWriter, r *http.Request, login, secret string) {
	id, proof, basic := r.BasicAuth()
	if !basic {
		id, proof = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	if id != login || proof != secret || r.FormValue("grant_type") != "client_credentials" {
		Say(w, http.StatusUnauthorized, map[string]any{"error": "invalid_client", "error_description": "the client is not known"})
		return
	}
	t.given++
	t.used = 0
	Say(w, http.StatusOK, map[string]any{"access_token": t.newest(), "token_type": "Bearer", "expires_in": 14400})
}

// Take reports whether a call bears the newest token. It ends after so many calls; zero: it does not end.
func (t *Tokens) Take(r *http.Request, ends int) bool {
	t.used++
	return t.given > 0 && r.Header.Get("Authorization") == "Bearer "+t.newest() && (ends == 0 || t.used <= ends)
}

func (t *Tokens) newest() string { return fmt.Sprintf("token-%d", t.given) }
