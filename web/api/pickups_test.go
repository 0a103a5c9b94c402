package api_test

import (
	"net/http"
	"strings"
	"testing"

	"crosslane/account"
)

// TestPickups: who may hand parcels over asks carriers to come, who may read lists them, and what no carrier does is told with what to do.
func TestPickups(t *testing.T) {
	s := serve(t)
	owner, reader := s.token(t, account.Grants{"main": account.Owner}), s.token(t, account.Grants{"main": account.ReadOnly})
	asking := `{"carrier":"meteor","warehouse":"szx","day":"2030-01-02","from":"14:00","to":"17:00","parcels":2,"weight_g":900}`
	for _, c := range []struct {
		token, method, path, body string
		status                    int
		says                      string
	}{
		{owner, "GET", "/v1/pickups", "", 200, `"pickups":[]`},
		{reader, "GET", "/v1/pickups?all=true&day=2030-01-02", "", 200, `"pickups":[]`},
		{reader, "POST", "/v1/pickups", asking, 403, `"detail"`},
		{owner, "POST", "/v1/pickups", asking, 501, "takes no pick-ups by the connector"},
		{owner, "POST", "/v1/pickups", strings.Replace(asking, "meteor", "nobody", 1), 422, `"field":"carrier"`},
		{owner, "POST", "/v1/pickups", strings.Replace(asking, `"day":"2030-01-02"`, `"day":"tomorrow"`, 1), 422, `"field":"body.day"`},
		{owner, "POST", "/v1/pickups/pck_1/change", `{"to":"17:30"}`, 404, "there is no pick-up pck_1"},
		{owner, "POST", "/v1/pickups/pck_1/cancel", `{}`, 404, "there is no pick-up pck_1"},
		{owner, "POST", "/v1/pickups/pck_1/settle", `{"number":"3001"}`, 404, "there is no pick-up pck_1"},
		{reader, "POST", "/v1/pickups/pck_1/settle", `{"number":"3001"}`, 403, `"detail"`},
	} {
		status, text, _ := s.ask(t, c.token, c.method, c.path, c.body)
		if status != c.status || !strings.Contains(text, c.says) {
			t.Errorf("%s %s %s: %d %s", c.method, c.path, c.body, status, text)
		}
	}
	doc, _ := s.described(t)
	answer := doc.Paths.Find("/v1/pickups").Post.Responses.Status(http.StatusOK).Value.Content.Get("application/json").Schema.Value
	for _, name := range []string{"pickup", "stage", "stands", "number", "promised", "cost", "fault"} {
		if answer.Properties[name] == nil {
			t.Errorf("the document says nothing of %s", name)
		}
	}
	for _, name := range answer.Required {
		if name == "promised" || name == "cost" || name == "number" || name == "fault" {
			t.Errorf("the document says that %s is always there", name)
		}
	}
}
