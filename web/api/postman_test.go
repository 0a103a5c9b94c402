package api_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"crosslane/account"
)

// TestCollection: every call is in the collection once, with what it takes; one that is made as it stands there is understood.
func TestCollection(t *testing.T) {
	s := serve(t)
	token := s.token(t, account.Grants{"main": account.Owner})
	doc, _ := s.described(t)
	status, text, head := s.ask(t, "", "GET", "/v1/postman.json", "")
	if status != http.StatusOK || head.Get("Content-Type") != "application/json" {
		t.Fatal(status, text)
	}
	var c struct {
		Info     struct{ Name, Schema string }
		Auth     struct{ Type string }
		Variable []struct{ Key string }
		Item     []struct {
			Name string
			Item []struct {
				Name    string
				Request struct {
					Method string
					Auth   *struct{ Type string }
					Header []struct{ Key, Value string }
					URL    struct {
						Raw      string
						Path     []string
						Variable []struct{ Key string }
					}
					Body *struct{ Mode, Raw string }
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(c.Info.Schema, "v2.1.0") || c.Auth.Type != "bearer" || len(c.Variable) != 3 {
		t.Errorf("%+v", c)
	}
	found := map[string]int{}
	named := regexp.MustCompile(`:([a-z_]+)`)
	for _, part := range c.Item {
		if len(part.Item) == 0 {
			t.Errorf("%s has no calls", part.Name)
		}
		for _, one := range part.Item {
			r := one.Request
			path := "/" + strings.Join(r.URL.Path, "/")
			if r.URL.Raw != "{{base}}"+path || len(r.URL.Variable) != len(named.FindAllString(path, -1)) || one.Name == "" {
				t.Errorf("%s: %+v", one.Name, r.URL)
			}
			call := r.Method + " " + named.ReplaceAllString(path, "{$1}")
			found[call]++
			if r.Body == nil || r.Body.Raw == "" || r.Auth != nil {
				continue
			}
			if !json.Valid([]byte(r.Body.Raw)) {
				t.Errorf("%s: its body is no JSON: %s", call, r.Body.Raw)
			}
			if status, answer, _ := s.ask(t, token, r.Method, strings.ReplaceAll(path, ":", ""), r.Body.Raw); status == http.StatusBadRequest || status >= 500 || strings.Contains(answer, `"field":"request"`) && status == http.StatusUnprocessableEntity {
				t.Errorf("%s as it stands: %d %s", call, status, answer)
			}
		}
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			if n := found[method+" "+path]; n != 1 {
				t.Errorf("%s %s stands %d times in the collection", method, path, n)
			}
			delete(found, method+" "+path)
		}
	}
	for call := range found {
		t.Errorf("%s is no call", call)
	}
}
