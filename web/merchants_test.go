package web_test

import (
	"net/http"
	"strings"
	"testing"

	"crosslane/account"
	"crosslane/web"
)

// TestWhereOneLands: whoever signs in lands at what he may see; of several merchants he chooses, and gets from each to the others; who may
// see nothing is told what he may do, and whom to ask.
func TestWhereOneLands(t *testing.T) {
	s := behindDoor(t, &web.Door{})
	s.user(t, "both@shop.example", account.Grants{"main": account.Operations, "other": account.Warehouse})
	s.user(t, "port@carrier.example", account.Grants{"main": account.Partner, "other": account.ReadOnly})
	s.user(t, "hub@carrier.example", account.Grants{"main": account.Partner, "other": account.Partner})
	s.user(t, "gone@shop.example", account.Grants{"elsewhere": account.Owner})
	owner, _, err := s.accounts.Invite(t.Context(), account.User{Email: "o@shop.example", Name: "Olga <Owner>", Grants: account.Grants{"main": account.Owner}})
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser(t)
	if _, status, text := b.signsIn(t, "both@shop.example", password, "/"); status != http.StatusOK || !strings.Contains(text, "Whose business?") || !strings.Contains(text, "/style.css") ||
		!strings.Contains(text, `href="/?merchant=main"`) || !strings.Contains(text, "you are warehouse") || !strings.Contains(text, "Sign out") {
		t.Errorf("of two merchants: %d %s", status, text)
	}
	for _, path := range []string{"/?merchant=other", "/orders", "/cases", "/channels"} {
		if _, status, text := b.opens(t, path, nil); status != http.StatusOK || !strings.Contains(text, "Of other") || !strings.Contains(text, `href="/merchants"`) {
			t.Errorf("%s: %d, no way to the others: %s", path, status, text)
		}
	}
	if _, status, text := b.opens(t, "/merchants", nil); status != http.StatusOK || !strings.Contains(text, `href="/?merchant=main"`) {
		t.Errorf("the others: %d %s", status, text)
	}
	if _, status, text := b.opens(t, "/?merchant=nobody", nil); status != http.StatusNotFound || !strings.Contains(text, "no merchant nobody for you") || !strings.Contains(text, `href="/?merchant=main"`) {
		t.Errorf("one that there is not: %d %s", status, text)
	}
	one := s.browser(t)
	if _, status, text := one.signsIn(t, "port@carrier.example", password, "/"); status != http.StatusOK || !strings.Contains(text, "Of other") {
		t.Errorf("one that he may see: %d %s", status, text)
	}
	for _, path := range []string{"/?merchant=main", "/orders?merchant=main"} {
		_, status, text := one.opens(t, path, nil)
		if want := map[bool]int{true: 200, false: 403}[path[1] == '?']; status != want || !strings.Contains(text, "You are <b>partner</b> of main") || !strings.Contains(text, `href="/merchants"`) || strings.Contains(text, "Olga") {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
	link, err := s.accounts.LetJoin(t.Context(), owner.ID)
	if err == nil {
		_, err = s.accounts.Join(t.Context(), account.Joining{Secret: link, Password: password})
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, _, text := one.opens(t, "/?merchant=main", nil); !strings.Contains(text, "asks an owner: <b>Olga &lt;Owner&gt;</b>") {
		t.Errorf("whom to ask: %s", text)
	}
	if _, status, text := s.browser(t).signsIn(t, "hub@carrier.example", password, "/"); status != http.StatusOK || !strings.Contains(text, "Whose business?") {
		t.Errorf("of two that show nothing: %d %s", status, text)
	}
	if _, status, text := s.browser(t).signsIn(t, "gone@shop.example", password, "/"); status != http.StatusOK || !strings.Contains(text, "nothing yet to any merchant") {
		t.Errorf("of none: %d %s", status, text)
	}
}

// TestAnotherPersonsChoice: the merchant that a browser remembers of somebody else leads nobody astray.
func TestAnotherPersonsChoice(t *testing.T) {
	s := behindDoor(t, &web.Door{})
	s.user(t, "anna@shop.example", account.Grants{"main": account.ReadOnly, "other": account.ReadOnly})
	s.user(t, "bert@shop.example", account.Grants{"other": account.ReadOnly})
	b := s.browser(t)
	b.signsIn(t, "anna@shop.example", password, "/?merchant=main")
	if _, status, text := b.signsIn(t, "bert@shop.example", password, "/"); status != http.StatusOK || !strings.Contains(text, "Of other") {
		t.Errorf("%d %s", status, text)
	}
}
