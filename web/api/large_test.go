package api_test

import (
	"net/http"
	"strings"
	"testing"

	"crosslane/account"
	"crosslane/web/api"
)

// TestWhatIsNotRead: a body of a media type that a call does not read is 415, with those that it does; one that is larger than it takes is 413; neither is looked into.
func TestWhatIsNotRead(t *testing.T) {
	s := serve(t)
	doc, router := s.described(t)
	token := s.token(t, account.Grants{"main": account.Owner})
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if op.RequestBody == nil || op.OperationID == "run-command-line" || op.Security != nil {
				continue
			}
			at := strings.NewReplacer("{", "", "}", "").Replace(path)
			r, err := http.NewRequest(method, s.URL+at, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, said := range []string{"text/html", "image/png", "application/json; charset=utf-16", "x", "multipart/form-data; boundary=x"} {
				status, body, head := s.ask(t, token, method, at, "{}", "Content-Type", said)
				hold(t, router, r, status, head, body)
				if status != http.StatusUnsupportedMediaType || !strings.Contains(body, `"title":"wrong_media"`) || !strings.Contains(body, `"field":"header.Content-Type"`) || !strings.Contains(body, `"hint":"send `) {
					t.Errorf("%s %s of %s: %d %s", method, at, said, status, body)
				}
			}
			for _, key := range []string{"", "large " + path} {
				status, body, head := s.ask(t, token, method, at, `{"x":"`+strings.Repeat("x", 33<<20)+`"}`, "Content-Type", media(op.RequestBody.Value.Content), api.KeyHeader, key)
				hold(t, router, r, status, head, body)
				if status != http.StatusRequestEntityTooLarge || !strings.Contains(body, `"title":"too_large"`) {
					t.Errorf("%s %s of 33 MB, key %q: %d %.300s", method, at, key, status, body)
				}
			}
		}
	}
	for said, want := range map[string]int{"": 200, "application/json": 200, "application/json; charset=UTF-8": 200, "application/x-ndjson": 200, "text/csv": 415} {
		if status, body, _ := s.ask(t, token, "POST", "/v1/orders", "[]", "Content-Type", said); status != want && (want != 200 || status == 415) {
			t.Errorf("orders of %q: %d %s", said, status, body)
		}
	}
	nine := `[{"number":"` + strings.Repeat("x", 9<<20) + `"}]`
	if status, body, _ := s.ask(t, token, "POST", "/v1/orders", nine); status != http.StatusRequestEntityTooLarge {
		t.Errorf("9 MB of orders: %d %.300s", status, body)
	}
}

// media is one that a call reads.
func media[V any](content map[string]V) string {
	for name := range content {
		return name
	}
	return ""
}
