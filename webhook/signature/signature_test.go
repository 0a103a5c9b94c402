package signature_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"crosslane/webhook/signature"
)

// TestPublishedVector: what the specification's own example has.
func TestPublishedVector(t *testing.T) {
	secret, err := signature.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	signature.Sign(h, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`), secret)
	if got := h.Get(signature.Signature); got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("signed %s", got)
	}
	if h.Get(signature.ID) != "msg_p5jXN8AQM9LWM0D4loKWxJek" || h.Get(signature.Timestamp) != "1614265330" {
		t.Errorf("%v", h)
	}
}

// bodies that a receiver gets to see.
var bodies = []string{"", "{}", `{"test": 2432232314}`, `{"type":"order.held","data":{"text":"Wörter, 漢字 and \u0000"}}`, strings.Repeat("x", 70_000), "line\r\nline\n"}

// TestOthersVerify: the library of the specification's authors takes what was signed, by either of two secrets, and nothing else.
func TestOthersVerify(t *testing.T) {
	for i, body := range bodies {
		old, other, stranger := signature.New(), signature.New(), signature.New()
		h := http.Header{}
		signature.Sign(h, fmt.Sprint("msg_", i), time.Now(), []byte(body), other, old)
		for name, c := range map[string]struct {
			secret signature.Secret
			body   string
			takes  bool
		}{"new": {other, body, true}, "old": {old, body, true}, "a stranger's": {stranger, body, false}, "changed": {other, body + " ", false}} {
			hook, err := standardwebhooks.NewWebhook(c.secret.Text())
			if err != nil {
				t.Fatal(err)
			}
			if err := hook.Verify([]byte(c.body), h); (err == nil) != c.takes {
				t.Errorf("body %d, %s: %v", i, name, err)
			}
		}
	}
}

// TestPythonVerifies: so does its library in Python, where that is installed.
func TestPythonVerifies(t *testing.T) {
	python := os.Getenv("WEBHOOK_PYTHON")
	if python == "" {
		python = "python3"
	}
	if out, err := exec.Command(python, "-c", "import standardwebhooks").CombinedOutput(); err != nil {
		t.Skipf("Python's standardwebhooks is not there (pip install standardwebhooks, WEBHOOK_PYTHON names the interpreter): %.200s", out)
	}
	const program = `import sys, json
from standardwebhooks.webhooks import Webhook
Webhook(sys.argv[1]).verify(sys.stdin.buffer.read().decode(), json.loads(sys.argv[2]))`
	for i, body := range bodies {
		if !strings.HasPrefix(body, "{") { // it reads the body as JSON
			continue
		}
		secret, h := signature.New(), http.Header{}
		signature.Sign(h, fmt.Sprint("msg_", i), time.Now(), []byte(body), secret)
		for name, sent := range map[string]string{"as it is": body, "changed": strings.Replace(body, "}", " }", 1)} {
			head := fmt.Sprintf(`{"webhook-id":%q,"webhook-timestamp":%q,"webhook-signature":%q}`, h.Get(signature.ID), h.Get(signature.Timestamp), h.Get(signature.Signature))
			cmd := exec.Command(python, "-c", program, secret.Text(), head)
			cmd.Stdin = strings.NewReader(sent)
			if out, err := cmd.CombinedOutput(); (err == nil) != (name == "as it is") {
				t.Errorf("body %d, %s: %v %s", i, name, err, out)
			}
		}
	}
}

// TestSecrets: what is no secret is refused, and no secret is printed.
func TestSecrets(t *testing.T) {
	for _, text := range []string{"", "whsec_", "whsec_short", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!w", "whsec_" + strings.Repeat("A", 100), "whsec_" + strings.Repeat("A", 28)} {
		if s, err := signature.Parse(text); err == nil || text != "" && len(text) > 8 && strings.Contains(err.Error(), text) {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
	s := signature.New()
	if again, err := signature.Parse(s.Text()); err != nil || again.Text() != s.Text() || s.Text() == signature.New().Text() {
		t.Errorf("%v, %v", again, err)
	}
	for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if got := fmt.Sprintf(form+form, s, struct{ In signature.Secret }{s}); strings.Count(got, "whsec_...") != 2 || len(got) > 60 {
			t.Errorf("%s prints %s", form, got)
		}
	}
}
