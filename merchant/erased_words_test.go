package merchant_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"crosslane/merchant"
	"crosslane/shipping"
)

// waitingList is what a carrier said and waits for its parcel, as it is kept.
func waitingList(raw ...string) string {
	list := make([]string, len(raw))
	for i, text := range raw {
		list[i] = fmt.Sprintf(`{"scan":{},"raw":%q,"problem":"torn","since":"2026-06-01T08:00:00Z"}`, base64.StdEncoding.EncodeToString([]byte(text)))
	}
	return `{"list":[` + strings.Join(list, ",") + "]}"
}

// TestAnErasureFindsAPersonHoweverWritten: an order whose shop writes letters in two pieces is about who is asked for in one, and
// the other way round; what carriers said of either goes from every carrier's list, escaped as it came.
func TestAnErasureFindsAPersonHoweverWritten(t *testing.T) {
	for _, name := range []string{"Zoe\u0301 Roux", "Zo\u00e9 Roux"} {
		m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
		stocked(t, m, "MUG")
		ordered(t, m, strings.Replace(mug("M-1", "FR", "75011"), "Anne Roux", "Zoe\u0301 Roux", 1), strings.Replace(mug("M-2", "FR", "75011"), "Anne Roux", "ZO\u00c9 ROUX", 1),
			strings.Replace(mug("M-3", "FR", "75011"), "Anne Roux", "Zoe Roux", 1))
		bookmarked(t, m, map[string]string{"unmatched:a": waitingList(`{"to":"c/o\nZo\u00e9 Roux"}`, "Zoe Roux"), "unmatched:b": waitingList("<to>ZO&Eacute; ROUX</to>", "Zo&euml; Roux")})
		n, err := m.Erase(t.Context(), shipping.Address{Name: name, Postcode: "75011", Country: "FR"})
		if err != nil || n != 4+2 { // two addresses, two orders as they came; a message of each carrier
			t.Errorf("%q: %d were erased, %v", name, n, err)
		}
		for list, stays := range map[string]string{"unmatched:a": "Zoe Roux", "unmatched:b": "Zo&euml; Roux"} {
			left, err := m.Views.Bookmark(t.Context(), m.ID, list)
			if err != nil || strings.Count(left, `"raw"`) != 1 || !strings.Contains(left, base64.StdEncoding.EncodeToString([]byte(stays))) {
				t.Errorf("%q: of %s is left %s, %v", name, list, left, err)
			}
		}
	}
}

// TestAnErasureThatFailsSaysSo: where what waits cannot be read, or nothing can, nothing else is erased, and it is told.
func TestAnErasureThatFailsSaysSo(t *testing.T) {
	m := of(t, placed(t, merchant.At{Data: t.TempDir()}, merchant.Options{}), merchant.First)
	stocked(t, m, "MUG")
	ordered(t, m, mugs(1, 1)...)
	bookmarked(t, m, map[string]string{"unmatched:a": "{", "unmatched:b": waitingList("for Anne Roux")})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for ctx, code := range map[context.Context]shipping.Code{t.Context(): shipping.Corrupt, gone: shipping.CodeOf(gone.Err())} {
		if n, err := m.Erase(ctx, anne); n != 0 || err == nil || shipping.CodeOf(err) != code {
			t.Errorf("%d were erased, %v", n, err)
		}
	}
	bookmarked(t, m, map[string]string{"unmatched:a": waitingList("for nobody")})
	if n, err := m.Erase(t.Context(), anne); n != 2+1 || err != nil {
		t.Errorf("once it can be read: %d were erased, %v", n, err)
	}
}

func bookmarked(t *testing.T, m *merchant.Merchant, places map[string]string) {
	t.Helper()
	if err := m.Views.KeepBookmarks(t.Context(), m.ID, places); err != nil {
		t.Fatal(err)
	}
}
