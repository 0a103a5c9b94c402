package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// TestWebhooksBesideAServer: a webhook that is made beside a running server is told what is recorded from then on, a receiver takes its
// signature, and the log of deliveries says so. A server that was not allowed to sends nothing to this machine.
func TestWebhooksBesideAServer(t *testing.T) {
	for _, allowed := range []bool{true, false} {
		data := besidePlace(t)
		var mu sync.Mutex
		var bodies []string
		secret := ""
		receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			mu.Lock()
			defer mu.Unlock()
			hook, err := standardwebhooks.NewWebhook(secret)
			if err == nil {
				err = hook.Verify(body, r.Header)
			}
			if err != nil {
				t.Errorf("%s: %v", body, err)
				w.WriteHeader(http.StatusBadRequest)
			}
			bodies = append(bodies, string(body))
		}))
		t.Cleanup(receiver.Close)
		var made struct {
			Webhook struct{ ID string }
			Secret  string
		}
		add := []string{"--data", data, "webhooks", "add", receiver.URL + "/hooks", "--types", "order.accepted", "--private-webhooks", "--json"}
		if !allowed { // made while no server ran
			answered(t, &made, done(t, "", add...))
		}
		c := exec.Command(os.Args[0], "--data", data, "serve", "--simulated", "--listen", "127.0.0.1:0", "--poll", "1h")
		c.Env = append(os.Environ(), asProgram+"=1")
		if allowed {
			c.Args = append(c.Args, "--private-webhooks")
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
		until(t, "the server listens", func() bool { _, err := os.Stat(filepath.Join(data, "server.sock")); return err == nil })
		done(t, someOrders(1, "before"), "--data", data, "import", "orders", "-")
		mu.Lock()
		if allowed {
			answered(t, &made, done(t, "", add...))
		} else if _, errs, status := typed(t, "", add...); status != 2 || !strings.Contains(errs, "The server was started without --private-webhooks: it sends nowhere in this machine") {
			t.Errorf("to a server that sends nothing there: %d %s", status, errs)
		}
		secret = made.Secret
		mu.Unlock()
		done(t, someOrders(3, "A"), "--data", data, "import", "orders", "-")
		done(t, "", "--data", data, "webhooks", "test", made.Webhook.ID)
		log := func() string { return done(t, "", "--data", data, "webhooks", "log", made.Webhook.ID) }
		if !allowed {
			until(t, "it is refused", func() bool { return strings.Count(log(), "private or special network") == 5 })
			if len(bodies) > 0 {
				t.Errorf("sent: %v", bodies)
			}
			continue
		}
		until(t, "it is told", func() bool { return strings.Count(log(), "taken; try 1: 200") == 4 })
		mu.Lock()
		if text := strings.Join(bodies, ""); strings.Count(text, `"order.accepted"`) != 3 || strings.Contains(text, "before") || !strings.Contains(text, "webhook.test") {
			t.Errorf("told %s", text)
		}
		mu.Unlock()
		if list := done(t, "", "--data", data, "webhooks"); strings.Contains(list, "whsec_") || !strings.Contains(list, "order.accepted") {
			t.Errorf("listed: %s", list)
		}
		done(t, "", "--data", data, "webhooks", "replay", made.Webhook.ID, "--from", time.Now().Add(-time.Hour).UTC().Format(time.RFC3339))
		until(t, "it is told again", func() bool { mu.Lock(); defer mu.Unlock(); return len(bodies) == 8 })
		done(t, "", "--data", data, "webhooks", "end", made.Webhook.ID)
	}
}

// answered reads an answer in JSON.
func answered(t *testing.T, into any, answer string) {
	t.Helper()
	if err := json.Unmarshal([]byte(answer), into); err != nil {
		t.Fatal(err)
	}
}

// until waits until something is so.
func until(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !so(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}
