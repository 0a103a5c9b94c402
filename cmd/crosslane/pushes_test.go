package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"crosslane/account"
)

// TestACarrierPushes: a carrier of the Book that signs is believed, what it tells of a parcel is in the record under its name, once; a backup has its door.
func TestACarrierPushes(t *testing.T) {
	data := booked(t)
	server := servedAfar(t, data)
	flags := as(t, data, server, account.Owner, "--all")
	var parcels []struct{ Waybill, Carrier string }
	if err := json.Unmarshal([]byte(done(t, "", append([]string{"parcels", "--json"}, flags...)...)), &parcels); err != nil || parcels[len(parcels)-1].Waybill == "" {
		t.Fatal(parcels, err)
	}
	of := parcels[len(parcels)-1]
	path := strings.TrimSpace(done(t, "hush-hush-hush\n", append([]string{"pushes", "add", of.Carrier, "--sort", "carrier", "--header", "X-Sign", "--form", "base64", "--zone", "Europe/Vienna"}, flags...)...))
	if path != "/in/main/"+of.Carrier {
		t.Errorf("it is at %s", path)
	}
	body := "waybill,time,milestone,place\n" + of.Waybill + "," + time.Now().Add(-time.Minute).UTC().Format(time.RFC3339) + ",delivered,Wien\n"
	send := func(secret string) int {
		sum := hmac.New(sha256.New, []byte(secret))
		sum.Write([]byte(body))
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Sign", base64.StdEncoding.EncodeToString(sum.Sum(nil)))
		a, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		return a.StatusCode
	}
	if status := send("another secret"); status != http.StatusUnauthorized {
		t.Errorf("by another secret: %d", status)
	}
	for range 2 {
		if status := send("hush-hush-hush"); status != http.StatusOK {
			t.Errorf("it is not taken: %d", status)
		}
	}
	log := func() string { return done(t, "", append([]string{"pushes", "log", of.Carrier}, flags...)...) }
	until(t, "it is read", func() bool { return strings.Contains(log(), "scans: 1 recorded, 0 recorded before, 0 to mend") })
	if strings.Count(log(), "\n") != 2 {
		t.Errorf("the same twice is one: %s", log())
	}
	if note := done(t, "", append([]string{"explain", "W-1", "--json"}, flags...)...); !strings.Contains(note, `"by": "push:`+of.Carrier) || !strings.Contains(note, "elivered") {
		t.Errorf("the record: %s", note)
	}
	if list := done(t, "", "pushes", "--data", data); !strings.Contains(list, of.Carrier) || !strings.Contains(list, "X-Sign") || strings.Contains(list, "hush") {
		t.Errorf("the doors: %s", list)
	}
	kept, place := filepath.Join(t.TempDir(), "kept"), filepath.Join(t.TempDir(), "again")
	done(t, "", "backup", kept, "--data", data)
	done(t, "", "restore", kept, "--data", place)
	if list := done(t, "", "pushes", "--data", place); !strings.Contains(list, "X-Sign") {
		t.Errorf("behind a backup: %s", list)
	}
}
