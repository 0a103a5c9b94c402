package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"mime"
	netsmtp "net/smtp"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"crosslane/fact"
	"crosslane/notify"
	"crosslane/shipping"
)

var update = flag.Bool("update", false, "write the mails anew")

const me shipping.MerchantID = "acme"

var noon = time.Date(2026, 3, 12, 12, 0, 0, 0, time.UTC)

// buyers of the six languages; the German one shows what must be escaped.
var buyers = map[string]shipping.Address{
	"en": {Name: "Mary O'Neill", Country: "GB", Email: "mary@buyer.example"},
	"de": {Name: "Jörg <Müller> & Söhne", Country: "DE", Email: "joerg@buyer.example"},
	"fr": {Name: "Élodie Durand", Country: "FR", Email: "elodie@buyer.example"},
	"es": {Name: "José Núñez", Country: "ES", Email: "jose@buyer.example"},
	"zh": {Name: "王芳", Country: "CN", Email: "wang@buyer.example"},
	"ar": {Name: "ليلى حداد", Country: "AE", Email: "layla@buyer.example"},
}

// errand is a job with everything that its worker may read.
type errand struct {
	state   fact.Balances
	address *shipping.Document // nil: erased
	job     *fact.Fact
}

func newErrand(language string, kind shipping.MessageKind, way shipping.MessageWay) *errand {
	to := buyers[language]
	body, _ := json.Marshal(to)
	doc := shipping.NewDocument("application/json", to.Person(), body)
	e := &errand{state: fact.Balances{}, address: &doc}
	order := shipping.Order{ID: "ord_1", Storefront: "web", Number: "WEB-1001", Ship: to.Place(), To: doc.ID, Currency: "EUR"}
	e.say(order.ID.Stream(), &fact.OrderReceived{Order: order})
	parcel := order.ID.Parcel(1).Stream()
	e.say(parcel, &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: order.ID, Ship: order.Ship, To: doc.ID}})
	e.say(parcel, &fact.Booked{Channel: "line", Carrier: "line", Waybill: "LX123456785CN"})
	e.job = e.say(parcel, &fact.MessageRequested{
		Message: kind, Way: way, Language: language, To: doc.ID, Milestone: shipping.LabelCreated, Carrier: "Dragon Post", Waybill: "LX123456785CN",
		Promise: shipping.Window{From: noon.AddDate(0, 0, 4), To: noon.AddDate(0, 0, 20)},
	})
	return e
}

func (e *errand) say(s shipping.Stream, body fact.Body) *fact.Fact {
	f := &fact.Fact{Stream: s, At: noon, Recorded: noon, Body: body}
	e.state.Balance(s).Apply(f)
	return f
}

func (e *errand) asked() *fact.MessageRequested { return e.job.Body.(*fact.MessageRequested) }

func (e *errand) task() *fact.Task {
	return &fact.Task{Merchant: me, Job: e.job, Attempt: 1,
		Stream: func(_ context.Context, s shipping.Stream) (*fact.Balance, error) { return e.state.Balance(s), nil },
		Document: func(context.Context, shipping.DocumentID) (shipping.Document, error) {
			if e.address == nil {
				return shipping.Document{}, shipping.Fault(shipping.NotFound, "the document was erased", "")
			}
			return *e.address, nil
		}}
}

func newWorker(t testing.TB, o notify.MailOptions) *notify.Worker {
	t.Helper()
	templates, err := notify.NewTemplates(nil)
	if err != nil {
		t.Fatal(err)
	}
	o.From = "orders@shop.example"
	m, err := notify.NewMail(o)
	if err != nil {
		t.Fatal(err)
	}
	return &notify.Worker{Templates: templates, Mail: m, Shop: "Northwind Living", Link: "https://shop.example/track/{waybill}"}
}

// came performs a job and answers with the one fact that came of it, in words.
func came(t *testing.T, w *notify.Worker, e *errand) string {
	t.Helper()
	out, err := w.Perform(context.Background(), e.task())
	if err != nil {
		return "error " + string(shipping.CodeOf(err))
	}
	if len(out.Facts) == 0 {
		return "nothing"
	}
	switch b := out.Facts[0].Body.(type) {
	case *fact.MessageSent:
		return "sent"
	case *fact.MessageDropped:
		return strings.TrimSpace("dropped " + b.Why + " " + b.Note)
	}
	return string(out.Facts[0].Kind())
}

