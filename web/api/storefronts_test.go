package api_test

import (
	"net/http"
	"strings"
	"testing"

	"crosslane/account"
)

// TestStorefronts: a shop from its connection to its end; its secret is never shown again, and only who may change accounts connects one.
func TestStorefronts(t *testing.T) {
	s := serve(t)
	owner, clerk := s.token(t, account.Grants{"main": account.Owner}), s.token(t, account.Grants{"main": account.Operations})
	_, router := s.described(t)
	ask := func(token, method, path, body string, want int, says ...string) {
		t.Helper()
		status, text, head := s.ask(t, token, method, path, body, "Crosslane-Merchant", "main")
		if status != want || strings.Contains(text, "cs_secret") {
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
	}
	const made = `{"name":"shop-de","sort":"woocommerce","url":"https://shop.example","key":"ck_1","secret":"cs_secret","does":{"orders":true,"parcels":"handed over"}}`
	ask(clerk, "POST", "/v1/storefronts", made, 403)
	ask(owner, "POST", "/v1/storefronts", made, 201, `"state":"on"`, `"by":"token:tok_`)
	ask(owner, "POST", "/v1/storefronts", made, 409, `"hint":"`)
	ask(owner, "POST", "/v1/storefronts", strings.Replace(made, "https://shop.example", "http://127.0.0.1:1", 1), 422, `"hint":"`)
	ask(owner, "POST", "/v1/storefronts", strings.Replace(made, "woocommerce", "magento", 1), 422)
	ask(clerk, "GET", "/v1/storefronts", "", 200, `"name":"shop-de"`)
	ask(clerk, "GET", "/v1/storefronts/shop-de", "", 200, `"parcels":"handed over"`)
	ask(clerk, "DELETE", "/v1/storefronts/shop-de", "", 403)
	ask(owner, "POST", "/v1/storefronts/shop-fr/check", "", 404)
	ask(owner, "POST", "/v1/storefronts/shop-fr/sync", "", 404)
	ask(owner, "DELETE", "/v1/storefronts/shop-de", "", 204)
	ask(owner, "DELETE", "/v1/storefronts/shop-de", "", 404)
}
