package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"

	"crosslane/account"
)

// described is the document of the calls, as a program of others reads it.
func (s *served) described(t *testing.T) (*openapi3.T, routers.Router) {
	t.Helper()
	status, text, _ := s.ask(t, "", "GET", "/v1/openapi.json", "")
	if status != http.StatusOK {
		t.Fatal(status, text)
	}
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	doc.Servers = openapi3.Servers{{URL: s.URL}}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, router
}

// hold fails unless an answer is as the document says.
func hold(t *testing.T, router routers.Router, r *http.Request, status int, head http.Header, body string) {
	t.Helper()
	route, params, err := router.FindRoute(r)
	if err != nil {
		t.Errorf("%s %s is not in the document: %v", r.Method, r.URL, err)
		return
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route},
		Status:                 status, Header: head, Body: io.NopCloser(bytes.NewReader([]byte(body))),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	if status >= http.StatusBadRequest {
		wholeProblem(t, r.Method+" "+r.URL.Path, body)
	}
	if err := openapi3filter.ValidateResponse(t.Context(), in); err != nil {
		t.Errorf("%s %s: its answer %d is not as the document says: %v", r.Method, r.URL, status, err)
	}
}

// wholeProblem fails unless a problem names each thing that is wrong with its place and what to do.
func wholeProblem(t *testing.T, call, body string) {
	t.Helper()
	var p struct {
		Errors []struct{ Field, Message, Hint string }
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil || len(p.Errors) == 0 {
		t.Errorf("%s: no errors: %v, %s", call, err, body)
	}
	for _, e := range p.Errors {
		if e.Field == "" || e.Message == "" || e.Hint == "" {
			t.Errorf("%s: %+v is not whole", call, e)
		}
	}
}

// TestProblemsAreWhole: what is found while a request is read says what to do, as what the business finds does.
func TestProblemsAreWhole(t *testing.T) {
	s := serve(t)
	token := s.token(t, account.Grants{"main": account.Owner})
	for _, c := range [][5]string{
		{"POST", "/v1/tokens", "", `"field":"body"`, "send a body"}, {"POST", "/v1/tokens", "{", `"field":"body"`, "send it whole"},
		{"GET", "/v1/orders?limit=9999", "", `"field":"query.limit"`, "write at most 500"}, {"GET", "/v1/orders?limit=0", "", `"field":"query.limit"`, "write at least 1"},
		{"GET", "/v1/orders?stage=gone", "", `"field":"query.stage"`, "write one of"}, {"GET", "/v1/nope", "", `"field":"address"`, "/v1/ lists all calls"},
		{"POST", "/v1/handovers", "{}", `"field":"body`, "send"}, {"GET", "/v1/orders/nothing", "", `"field":"request"`, "storefront"},
	} {
		status, body, _ := s.ask(t, token, c[0], c[1], c[2])
		if status < 400 || !strings.Contains(body, c[3]) || !strings.Contains(body, c[4]) {
			t.Errorf("%s %s: %d %s, want %s and %q", c[0], c[1], status, body, c[3], c[4])
		}
		wholeProblem(t, c[1], body)
	}
}

// TestWalk goes over every call without a token, with one of another merchant, and with one of every role: who is not known learns nothing,
// who is known does what his role may, and every answer is as the document says.
func TestWalk(t *testing.T) {
	s := serve(t, "other")
	doc, router := s.described(t)
	foreign := s.token(t, account.Grants{"nowhere": account.Owner})
	roles := map[account.Role]string{}
	for _, role := range account.Roles() {
		roles[role] = s.token(t, account.Grants{"main": role})
	}
	calls := 0
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			calls++
			at := strings.NewReplacer("{", "", "}", "").Replace(path)
			try := func(token, merchant string) int {
				body := ""
				if op.RequestBody != nil {
					body = "{}"
				}
				status, text, head := s.ask(t, token, method, at, body, "Crosslane-Merchant", merchant)
				r, err := http.NewRequest(method, s.URL+at, nil) // it is not sent
				if err != nil {
					t.Fatal(err)
				}
				hold(t, router, r, status, head, text)
				if status >= 500 || strings.Contains(text, "nowhere") && token == "" {
					t.Errorf("%s %s: %d %s", method, path, status, text)
				}
				return status
			}
			if op.Security != nil && len(*op.Security) == 0 { // nobody needs to be known yet
				if status := try("", "main"); status != http.StatusUnprocessableEntity {
					t.Errorf("%s %s of nobody: %d", method, path, status)
				}
				continue
			}
			if status := try("", "main"); status != http.StatusUnauthorized {
				t.Errorf("%s %s without a token: %d", method, path, status)
			}
			if status := try("cl_live_x_y", "main"); status != http.StatusUnauthorized {
				t.Errorf("%s %s with a token that is none: %d", method, path, status)
			}
			right, _ := op.Extensions["x-right"].(string)
			if op.OperationID == "follow-events" { // whose answers do not end: TestEvents
				continue
			}
			if right == "" {
				continue
			}
			if status := try(foreign, "main"); status != http.StatusNotFound {
				t.Errorf("%s %s for a stranger: %d", method, path, status)
			}
			for role, token := range roles {
				may := account.Actor{Grants: account.Grants{"main": role}}.May("main", account.Right(right)) == nil
				if status := try(token, "main"); (status == http.StatusForbidden) == may {
					t.Errorf("%s %s for %s: %d", method, path, role, status)
				}
				if status := try(token, "other"); status != http.StatusNotFound {
					t.Errorf("%s %s of another merchant for %s: %d", method, path, role, status)
				}
			}
		}
	}
	if calls < 35 {
		t.Errorf("only %d calls are in the document", calls)
	}
}