// TestMails sends every message in every language and reads it back from the mail server.
func TestMails(t *testing.T) {
	p := newPost(t, plain)
	w := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"})
	for language := range buyers {
		for _, kind := range shipping.MessageKinds() {
			t.Run(language+"/"+string(kind), func(t *testing.T) {
				e := newErrand(language, kind, shipping.ByMail)
				if got := came(t, w, e); got != "sent" {
					t.Fatal(got)
				}
				all := p.letters()
				l := all[len(all)-1]
				checkHeaders(t, l, language)
				checkHTML(t, l, language)
				golden(t, filepath.Join("testdata", "mails", language, string(kind)+".txt"), shown(l))
			})
		}
	}
}

func checkHeaders(t *testing.T, l letter, language string) {
	t.Helper()
	from, _ := l.header.AddressList("From")
	to, _ := l.header.AddressList("To")
	if len(from) != 1 || from[0].Name != "Northwind Living" || len(to) != 1 || to[0].Name != buyers[language].Name || l.to != buyers[language].Email {
		t.Errorf("from %v to %v, envelope to %s", from, to, l.to)
	}
	if l.header.Get("Auto-Submitted") != "auto-generated" || !strings.HasSuffix(l.header.Get("Message-Id"), "@shop.example>") || l.header.Get("Date") == "" {
		t.Errorf("headers %v", l.header)
	}
	if got := l.header.Get("Content-Language"); !strings.HasPrefix(got, language) {
		t.Errorf("language %q", got)
	}
}

func checkHTML(t *testing.T, l letter, language string) {
	t.Helper()
	want := `<html lang="` + l.header.Get("Content-Language") + `" dir="ltr">`
	if language == "ar" {
		want = `<html lang="ar" dir="rtl">`
	}
	for _, part := range []string{want, "LX123456785CN", "WEB-1001", "Dragon Post", `href="https://shop.example/track/LX123456785CN"`} {
		if !strings.Contains(l.html, part) {
			t.Errorf("the HTML lacks %s", part)
		}
	}
	if strings.Contains(l.html, "<Müller>") || strings.Contains(l.html, "<no value>") || strings.Contains(l.html, "ZgotmplZ") {
		t.Error("the HTML is not escaped well:\n" + l.html)
	}
}

// shown is the mail as a buyer sees it.
func shown(l letter) string {
	from, _ := new(mime.WordDecoder).DecodeHeader(l.header.Get("From"))
	to, _ := new(mime.WordDecoder).DecodeHeader(l.header.Get("To"))
	return "From: " + from + "\nTo: " + to + "\nSubject: " + l.subject + "\n\n" + l.text
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		os.MkdirAll(filepath.Dir(file), 0o755)
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil || string(want) != got {
		t.Errorf("got\n%s\nwant\n%s\n(%v; go test ./notify -update writes it anew)", got, want, err)
	}
}

// TestReplies: what the mail server says decides what becomes of the message.
func TestReplies(t *testing.T) {
	reply := func(code int, a, b, c int) func(string) error {
		return func(to string) error {
			return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{a, b, c}, Message: "about " + to}
		}
	}
	for name, c := range map[string]struct {
		rcpt, data func(string) error
		want       string
	}{
		"no such mailbox": {rcpt: reply(550, 5, 1, 1), want: "dropped not_accepted 550 5.1.1"},
		"grey-listed":     {rcpt: reply(451, 4, 7, 1), want: "error unavailable"},
		"taken for spam":  {data: reply(554, 5, 7, 1), want: "dropped not_accepted 554 5.7.1"},
		"mailbox full":    {data: reply(452, 4, 2, 2), want: "error unavailable"},
		"all is well":     {want: "sent"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, plain)
			p.rcpt, p.data = c.rcpt, c.data
			w, e := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"}), newErrand("de", shipping.MessageOut, shipping.ByMail)
			if got := came(t, w, e); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if _, err := w.Perform(context.Background(), e.task()); err != nil && strings.Contains(err.Error(), "buyer.example") {
				t.Errorf("the error names the buyer: %v", err)
			}
			late := e.task()
			late.Attempt = notify.Attempts
			if out, err := w.Perform(context.Background(), late); err != nil || len(out.Facts) != 1 {
				t.Errorf("the last attempt does not settle it: %v", err)
			}
		})
	}
}

