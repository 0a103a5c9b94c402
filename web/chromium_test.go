package web_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"crosslane/account"
	"crosslane/web"
)

// chromium is a browser that is told what to do by the DevTools protocol over two pipes.
type chromium struct {
	t       *testing.T
	to      *os.File
	from    *bufio.Reader
	session string
	calls   int
}

// aBrowser starts a browser with a page; the test is skipped where none is installed.
func aBrowser(t *testing.T) *chromium {
	t.Helper()
	program, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	read, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := os.MkdirTemp("", "chromium") //nolint:usetesting // its own processes write on for a moment, and the test would fail at its end
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe", "--user-data-dir="+profile)
	c.ExtraFiles = []*os.File{read, write}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = read.Close(), write.Close()
	t.Cleanup(func() {
		_, _, _, _ = c.Process.Kill(), c.Wait(), to.Close(), from.Close()
		for range 50 { // its own processes write on for a moment
			if os.RemoveAll(profile) == nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	_ = from.SetReadDeadline(time.Now().Add(2 * time.Minute)) // a browser that hangs ends the test
	b := &chromium{t: t, to: to, from: bufio.NewReader(from)}
	target := b.does("Target.createTarget", map[string]any{"url": "about:blank"})
	b.session, _ = b.does("Target.attachToTarget", map[string]any{"targetId": target["targetId"], "flatten": true})["sessionId"].(string)
	return b
}

// does calls the browser, and answers with what came of it.
func (b *chromium) does(method string, params map[string]any) map[string]any {
	b.t.Helper()
	b.calls++
	call := map[string]any{"id": b.calls, "method": method, "params": params}
	if b.session != "" {
		call["sessionId"] = b.session
	}
	text, _ := json.Marshal(call)
	if _, err := b.to.Write(append(text, 0)); err != nil {
		b.t.Fatal(err)
	}
	for {
		text, err := b.from.ReadBytes(0)
		if err != nil {
			b.t.Fatal(method, err)
		}
		var answer struct {
			ID     int
			Result map[string]any
			Error  *struct{ Message string }
		}
		if err := json.Unmarshal(text[:len(text)-1], &answer); err != nil {
			b.t.Fatal(err)
		}
		if answer.ID != b.calls {
			continue
		}
		if answer.Error != nil {
			b.t.Fatal(method, answer.Error.Message)
		}
		return answer.Result
	}
}

// says is what an expression of the page is.
func (b *chromium) says(expression string) any {
	b.t.Helper()
	result, _ := b.does("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true})["result"].(map[string]any)
	return result["value"]
}

// waits waits until an expression of the page is true.
func (b *chromium) waits(until string) {
	b.t.Helper()
	for range 400 {
		if b.says("document.readyState === 'complete' && Boolean("+until+")") == true {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	b.t.Fatalf("it never was that %s: at %v: %v", until, b.says("location.href"), b.says("document.body.innerText"))
}

// TestPasskeysInABrowser: a real browser makes a passkey by the page's script and signs in by it, under the policy that every answer of a server has.
func TestPasskeysInABrowser(t *testing.T) {
	b := aBrowser(t)
	s := behindDoor(t, &web.Door{})
	s.user(t, "anna@shop.example", account.Grants{"main": account.ReadOnly})
	at := running(t, s.Config.Handler)
	b.does("WebAuthn.enable", map[string]any{})
	b.does("WebAuthn.addVirtualAuthenticator", map[string]any{"options": map[string]any{"protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true, "isUserVerified": true, "automaticPresenceSimulation": true}})
	b.does("Page.navigate", map[string]any{"url": at + "/signin?to=/account"})
	b.waits("document.querySelector('.bykey') && !document.querySelector('.bykey').hidden")
	b.says("document.getElementById('showkey').click()")
	b.waits("!document.getElementById('keyfault').hidden")
	if text := fmt.Sprint(b.says("document.getElementById('keyfault').textContent")); !strings.Contains(text, "No passkey was shown") {
		t.Errorf("before there is one: %s", text)
	}
	b.says(fmt.Sprintf("document.querySelector('[name=email]').value='anna@shop.example'; document.querySelector('[name=password]').value=%q; document.querySelector('main form').requestSubmit()", password))
	b.waits("document.getElementById('makekey') && !document.getElementById('makekey').hidden")
	b.says("document.querySelector('#makekey [name=name]').value='the laptop'; document.getElementById('makekey').requestSubmit()")
	b.waits("document.body.innerText.includes('the laptop') && document.querySelector('#keys ~ table')")
	b.says("document.getElementById('makekey').requestSubmit()")
	b.waits("document.getElementById('keyfault') && !document.getElementById('keyfault').hidden")
	if text := fmt.Sprint(b.says("document.getElementById('keyfault').textContent")); !strings.Contains(text, "has a passkey of yours already") {
		t.Errorf("a second one of the same device: %s", text)
	}
	b.says("document.querySelector('.who button').click()")
	b.waits("location.pathname === '/signin'")
	b.does("Page.navigate", map[string]any{"url": at + "/signin?to=/orders"})
	b.waits("document.getElementById('showkey') && !document.querySelector('.bykey').hidden")
	b.says("document.getElementById('showkey').click()")
	b.waits("location.pathname === '/orders' && document.body.innerText.includes('Of main')")
}