// TestForeignAccounts: accounts of merchants that are not one's own are not shown, and not changed.
func TestForeignAccounts(t *testing.T) {
	s := serve(t, "other")
	mine := s.token(t, account.Grants{"main": account.Owner})
	made, _, err := s.accounts.MakeToken(t.Context(), account.Token{Name: "theirs", Grants: account.Grants{"other": account.Owner}})
	if err != nil {
		t.Fatal(err)
	}
	u, _, err := s.accounts.Invite(t.Context(), account.User{Email: "x@y.example", Name: "X", Grants: account.Grants{"other": account.Owner}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range [][3]string{
		{"DELETE", "/v1/tokens/" + made.ID, ""}, {"DELETE", "/v1/users/" + u.ID, ""}, {"PUT", "/v1/users/" + u.ID + "/grants", `{"grants":{"main":"owner"}}`},
		{"POST", "/v1/tokens", `{"name":"x","grants":{"other":"read-only"}}`}, {"POST", "/v1/tokens", `{"name":"x","grants":{"*":"read-only"}}`},
		{"POST", "/v1/users", `{"email":"a@b.example","name":"A","grants":{"other":"owner"}}`}, {"GET", "/v1/deeds", ""},
	} {
		if status, body, _ := s.ask(t, mine, c[0], c[1], c[2]); status != http.StatusNotFound {
			t.Errorf("%s %s: %d %s", c[0], c[1], status, body)
		}
	}
	for _, path := range []string{"/v1/tokens", "/v1/users"} {
		if _, body, _ := s.ask(t, mine, "GET", path, ""); strings.Contains(body, "other") || strings.Contains(body, "theirs") || strings.Contains(body, "x@y") {
			t.Errorf("%s shows %s", path, body)
		}
	}
	if _, body, _ := s.ask(t, mine, "GET", "/v1/merchants", ""); strings.Contains(body, "other") || !strings.Contains(body, string(account.Erase)) {
		t.Errorf("merchants: %s", body)
	}
	all := s.token(t, account.Grants{account.Everyone: account.ReadOnly})
	if status, body, _ := s.ask(t, all, "GET", "/v1/orders", ""); status != http.StatusUnprocessableEntity || !strings.Contains(body, "Crosslane-Merchant") {
		t.Errorf("of several merchants none is named: %d %s", status, body)
	}
}