// TestTakenAndHungUp: a server that breaks the connection after it took the mail has taken it.
func TestTakenAndHungUp(t *testing.T) {
	p := newPost(t, plain)
	p.rude = true
	if got := came(t, newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"}), newErrand("de", shipping.MessageOut, shipping.ByMail)); got != "sent" || len(p.letters()) != 1 {
		t.Errorf("%s, %d mails", got, len(p.letters()))
	}
}

// TestMessageIDs: the same job has one name; another message, parcel or merchant has another.
func TestMessageIDs(t *testing.T) {
	p := newPost(t, plain)
	w, e := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"}), newErrand("de", shipping.MessageOut, shipping.ByMail)
	one, again, other := e.task(), e.task(), e.task()
	other.Merchant = "other"
	for _, task := range []*fact.Task{one, again, other} {
		if _, err := w.Perform(context.Background(), task); err != nil {
			t.Fatal(err)
		}
	}
	l := p.letters()
	if id := func(i int) string { return l[i].header.Get("Message-Id") }; id(0) != id(1) || id(0) == id(2) {
		t.Errorf("%s, %s, %s", id(0), id(1), id(2))
	}
}

// TestNotSent: messages that nobody gets, and why; and one that only seems to be of them.
func TestNotSent(t *testing.T) {
	for name, c := range map[string]struct {
		change func(e *errand)
		want   string
	}{
		"erased address":    {func(e *errand) { e.address = nil }, "dropped address_erased"},
		"no address at all": {func(e *errand) { e.asked().To = "" }, "dropped no_address"},
		"no e-mail in it":   {func(e *errand) { e.address.Body = []byte(`{"name":"X","country":"DE"}`) }, "dropped no_address"},
		"not an e-mail":     {func(e *errand) { e.address.Body = []byte(`{"email":"call me","country":"DE"}`) }, "dropped no_address"},
		"a blank in it":     {func(e *errand) { e.address.Body = []byte(`{"email":"ida probe@x.example","country":"DE"}`) }, "dropped no_address"},
		"blanks around it":  {func(e *errand) { e.address.Body = []byte(`{"email":" ida@x.example\u200b ","country":"DE"}`) }, "sent"},
		"two e-mails in one": {func(e *errand) {
			e.address.Body = []byte(`{"email":"a@x.example\r\nBcc: b@x.example","country":"DE"}`)
		}, "dropped no_address"},
		"settled already": {func(e *errand) {
			e.say(e.job.Stream, &fact.MessageSent{Message: shipping.MessageOut, Way: shipping.ByMail})
		}, "nothing"},
		"overtaken": {func(e *errand) {
			e.say(e.job.Stream, &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered})
		}, "dropped superseded"},
		"overtaken by what was told already": {func(e *errand) {
			e.say(e.job.Stream, &fact.MilestoneReached{Milestone: shipping.AtDeliveryOffice, Status: shipping.InTransit})
			told := &fact.ParcelIn(e.state, "par_1-1").Notified
			told.Notices = append(told.Notices, fact.Notice{Message: shipping.MessageOffice, Way: shipping.ByMail, Outcome: fact.NoticeSent})
		}, "sent"},
		"by a way that is not set up": {func(e *errand) { e.asked().Way = shipping.ByWebhook }, "error unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, plain)
			w, e := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"}), newErrand("de", shipping.MessageOut, shipping.ByMail)
			c.change(e)
			if got := came(t, w, e); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			if n := len(p.letters()); n != 0 && c.want != "sent" {
				t.Errorf("%d mails went out", n)
			}
		})
	}
}

