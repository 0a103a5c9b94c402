package notify_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"crosslane/fact"
	"crosslane/notify"
	"crosslane/shipping"
)

// TestMerchants: a merchant's words and dress are put over those that ship.
func TestMerchants(t *testing.T) {
	files := fstest.MapFS{
		"Tea & Co/common.tmpl": {Data: []byte(`{{define "shop"}}Tea & Co{{end}}{{define "colour"}}#006633{{end}}`)},
		"Tea & Co/de.tmpl":     {Data: []byte(`{{define "delivered.title"}}Der Tee ist da{{end}}`)},
	}
	templates, err := notify.NewTemplates(files)
	if err != nil {
		t.Fatal(err)
	}
	p := newPost(t, plain)
	w := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"})
	w.Templates = templates
	for _, seller := range []string{"Tea & Co", "somebody else", "../Tea & Co"} {
		e := newErrand("de", shipping.MessageDelivered, shipping.ByMail)
		order := fact.OrderIn(e.state, "ord_1").Order
		order.Seller = seller
		e.say(order.ID.Stream(), &fact.OrderReceived{Order: order})
		if got := came(t, w, e); got != "sent" {
			t.Fatal(got)
		}
	}
	l := p.letters()
	if !strings.Contains(l[0].html, "Der Tee ist da") || !strings.Contains(l[0].html, "background:#006633") || !strings.Contains(l[0].html, "<bdi>Tea & Co</bdi>") ||
		!strings.Contains(l[0].text, "Tea & Co") || l[0].subject != "Ihre Bestellung WEB-1001 wurde zugestellt" {
		t.Errorf("the merchant's mail is\n%s", shown(l[0])+l[0].html)
	}
	for i := 1; i < 3; i++ {
		if strings.Contains(l[i].html, "Der Tee ist da") || !strings.Contains(l[i].html, "Ihr Paket ist da") {
			t.Errorf("another merchant's mail is\n%s", shown(l[i]))
		}
	}
	for name, bad := range map[string]string{"syntax": `{{define "delivered.title"}}{{`, "a name that does not exist": `{{define "late.body"}}{{.Price}}{{end}}`,
		"such a name where something is known": `{{define "late.body"}}{{with .Until}}{{$.Price}}{{end}}{{end}}`} {
		_, err := notify.NewTemplates(fstest.MapFS{"Tea/en.tmpl": {Data: []byte(bad)}})
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || e.Field != "templates/Tea" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
