package api_test

import (
	"net/http"
	"strings"
	"testing"

	"crosslane/account"
)

// TestAHandOverTellsWhatIsClosed: the answer is the manifest and, beside it, what the carrier closed, as the document says.
func TestAHandOverTellsWhatIsClosed(t *testing.T) {
	s := serve(t)
	doc, router := s.described(t)
	status, text, head := s.ask(t, s.token(t, account.Grants{"main": account.Owner}), "POST", "/v1/handovers", `{"carrier":"meteor"}`)
	if status != http.StatusOK || !strings.Contains(text, `"closings":[]`) || !strings.Contains(text, `"lines":[]`) {
		t.Fatalf("%d %s", status, text)
	}
	r, err := http.NewRequest(http.MethodPost, s.URL+"/v1/handovers", nil) // it is not sent
	if err != nil {
		t.Fatal(err)
	}
	hold(t, router, r, status, head, text)
	answer := doc.Paths.Find("/v1/handovers").Post.Responses.Status(http.StatusOK).Value.Content.Get("application/json").Schema.Value
	if answer.Properties["lines"] == nil || answer.Properties["closings"] == nil {
		t.Fatalf("the document says %v", answer.Properties)
	}
	for _, name := range []string{"manifest", "closed", "unknown", "open", "fault"} {
		if answer.Properties["closings"].Value.Items.Value.Properties[name] == nil {
			t.Errorf("the document says nothing of %s", name)
		}
	}
}
