package serve

import (
	"io/fs"
	"os"

	"crosslane/notify"
	"crosslane/terminal"
)

// messageFlags say how buyers and the seller's system are told. Passwords come from the environment.
type messageFlags struct {
	SMTP      string `name:"smtp" env:"CROSSLANE_SMTP" help:"Mail server for messages to buyers." placeholder:"HOST:PORT"`
	TLS       string `name:"smtp-tls" enum:"starttls,implicit,none" default:"starttls" help:"starttls, implicit, or none (on this machine only)."`
	User      string `name:"smtp-user" env:"CROSSLANE_SMTP_USER" help:"Sign-in; the password is read from CROSSLANE_SMTP_PASSWORD."`
	From      string `name:"mail-from" env:"CROSSLANE_MAIL_FROM" help:"Sender's address."`
	Webhook   string `env:"CROSSLANE_WEBHOOK" help:"Where the seller's system is told; the secret is read from CROSSLANE_WEBHOOK_SECRET." placeholder:"URL"`
	Templates string `help:"Directory with the sellers' own words (docs/notifications.md)." placeholder:"DIR"`
	Shop      string `default:"Crosslane" help:"Name of the seller where an order names none."`
	Link      string `help:"The buyer's tracking page; {waybill}, {order} and {parcel} are filled in." placeholder:"URL"`
}

// worker makes the worker that sends messages; nil where nothing is set up.
func (m *messageFlags) worker() (*notify.Worker, error) {
	var words fs.FS
	if m.Templates != "" {
		words = os.DirFS(m.Templates)
	}
	templates, err := notify.NewTemplates(words)
	if err == nil {
		err = notify.CheckLink("--link", m.Link)
	}
	if err != nil || m.SMTP == "" && m.Webhook == "" {
		return nil, err
	}
	w := &notify.Worker{Shop: m.Shop, Link: m.Link, Templates: templates}
	if m.SMTP != "" {
		w.Mail, err = notify.NewMail(notify.MailOptions{Server: m.SMTP, TLS: m.TLS, User: m.User, Password: os.Getenv("CROSSLANE_SMTP_PASSWORD"), From: m.From})
		if err != nil {
			return nil, terminal.AsTyped(err, "server=--smtp", "tls=--smtp-tls", "from=--mail-from")
		}
	}
	if m.Webhook != "" {
		w.Webhook, err = notify.NewWebhook(notify.WebhookOptions{URL: m.Webhook, Secret: os.Getenv("CROSSLANE_WEBHOOK_SECRET")})
	}
	return w, terminal.AsTyped(err, "url=--webhook", "secret=CROSSLANE_WEBHOOK_SECRET")
}
