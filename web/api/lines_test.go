package api_test

import (
	"net/http"
	"strings"
	"testing"

	"crosslane/account"
	"crosslane/shipping"
)

// lineAsked runs a command line, or tells why not: it says who asked, and is refused without a form.
func lineAsked(w http.ResponseWriter, r *http.Request) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return &shipping.Error{Code: shipping.WrongMedia, Field: "header.Content-Type", Message: "a command line comes as multipart/form-data", Hint: "send a form"}
	}
	w.Header().Set("Content-Type", "application/vnd.crosslane.run")
	_, err := w.Write([]byte(account.By(r.Context(), "nobody")))
	return err
}

// TestLines: a command line is run for whoever proves who he is, and for nobody else; what is no line is refused as every call refuses.
func TestLines(t *testing.T) {
	s := serve(t)
	token := s.token(t, account.Grants{"main": account.Partner})
	if status, body, _ := s.ask(t, token, "POST", "/v1/run", "--x--", "Content-Type", "multipart/form-data; boundary=x"); status != http.StatusOK || !strings.HasPrefix(body, "token:tok_") {
		t.Errorf("%d %s", status, body)
	}
	if status, body, _ := s.ask(t, token, "POST", "/v1/run", "{}"); status != http.StatusUnsupportedMediaType || !strings.Contains(body, `"field":"header.Content-Type"`) {
		t.Errorf("no form: %d %s", status, body)
	}
	if status, _, _ := s.ask(t, "", "POST", "/v1/run", "--x--", "Content-Type", "multipart/form-data; boundary=x"); status != http.StatusUnauthorized {
		t.Errorf("of nobody: %d", status)
	}
}
