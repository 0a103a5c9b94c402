package web_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"crosslane/web"
)

// TestOnlyKnownHostsAreAnswered: a name that somebody made to lead here is none that the server is known by.
func TestOnlyKnownHostsAreAnswered(t *testing.T) {
	name, err := os.Hostname()
	if err != nil {
		t.Skip(err)
	}
	for _, c := range []struct {
		places, hosts, others string // each a list
	}{
		{"localhost:8080", "localhost localhost:8080 LOCALHOST:99 127.0.0.1:8080 [::1]:8080 [::1] 192.168.1.5 localhost.:1", "none localhost:18099.evil.example localhost: localhost:x localhost:+80 localhost:65536 localhost:80:80 [localhost] [localhost]:80 [127.0.0.1] ::1 [::1 ::1] [::1]x [::1]:x [fe80::1%evil.example] 127.0.0.1:80.evil.example 127.0.0.1:8080@evil.example :80 . evil.example evil.example:8080 localhost.evil.example 127.0.0.1.evil.example store.example " + name},
		{"depot.example:80", "depot.example Depot.Example.:80 localhost", "evil.example example www.depot.example"},
		{"localhost:8080 https://store.example/track/{waybill}", "store.example store.example:443", "evil.example"},
		{":8080", "localhost " + name + " " + name + ":8080 10.0.0.7:8080", "evil.example"},
		{"0.0.0.0:8080", name, "evil.example"},
		{"[::]:8080", name, "evil.example"},
	} {
		h := web.Known(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), append(strings.Fields(c.places), "")...) // there may be no link
		for status, hosts := range map[int]string{http.StatusOK: c.hosts, http.StatusForbidden: c.others} {
			for host := range strings.FieldsSeq(hosts) {
				r, w := httptest.NewRequest(http.MethodGet, "/api/parcels", nil), httptest.NewRecorder()
				r.Host = strings.Replace(host, "none", "", 1)
				h.ServeHTTP(w, r)
				if w.Code != status || status == http.StatusForbidden && (w.Header().Get("Content-Type") != "application/problem+json" || !strings.Contains(w.Body.String(), `"field":"Host"`)) {
					t.Errorf("served on %s, asked as %s: %d %s", c.places, host, w.Code, w.Body)
				}
			}
		}
	}
}