// TestTLS signs in over STARTTLS and over TLS from the first byte; a server that is not
// trusted, and a wrong password, get nothing.
func TestTLS(t *testing.T) {
	for name, m := range map[string]mode{"starttls": startTLS, "implicit": implicit} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, m)
			o := notify.MailOptions{Server: p.addr, TLS: name, Trust: p.trust, User: "shop", Password: "secret"}
			if got := came(t, newWorker(t, o), newErrand("en", shipping.MessageOut, shipping.ByMail)); got != "sent" {
				t.Error(got)
			}
			if len(p.signed) != 1 || p.signed[0] != "shop" {
				t.Errorf("signed in: %v", p.signed)
			}
			wrong, blind := o, o
			wrong.Password, blind.Trust = "guess", nil
			for _, o := range []notify.MailOptions{wrong, blind} {
				if got := came(t, newWorker(t, o), newErrand("en", shipping.MessageOut, shipping.ByMail)); got != "error unavailable" {
					t.Error(got)
				}
			}
			if n := len(p.letters()); n != 1 {
				t.Errorf("%d mails", n)
			}
		})
	}
	t.Run("a server without TLS", func(t *testing.T) {
		p := newPost(t, plain)
		if got := came(t, newWorker(t, notify.MailOptions{Server: p.addr}), newErrand("en", shipping.MessageOut, shipping.ByMail)); got != "error unavailable" {
			t.Error(got)
		}
	})
}

func TestMailOptions(t *testing.T) {
	for field, o := range map[string]notify.MailOptions{
		"from":     {Server: "localhost:25", From: "orders"},
		"server":   {Server: "localhost", From: "a@b.example"},
		"tls":      {Server: "smtp.shop.example:25", From: "a@b.example", TLS: "none"},
		"reply_to": {Server: "localhost:25", From: "a@b.example", ReplyTo: "x"},
	} {
		_, err := notify.NewMail(o)
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || e.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// TestHeadersCannotBeForged: what buyers and sellers type never becomes a header or an addressee.
func TestHeadersCannotBeForged(t *testing.T) {
	p := newPost(t, plain)
	w, e := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"}), newErrand("en", shipping.MessageOut, shipping.ByMail)
	order := fact.OrderIn(e.state, "ord_1").Order
	order.Seller, order.Number = "Shop\r\nBcc: b@x.example", "1001\r\nBcc: c@x.example\r\n\r\n<b>free</b>"
	e.say(order.ID.Stream(), &fact.OrderReceived{Order: order})
	e.address.Body = []byte(`{"name":"Eve\r\nBcc: a@x.example","email":"eve@buyer.example","country":"GB"}`)
	if got := came(t, w, e); got != "sent" {
		t.Fatal(got)
	}
	l := p.letters()
	if len(l) != 1 || l[0].to != "eve@buyer.example" || l[0].header.Get("Bcc") != "" || strings.Contains(l[0].html, "<b>free") {
		t.Errorf("%d mails, to %s, headers %v", len(l), l[0].to, l[0].header)
	}
}

// BenchmarkMail is one mail over loopback, against the bare dialogue of net/smtp with the same mail.
func BenchmarkMail(b *testing.B) {
	p := newPost(b, plain)
	w, e := newWorker(b, notify.MailOptions{Server: p.addr, TLS: "none"}), newErrand("de", shipping.MessageCustoms, shipping.ByMail)
	raw := []byte("Subject: x\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" +
		strings.Repeat(strings.Repeat("x", 70)+"\r\n", 70) + "--b--\r\n")
	began := time.Now()
	for b.Loop() {
		if _, err := w.Perform(context.Background(), e.task()); err != nil {
			b.Fatal(err)
		}
	}
	ours := time.Since(began) / time.Duration(b.N)
	began = time.Now()
	for range b.N {
		if err := netsmtp.SendMail(p.addr, nil, "orders@shop.example", []string{"a@buyer.example"}, raw); err != nil {
			b.Fatal(err)
		}
	}
	bare := time.Since(began) / time.Duration(b.N)
	b.ReportMetric(float64(ours)/float64(bare), "x-bare-smtp")
}
