package api_test

import (
	"encoding/base32"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/account/totp"
	"crosslane/seal"
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
	if status, _, _ := s.ask(t, "", "DELETE", "/v1/sessions/current", "", "Authorization", "bearer "+in.Secret); status != http.StatusNoContent { // the scheme is written in any case (RFC 9110, 11.1)
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

// TestSignInWithASecondFactor: a program that signs a user in sends the code of the second factor along.
func TestSignInWithASecondFactor(t *testing.T) {
	s := serve(t)
	s.accounts.Keys = seal.Of(t.TempDir())
	const password = "wool kettle orbit quince"
	_, link, err := s.accounts.Invite(t.Context(), account.User{Email: "anna@shop.example", Name: "Anna", Grants: account.Grants{"main": account.Warehouse}})
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.accounts.Join(t.Context(), account.Joining{Secret: link, Password: password, From: &account.Place{}})
	if err != nil {
		t.Fatal(err)
	}
	who, err := s.accounts.Who(t.Context(), in.Session)
	if err != nil {
		t.Fatal(err)
	}
	ctx := account.As(t.Context(), who)
	shared, err := s.accounts.SharePhone(ctx, "x")
	if err != nil {
		t.Fatal(err)
	}
	raw, _ := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(shared.Text, " ", ""))
	codes, err := s.accounts.ConfirmPhone(ctx, shared.Secret, totp.Code(raw, totp.Step(time.Date(2026, 3, 20, 12, 0, 0, 0, time.UTC))))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code   string
		status int
		says   string
	}{{"", 401, `"field":"body.code"`}, {"000000", 401, "address, password and code do not go together"}, {codes[0], 201, `"secret":"cl_session_`}, {codes[0], 401, "do not go together"}} {
		if status, body, _ := s.ask(t, "", "POST", "/v1/sessions", `{"email":"anna@shop.example","password":"`+password+`","code":"`+c.code+`"}`); status != c.status || !strings.Contains(body, c.says) || strings.Contains(body, password) {
			t.Errorf("%q: %d %s", c.code, status, body)
		}
	}
}
