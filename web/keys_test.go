package web_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"crosslane/account"
	"crosslane/web"
)

// softKey is a key as a phone or a computer holds it, with the browser around it.
type softKey struct {
	private *ecdsa.PrivateKey
	id      []byte
	holder  string
	count   uint32

	// What a browser of somebody else, or a key that is not in order, says otherwise.
	origin, host, challenge string
	unverified, foreign     bool
}

func newKey(t *testing.T) *softKey {
	t.Helper()
	k := &softKey{id: make([]byte, 32)}
	_, _ = rand.Read(k.id)
	var err error
	if k.private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	return k
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// said is what the browser signs: what was asked, for which origin.
func (k *softKey) said(kind, challenge, origin string) []byte {
	if k.origin != "" {
		origin = k.origin
	}
	if k.challenge != "" {
		challenge = k.challenge
	}
	text, _ := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false})
	return text
}

// data is what the key signs of itself (Web Authentication, section 6.1).
func (k *softKey) data(host string, flags byte) []byte {
	if k.host != "" {
		host = k.host
	}
	if flags |= 0x01; !k.unverified {
		flags |= 0x04
	}
	sum := sha256.Sum256([]byte(host))
	out := append(sum[:], flags)
	return binary.BigEndian.AppendUint32(out, k.count)
}

// cbor are byte strings and texts of CBOR, which is all that is needed here.
func cbor(major byte, b []byte) []byte {
	if n := len(b); n < 24 {
		return append([]byte{major<<5 | byte(n)}, b...)
	} else if n < 256 {
		return append([]byte{major<<5 | 24, byte(n)}, b...)
	}
	return append(binary.BigEndian.AppendUint16([]byte{major<<5 | 25}, uint16(len(b))), b...)
}

// makes answers what a browser is asked for to make a key.
func (k *softKey) makes(t *testing.T, asked asked, origin string) json.RawMessage {
	t.Helper()
	holder, err := base64.RawURLEncoding.DecodeString(asked.Options.User.ID)
	if err != nil || asked.Options.Selection.UserVerification != "required" || asked.Options.Selection.ResidentKey != "required" {
		t.Fatalf("asked for %+v, %v", asked, err)
	}
	k.holder = string(holder)
	point, err := k.private.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	cose := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21}, cbor(2, point[1:33])...)
	cose = append(append(cose, 0x22), cbor(2, point[33:])...)
	data := append(k.data(asked.Options.Party.ID, 0x40), make([]byte, 16)...)
	data = append(append(binary.BigEndian.AppendUint16(data, uint16(len(k.id))), k.id...), cose...)
	object := append([]byte{0xa3}, cbor(3, []byte("fmt"))...)
	object = append(append(object, cbor(3, []byte("none"))...), cbor(3, []byte("attStmt"))...)
	object = append(append(append(object, 0xa0), cbor(3, []byte("authData"))...), cbor(2, data)...)
	answer, _ := json.Marshal(map[string]any{"id": b64(k.id), "rawId": b64(k.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(k.said("webauthn.create", asked.Options.Challenge, origin)), "attestationObject": b64(object), "transports": []string{"internal"}}})
	return answer
}

// shows answers what a browser is asked for to show a key.
func (k *softKey) shows(t *testing.T, asked asked, origin string) json.RawMessage {
	t.Helper()
	said, data := k.said("webauthn.get", asked.Options.Challenge, origin), k.data(asked.Options.PartyID, 0)
	sum := sha256.Sum256(said)
	signed := sha256.Sum256(append(bytes.Clone(data), sum[:]...))
	private := k.private
	if k.foreign {
		private = newKey(t).private
	}
	signature, err := ecdsa.SignASN1(rand.Reader, private, signed[:])
	if err != nil {
		t.Fatal(err)
	}
	answer, _ := json.Marshal(map[string]any{"id": b64(k.id), "rawId": b64(k.id), "type": "public-key", "clientExtensionResults": map[string]any{},
		"response": map[string]any{"clientDataJSON": b64(said), "authenticatorData": b64(data), "signature": b64(signature), "userHandle": b64([]byte(k.holder))}})
	return answer
}

// asked is what a browser is asked for.
type asked struct {
	Secret  string
	Options struct {
		Challenge string
		PartyID   string              `json:"rpId"`
		Party     struct{ ID string } `json:"rp"`
		User      struct{ ID, Name string }
		Exclude   []struct{ ID string }                          `json:"excludeCredentials"`
		Selection struct{ UserVerification, ResidentKey string } `json:"authenticatorSelection"`
	}
}

// says sends JSON, as the page's script does.
func (b *browser) says(t *testing.T, path string, v any, into any) (int, string) {
	t.Helper()
	text, _ := json.Marshal(v)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.at+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	a, err := b.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	body, _ := io.ReadAll(a.Body)
	if into != nil && a.StatusCode == http.StatusOK {
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatal(err, string(body))
		}
	}
	return a.StatusCode, string(body)
}

