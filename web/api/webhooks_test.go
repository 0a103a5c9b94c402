package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"crosslane/account"
)

// TestWebhooks: who is told what happens, from its making to its end; a secret is told when it is made, and never again.
func TestWebhooks(t *testing.T) {
	s := serve(t, "other")
	owner := s.token(t, account.Grants{"main": account.Owner})
	_, router := s.described(t)
	ask := func(token, method, path, body string, want int, says ...string) string {
		t.Helper()
		status, text, head := s.ask(t, token, method, path, body, "Crosslane-Merchant", "main")
		if status != want {
			t.Errorf("%s %s: %d %s, want %d", method, path, status, text, want)
		}
		r, err := http.NewRequest(method, s.URL+path, nil) // it is not sent
		if err != nil {
			t.Fatal(err)
		}
		hold(t, router, r, status, head, text)
		for _, word := range says {
			if !strings.Contains(text, word) {
				t.Errorf("%s %s does not say %s: %s", method, path, word, text)
			}
		}
		return text
	}
	var made struct{ ID, Secret string }
	text := ask(owner, "POST", "/v1/webhooks", `{"url":"https://shop.example/hooks","types":["parcel.delivered","order.held"],"description":"ERP"}`, 201, `"state":"on"`, `"types":["order.held","parcel.delivered"]`, `"by":"token:tok_`)
	if err := json.Unmarshal([]byte(text), &made); err != nil || !strings.HasPrefix(made.Secret, "whsec_") {
		t.Fatal(text, err)
	}
	at := "/v1/webhooks/" + made.ID
	for _, c := range [][3]string{
		{"POST", "/v1/webhooks", `{"url":"http://shop.example/"}`}, {"POST", "/v1/webhooks", `{"url":"https://127.0.0.1/"}`}, {"POST", "/v1/webhooks", `{}`},
		{"POST", "/v1/webhooks", `{"url":"https://shop.example/","types":["order.eaten"]}`}, {"PATCH", at, `{"state":"asleep"}`}, {"PATCH", at, `{"url":"ftp://x/"}`},
		{"POST", at + "/replay", `{"from":"2027-01-01T00:00:00Z"}`}, {"POST", at + "/replay", `{}`}, {"GET", at + "/deliveries?cursor=1", ""}, {"GET", at + "/deliveries?stage=gone", ""},
	} {
		ask(owner, c[0], c[1], c[2], 422, `"hint":"`)
	}
	ask(owner, "GET", "/v1/event-types", "", 200, `"type":"order.accepted"`)
	ask(owner, "PATCH", at, `{"types":[],"state":"off"}`, 200, `"types":[]`, `"state":"off"`, `"why":"turned off by token:tok_`)
	ask(owner, "POST", at+"/test", "", 403, "turn it on")
	ask(owner, "PATCH", at, `{"state":"on"}`, 200, `"state":"on"`)
	var tried struct{ Delivery string }
	if err := json.Unmarshal([]byte(ask(owner, "POST", at+"/test", "", 202)), &tried); err != nil {
		t.Fatal(err)
	}
	ask(owner, "GET", at+"/deliveries?stage=waiting", "", 200, tried.Delivery, `"type":"webhook.test"`, `"next":"`)
	ask(owner, "POST", at+"/deliveries/"+tried.Delivery+"/replay", "", 204)
	ask(owner, "POST", at+"/replay", `{"from":"2026-03-20T00:00:00Z"}`, 202, `"deliveries":1`)
	ask(owner, "GET", at+"/deliveries?limit=1", "", 200, tried.Delivery)
	ask(owner, "POST", at+"/rotate", "", 200, `"secret":"whsec_`)
	for _, path := range []string{"/v1/webhooks", at, at + "/deliveries"} {
		if text := ask(owner, "GET", path, "", 200); strings.Contains(text, "whsec_") || strings.Contains(text, made.Secret[6:]) {
			t.Errorf("%s tells the secret: %s", path, text)
		}
	}
	reader := s.token(t, account.Grants{"main": account.Operations})
	ask(reader, "GET", at, "", 200)
	ask(reader, "POST", at+"/rotate", "", 403)
	theirs := s.token(t, account.Grants{"other": account.Owner})
	for _, c := range [][2]string{{"GET", at}, {"DELETE", at}, {"POST", at + "/rotate"}, {"POST", at + "/test"}, {"GET", at + "/deliveries"}, {"POST", at + "/deliveries/" + tried.Delivery + "/replay"}} {
		if status, text, _ := s.ask(t, theirs, c[0], c[1], ""); status != http.StatusNotFound || strings.Contains(text, "shop.example") {
			t.Errorf("%s %s for the owner of another merchant: %d %s", c[0], c[1], status, text)
		}
	}
	ask(owner, "DELETE", at, "", 204)
	deeds, err := s.accounts.Deeds(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var did []string
	for _, d := range deeds {
		if strings.HasPrefix(d.About, made.ID) && strings.HasPrefix(d.Actor, "token:") {
			did = append(did, d.Did)
		}
	}
	if got := strings.Join(did, ", "); got != "webhook ended, webhook given a new secret, webhook changed, webhook changed, webhook made" {
		t.Errorf("noted: %s", got)
	}
	ask(owner, "GET", at, "", 404)
	ask(owner, "GET", at+"/deliveries", "", 404)
}
