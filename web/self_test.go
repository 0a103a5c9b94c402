package web_test

import (
	"image"
	"image/color"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"encoding/base32"
	"fmt"

	"crosslane/account"
	"crosslane/account/totp"
	"crosslane/web"
)

var (
	hidden = regexp.MustCompile(`name="secret" value="([^"]+)"`)
	typedS = regexp.MustCompile(`<code class="secret">([^<]+)</code>`)
	keptC  = regexp.MustCompile(`<li><code>([0-9a-z-]{19})</code>`)
)

// read reads a QR code as a phone does.
func read(t *testing.T, page string) string {
	t.Helper()
	path := regexp.MustCompile(`fill="#000" d="([^"]+)"`).FindStringSubmatch(page)
	size := 0
	if path != nil {
		_, _ = fmt.Sscanf(regexp.MustCompile(`viewBox="0 0 (\d+)`).FindStringSubmatch(page)[1], "%d", &size)
	}
	const scale = 4
	img := image.NewGray(image.Rect(0, 0, size*scale, size*scale))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h`).FindAllStringSubmatch(strings.Join(path, ""), -1) {
		var x, y int
		_, _ = fmt.Sscan(m[1], &x)
		_, _ = fmt.Sscan(m[2], &y)
		for i := range scale * scale {
			img.Set(x*scale+i%scale, y*scale+i/scale, color.Black)
		}
	}
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	text, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	if err != nil {
		t.Fatal(err)
	}
	return text.GetText()
}

// TestAPhoneOnThePage: a user sets a phone up on the page of the account, is asked for its code from then on, and takes it away again.
func TestAPhoneOnThePage(t *testing.T) {
	s := behindDoor(t, &web.Door{})
	s.user(t, "anna@shop.example", account.Grants{"main": account.ReadOnly})
	b := s.browser(t)
	if at, status, text := b.signsIn(t, "anna@shop.example", password, "/account"); at != "/account" || status != http.StatusOK || !strings.Contains(text, "Set a phone up") || !strings.Contains(text, "read-only of main") {
		t.Fatalf("%s %d %s", at, status, text)
	}
	_, status, text := b.opens(t, "/account/phone", url.Values{})
	secret, plain := hidden.FindStringSubmatch(text), typedS.FindStringSubmatch(text)
	if status != http.StatusOK || secret == nil || plain == nil {
		t.Fatalf("%d %s", status, text)
	}
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(plain[1], " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, text), totp.URI(raw, "Crosslane 127.0.0.1", "anna@shop.example"); got != want {
		t.Errorf("a phone reads %q, want %q", got, want)
	}
	if _, status, text := b.opens(t, "/account/phone/confirm", url.Values{"secret": {secret[1]}, "code": {"000000"}}); status != http.StatusUnauthorized || !strings.Contains(text, plain[1]) || !strings.Contains(text, "the code is wrong") {
		t.Errorf("a wrong code: %d %s", status, text)
	}
	_, status, text = b.opens(t, "/account/phone/confirm", url.Values{"secret": {secret[1]}, "code": {totp.Code(raw, totp.Step(day)-1)}})
	kept := keptC.FindAllStringSubmatch(text, -1)
	if status != http.StatusOK || len(kept) != 10 {
		t.Fatalf("%d %s", status, text)
	}
	if _, _, text := b.opens(t, "/account", nil); !strings.Contains(text, "10 of the codes") || strings.Contains(text, kept[0][1]) {
		t.Errorf("afterwards: %s", text)
	}
	other := s.browser(t)
	_, status, text = other.signsIn(t, "anna@shop.example", password, "/orders")
	if secret = hidden.FindStringSubmatch(text); status != http.StatusOK || secret == nil || !strings.Contains(text, "Your second factor") || strings.Contains(text, "Of main") {
		t.Fatalf("the password alone: %d %s", status, text)
	}
	if at, _, _ := other.opens(t, "/orders", nil); !strings.HasPrefix(at, "/signin") {
		t.Errorf("half-way: led to %s", at)
	}
	if _, status, text := other.opens(t, "/signin/code", url.Values{"secret": {secret[1]}, "to": {"/orders"}, "code": {"000000"}}); status != http.StatusUnauthorized || !strings.Contains(text, "Your second factor") {
		t.Errorf("a wrong code: %d %s", status, text)
	}
	if at, status, text := other.opens(t, "/signin/code", url.Values{"secret": {secret[1]}, "to": {"/orders"}, "code": {totp.Code(raw, totp.Step(day))}}); at != "/orders" || status != http.StatusOK || !strings.Contains(text, "Of main") {
		t.Errorf("the phone's code: %s %d %s", at, status, text)
	}
	if _, status, text := other.opens(t, "/account/recovery", url.Values{}); status != http.StatusOK || len(keptC.FindAllString(text, -1)) != 10 || strings.Contains(text, kept[0][1]) {
		t.Errorf("new codes: %d %s", status, text)
	}
	if at, status, text := other.opens(t, "/account/phone/end", url.Values{}); at != "/account" || status != http.StatusOK || !strings.Contains(text, "Set a phone up") {
		t.Errorf("without a phone: %s %d %s", at, status, text)
	}
	if _, status, text := s.browser(t).signsIn(t, "anna@shop.example", password, "/"); status != http.StatusOK || !strings.Contains(text, "Of main") {
		t.Errorf("the password alone again: %d %s", status, text)
	}
	_, token, _ := s.accounts.MakeToken(t.Context(), account.Token{Name: "x", Grants: account.Grants{"main": account.Owner}})
	if _, status, _ := s.browser(t).opens(t, "/account", nil, "Authorization", "Bearer "+token); status == http.StatusOK {
		t.Errorf("a token has an account: %d", status)
	}
}

// TestLedToTheSecondFactor: who serves a merchant that asks for one is led to where it is set up.
func TestLedToTheSecondFactor(t *testing.T) {
	s := behindDoor(t, &web.Door{})
	s.user(t, "anna@shop.example", account.Grants{"main": account.Owner})
	if err := s.accounts.RequireFactor(t.Context(), "main", true); err != nil {
		t.Fatal(err)
	}
	b := s.browser(t)
	if _, status, text := b.signsIn(t, "anna@shop.example", password, "/"); status != http.StatusOK || strings.Contains(text, "Of main") || !strings.Contains(text, "must have a second factor") || !strings.Contains(text, `href="/account#factor"`) {
		t.Errorf("%d %s", status, text)
	}
	if _, status, text := b.opens(t, "/account", nil); status != http.StatusOK || !strings.Contains(text, "asks for a second factor") {
		t.Errorf("%d %s", status, text)
	}
	if _, status, text := b.opens(t, "/api/figures", nil); status != http.StatusForbidden || !strings.Contains(text, "second factor") {
		t.Errorf("%d %s", status, text)
	}
}

// TestOwnSessionsOnThePage: a user sees where he is signed in, and ends one session, or all others.
func TestOwnSessionsOnThePage(t *testing.T) {
	s := behindDoor(t, &web.Door{})
	s.user(t, "anna@shop.example", account.Grants{"main": account.ReadOnly})
	here, phone, cafe := s.browser(t), s.browser(t), s.browser(t)
	for b, agent := range map[*browser]string{here: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", phone: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", cafe: "<b>odd/1.0"} {
		b.opens(t, "/signin", url.Values{"email": {"anna@shop.example"}, "password": {password}}, "User-Agent", agent)
	}
	_, status, text := here.opens(t, "/account", nil)
	ids := regexp.MustCompile(`name="id" value="(tok_[^"]+)"`).FindAllStringSubmatch(text, -1)
	if status != http.StatusOK || len(ids) != 2 || !strings.Contains(text, "Firefox on Linux <small>this one</small>") || !strings.Contains(text, ">Safari on iPhone<") || !strings.Contains(text, "&lt;b&gt;odd/1.0<") || strings.Count(text, "<span>127.0.0.1</span>") != 3 {
		t.Fatalf("%d %s", status, text)
	}
	if at, _, text := here.opens(t, "/account/sessions/end", url.Values{"id": {ids[0][1]}}); at != "/account" || strings.Count(text, "End it") != 1 {
		t.Errorf("one ended: %s %s", at, text)
	}
	if at, _, text := here.opens(t, "/account/sessions/end", url.Values{}); at != "/account" || strings.Contains(text, "End it") || strings.Contains(text, "End all others") {
		t.Errorf("all others ended: %s %s", at, text)
	}
	for _, b := range []*browser{phone, cafe} {
		if at, _, _ := b.opens(t, "/orders", nil); at != "/signin?to=%2Forders" {
			t.Errorf("it holds on: %s", at)
		}
	}
	if _, status, text := here.opens(t, "/account/sessions/end", url.Values{"id": {"tok_x"}}); status != http.StatusNotFound || !strings.Contains(text, "you have no such session") {
		t.Errorf("one that there is not: %d %s", status, text)
	}
}