// makesKey makes a passkey on the page of the account.
func (b *browser) makesKey(t *testing.T, k *softKey, name string) (int, string) {
	t.Helper()
	var for1 asked
	if status, text := b.says(t, "/account/keys/ask", struct{}{}, &for1); status != http.StatusOK {
		return status, text
	}
	return b.says(t, "/account/keys", map[string]any{"secret": for1.Secret, "name": name, "answer": k.makes(t, for1, b.at)}, nil)
}

// showsKey signs in by a passkey.
func (b *browser) showsKey(t *testing.T, k *softKey) (int, string) {
	t.Helper()
	var for1 asked
	if status, text := b.says(t, "/signin/key/ask", struct{}{}, &for1); status != http.StatusOK {
		return status, text
	}
	k.count++
	return b.says(t, "/signin/key", map[string]any{"secret": for1.Secret, "to": "/orders", "answer": k.shows(t, for1, b.at)}, nil)
}

// atName is a server as a browser knows it that makes passkeys: by a name, and not by numbers.
func (s *guarded) atName(t *testing.T) *browser {
	t.Helper()
	b := s.browser(t)
	b.at = strings.Replace(s.URL, "127.0.0.1", "localhost", 1)
	return b
}

// TestPasskeys: a user makes a passkey on the page of the account, signs in by it alone from then on, which is a second factor, too, and takes it away.
func TestPasskeys(t *testing.T) {
	s := behindDoor(t, &web.Door{})
	s.user(t, "anna@shop.example", account.Grants{"main": account.Owner})
	if err := s.accounts.RequireFactor(t.Context(), "main", true); err != nil {
		t.Fatal(err)
	}
	b, k := s.atName(t), newKey(t)
	if _, _, text := b.opens(t, "/signin", nil); !strings.Contains(text, `<p class="bykey" hidden>`) || !strings.Contains(text, `type="module" src="/door.js"`) {
		t.Errorf("the page where one signs in: %s", text)
	}
	if _, status, text := b.opens(t, "/door.js", nil); status != http.StatusOK || strings.Count(text, "\n") >= 200 {
		t.Errorf("its script: %d, %d lines", status, strings.Count(text, "\n"))
	}
	b.signsIn(t, "anna@shop.example", password, "/account")
	if status, text := b.makesKey(t, k, "Anna's <laptop>"); status != http.StatusOK || !strings.Contains(text, "/account#keys") {
		t.Fatalf("made: %d %s", status, text)
	}
	_, _, text := b.opens(t, "/account", nil)
	id := regexp.MustCompile(`name="id" value="(fac_[^"]+)"`).FindStringSubmatch(text)
	if id == nil || !strings.Contains(text, "Anna&#39;s &lt;laptop&gt;") {
		t.Fatalf("it is listed: %s", text)
	}
	if _, status, text := b.opens(t, "/orders", nil); status != http.StatusOK || !strings.Contains(text, "Of main") {
		t.Errorf("a session in which a passkey was made: %d", status)
	}
	var again asked
	if b.says(t, "/account/keys/ask", struct{}{}, &again); len(again.Options.Exclude) != 1 || again.Options.Exclude[0].ID != b64(k.id) || again.Options.User.Name != "anna@shop.example" {
		t.Errorf("another: %+v", again)
	}
	other := s.atName(t)
	if status, text := other.showsKey(t, k); status != http.StatusOK || !strings.Contains(text, `"to":"/orders"`) {
		t.Fatalf("shown: %d %s", status, text)
	}
	if _, status, text := other.opens(t, "/orders", nil); status != http.StatusOK || !strings.Contains(text, "Of main") || !strings.Contains(text, ">Anna</a>") {
		t.Errorf("signed in by it: %d", status)
	}
	if _, status, text := s.atName(t).signsIn(t, "anna@shop.example", password, "/orders"); status != http.StatusForbidden || !strings.Contains(text, "must have a second factor") {
		t.Errorf("by the password alone, where a second factor is asked for: %d", status)
	}
	if at, status, text := other.opens(t, "/account/keys/end", url.Values{"id": {id[1]}}); at != "/account" || status != http.StatusOK || strings.Contains(text, "fac_") {
		t.Errorf("taken away: %s %d", at, status)
	}
	if status, text := s.atName(t).showsKey(t, k); status != http.StatusUnauthorized {
		t.Errorf("shown then: %d %s", status, text)
	}
}

