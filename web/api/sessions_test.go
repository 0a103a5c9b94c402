package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"crosslane/account"
)

// TestSessions: who was invited chooses a password, signs in, works as what he is, and signs out.
func TestSessions(t *testing.T) {
	s := serve(t)
	owner := s.token(t, account.Grants{"main": account.Owner})
	status, body, _ := s.ask(t, owner, "POST", "/v1/users", `{"email":"anna@shop.example","name":"Anna","grants":{"main":"warehouse"}}`)
	var invited struct{ ID, Secret, Link string }
	if err := json.Unmarshal([]byte(body), &invited); err != nil || status != http.StatusCreated || !strings.HasPrefix(invited.Secret, "cl_join_") || invited.Link != "https://ship.example/join?secret="+invited.Secret {
		t.Fatal(status, body, err)
	}
	const password = "wool kettle orbit quince"
	for _, c := range []struct {
		body   string
		status int
	}{
		{`{"secret":"` + invited.Secret + `","password":"short"}`, 422}, {`{"secret":"cl_join_x_y","password":"` + password + `"}`, 401},
		{`{"secret":"` + invited.Secret + `","password":"` + password + `"}`, 200}, {`{"secret":"` + invited.Secret + `","password":"` + password + `"}`, 401},
	} {
		status, body, _ := s.ask(t, "", "POST", "/v1/join", c.body)
		if status != c.status || strings.Contains(body, password) || strings.Contains(body, invited.Secret) {
			t.Errorf("%s: %d %s", c.body, status, body)
		}
	}
	status, body, _ = s.ask(t, "", "POST", "/v1/sessions", `{"email":"anna@shop.example","password":"`+password+`"}`)
	var in struct{ Secret string }
	if err := json.Unmarshal([]byte(body), &in); err != nil || status != http.StatusCreated {
		t.Fatal(status, body, err)
	}
	if status, _, _ := s.ask(t, in.Secret, "GET", "/v1/stock", ""); status != http.StatusOK {
		t.Errorf("a worker looks at stock: %d", status)
	}
	if status, _, _ := s.ask(t, in.Secret, "POST", "/v1/orders", anOrder); status != http.StatusForbidden {
		t.Errorf("a worker hands orders in: %d", status)
	}
	if status, _, _ := s.ask(t, owner, "DELETE", "/v1/sessions/current", ""); status != http.StatusForbidden {
		t.Errorf("a token signs out: %d", status)
	}
	if status, _, _ := s.ask(t, in.Secret, "DELETE", "/v1/sessions/current", ""); status != http.StatusNoContent {
		t.Errorf("signs out: %d", status)
	}
	if status, _, _ := s.ask(t, in.Secret, "GET", "/v1/stock", ""); status != http.StatusUnauthorized {
		t.Errorf("after signing out: %d", status)
	}
	for range 5 {
		s.ask(t, "", "POST", "/v1/sessions", `{"email":"anna@shop.example","password":"wrong"}`)
	}
	if status, body, head := s.ask(t, "", "POST", "/v1/sessions", `{"email":"anna@shop.example","password":"wrong"}`); status != http.StatusTooManyRequests || head.Get("Retry-After") != "30" || !strings.Contains(body, "try again in 30 seconds, at ") {
		t.Errorf("guessing: %d %q %s", status, head.Get("Retry-After"), body)
	}
}
