package main

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheLinkOfAnInvitation: who invites somebody is given the whole link, and told what to do with it: of the server that runs, of the
// address that is named, or, where nobody knows one, what goes before it.
func TestTheLinkOfAnInvitation(t *testing.T) {
	data := besidePlace(t)
	file := filepath.Join(t.TempDir(), "crosslane.yaml")
	if err := os.WriteFile(file, []byte("public-url: https://set.example\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		served      bool
		args        []string
		link, wants string
	}{
		{false, nil, "", "Put the server's address before it"}, {false, []string{"--public-url", "https://ship.example/"}, "https://ship.example/join?secret=cl_join_", ""},
		{false, []string{"--settings", file}, "https://set.example/join?secret=cl_join_", ""}, {false, []string{"--settings", file, "--public-url", "https://ship.example"}, "https://ship.example/join?secret=cl_join_", ""},
		{true, nil, "http://127.0.0.1:", "opens on the machine of the server alone"}, {true, []string{"--public-url", "https://ship.example"}, "https://ship.example/join?secret=cl_join_", ""},
		{true, []string{"--settings", file}, "https://set.example/join?secret=cl_join_", ""},
	} {
		if c.served {
			serverOf(t, data)
		}
		for _, line := range [][]string{{"users", "invite", "anna@shop.example", "--name", "Anna"}, {"users", "again", "anna@shop.example"}} {
			typed := append(append([]string{"--data", data}, line...), c.args...)
			var told struct{ Link, Secret, Until, Hint string }
			if err := json.Unmarshal([]byte(done(t, "", append(typed, "--json")...)), &told); err != nil || !strings.HasPrefix(told.Link, c.link) || (told.Link == "") != (c.link == "") || told.Secret == "" || told.Until == "" || !strings.Contains(told.Hint, c.wants) || (told.Hint == "") != (c.wants == "") {
				t.Errorf("%v: %+v, %v", typed, told, err)
			}
			if c.served && len(c.args) == 0 {
				opens(t, told.Link)
			}
			if line[1] == "invite" {
				done(t, "", "--data", data, "users", "end", "anna@shop.example")
			}
			text := done(t, "", typed...)
			if !strings.Contains(text, c.link) || !strings.Contains(text, "\n  ") || !strings.Contains(text, "/join?secret=cl_join_") || !strings.Contains(text, "Send it to anna@shop.example") || !strings.Contains(text, c.wants) || strings.Contains(text, "%!") {
				t.Errorf("%v: %s", typed, text)
			}
		}
		done(t, "", "--data", data, "users", "end", "anna@shop.example")
	}
}

// opens fails unless a link leads to the page where a password is chosen.
func opens(t *testing.T, link string) {
	t.Helper()
	a, err := http.Get(link)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if text, _ := io.ReadAll(a.Body); a.StatusCode != http.StatusOK || !strings.Contains(string(text), "Welcome, Anna") {
		t.Errorf("%s: %d %s", link, a.StatusCode, text)
	}
}