// TestWhatAPasskeyMustProve: what was made for, asked of or signed by another, shown twice, copied, or not unlocked by its holder signs nobody in.
func TestWhatAPasskeyMustProve(t *testing.T) {
	s := behindDoor(t, &web.Door{})
	u := s.user(t, "anna@shop.example", account.Grants{"main": account.ReadOnly})
	bert := s.user(t, "bert@shop.example", account.Grants{"main": account.ReadOnly})
	b, k := s.atName(t), newKey(t)
	b.signsIn(t, "anna@shop.example", password, "/account")
	for what, bad := range map[string]*softKey{"for another origin": {origin: "https://evil.example"}, "for another host": {host: "evil.example"}, "another challenge": {challenge: b64(make([]byte, 32))}, "not unlocked": {unverified: true}} {
		bad.private, bad.id = k.private, k.id
		if status, _ := b.makesKey(t, bad, "x"); status != http.StatusUnauthorized {
			t.Errorf("made %s: %d", what, status)
		}
	}
	if status, text := b.makesKey(t, k, " "); status != http.StatusUnprocessableEntity || !strings.Contains(text, `"field":"name"`) {
		t.Errorf("without a name: %d %s", status, text)
	}
	if status, text := b.makesKey(t, k, "laptop"); status != http.StatusOK {
		t.Fatal(status, text)
	}
	for what, bend := range map[string]func(*softKey){
		"for another origin": func(k *softKey) { k.origin = "https://evil.example" }, "for another host": func(k *softKey) { k.host = "evil.example" }, "another challenge": func(k *softKey) { k.challenge = b64(make([]byte, 32)) },
		"not unlocked": func(k *softKey) { k.unverified = true }, "signed by another": func(k *softKey) { k.foreign = true }, "as another's": func(k *softKey) { k.holder = bert.ID }, "as nobody's": func(k *softKey) { k.holder = "usr_x" },
	} {
		bad := *k
		bend(&bad)
		if status, text := s.atName(t).showsKey(t, &bad); status != http.StatusUnauthorized || strings.Contains(text, "usr_") {
			t.Errorf("shown %s: %d %s", what, status, text)
		}
	}
	one, copied := s.atName(t), *k
	var for1 asked
	one.says(t, "/signin/key/ask", struct{}{}, &for1)
	k.count = 7
	answer := map[string]any{"secret": for1.Secret, "to": "//evil.example", "answer": k.shows(t, for1, one.at)}
	if status, text := one.says(t, "/signin/key", answer, nil); status != http.StatusOK || !strings.Contains(text, `"to":"/"`) {
		t.Errorf("shown: %d %s", status, text)
	}
	if status, _ := s.atName(t).says(t, "/signin/key", answer, nil); status != http.StatusUnauthorized {
		t.Errorf("the same answer twice: %d", status)
	}
	if status, text := s.atName(t).showsKey(t, &copied); status != http.StatusUnauthorized || !strings.Contains(text, "copy") {
		t.Errorf("a copy: %d %s", status, text)
	}
	for _, body := range []any{"x", map[string]any{"secret": for1.Secret, "answer": 1}, map[string]any{"answer": strings.Repeat("x", 70_000)}} {
		if status, _ := one.says(t, "/signin/key", body, nil); status != http.StatusUnprocessableEntity && status != http.StatusUnauthorized {
			t.Errorf("what cannot be read: %d", status)
		}
	}
	if status, _ := s.browser(t).says(t, "/account/keys/ask", struct{}{}, nil); status != http.StatusUnauthorized {
		t.Errorf("who is not known makes one: %d", status)
	}
	if status, text := s.browser(t).says(t, "/signin/key/ask", struct{}{}, nil); status != http.StatusNotImplemented || !strings.Contains(text, "or as localhost") {
		t.Errorf("at an address in numbers: %d %s", status, text)
	}
	if err := s.accounts.EndUser(t.Context(), u.ID); err != nil {
		t.Fatal(err)
	}
	if k.count++; k.count > 0 {
		if status, _ := s.atName(t).showsKey(t, k); status != http.StatusUnauthorized {
			t.Errorf("of an account that was ended: %d", status)
		}
	}
}

// TestPasskeysBehindAProxy: keys are for the address by which browsers come, however the proxy calls the server.
func TestPasskeysBehindAProxy(t *testing.T) {
	s := behindDoor(t, &web.Door{Public: &url.URL{Scheme: "http", Host: "ship.example:8443"}})
	s.user(t, "anna@shop.example", account.Grants{"main": account.ReadOnly})
	b, k := s.browser(t), newKey(t)
	b.signsIn(t, "anna@shop.example", password, "/account")
	k.origin = "http://ship.example:8443"
	if status, text := b.makesKey(t, k, "laptop"); status != http.StatusOK {
		t.Fatal(status, text)
	}
	var for1 asked
	if b.says(t, "/signin/key/ask", struct{}{}, &for1); for1.Options.PartyID != "ship.example" {
		t.Errorf("asked for a key of %s", for1.Options.PartyID)
	}
	if status, text := s.browser(t).showsKey(t, k); status != http.StatusOK {
		t.Errorf("%d %s", status, text)
	}
}
