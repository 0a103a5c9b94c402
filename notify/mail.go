package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/system"
)

// MailOptions say which mail server takes the messages, and from whom they come.
type MailOptions struct {
	// Server is host and port, "smtp.shop.example:587".
	Server string
	// TLS is "starttls" (when empty), "implicit" (usually port 465) or "none", which is taken only
	// on loopback: addresses and passwords never cross a network in the clear.
	TLS string
	// User and Password sign in; both empty: the server asks for nothing.
	User, Password string
	// From is the sender's address; the name beside it is the shop's. ReplyTo may be empty.
	From, ReplyTo string
	// Trust are settings of TLS, such as an own authority. Nil: the machine's.
	Trust *tls.Config
	// Timeout of one conversation; 30 seconds when zero.
	Timeout time.Duration
}

// Mail hands messages to a mail server over SMTP (RFC 5321).
type Mail struct {
	client *gomail.Client
	o      MailOptions
	domain string // of the sender
}

// NewMail prepares the way to a mail server; nothing is sent yet. Options that cannot work are
// Invalid errors that name the field.
func NewMail(o MailOptions) (*Mail, error) {
	from, err := mail.ParseAddress(o.From)
	if err != nil {
		return nil, shipping.BadField("from", "\""+o.From+"\" is not an e-mail address", "write orders@shop.example")
	}
	if _, err := mail.ParseAddress(o.ReplyTo); err != nil && o.ReplyTo != "" {
		return nil, shipping.BadField("reply_to", "\""+o.ReplyTo+"\" is not an e-mail address", "write help@shop.example, or leave it out")
	}
	o.From = from.Address
	host, port, err := hostPort(o.Server)
	if err != nil {
		return nil, err
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	settings := []gomail.Option{gomail.WithPort(port), gomail.WithTimeout(o.Timeout), gomail.WithoutNoop()}
	switch o.TLS {
	case "", "starttls":
		settings = append(settings, gomail.WithTLSPolicy(gomail.TLSMandatory))
	case "implicit":
		settings = append(settings, gomail.WithSSL())
	case "none":
		if !loopback(host) {
			return nil, shipping.BadField("tls", "mail would cross the network in the clear", "use starttls or implicit")
		}
		settings = append(settings, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		return nil, shipping.BadField("tls", "there is no way \""+o.TLS+"\"", "use starttls, implicit or none")
	}
	if o.TLS != "implicit" { // go-mail signs in over its own dialler alone, where the connection begins with TLS
		settings = append(settings, gomail.WithDialContextFunc(dialBounded))
	}
	if o.Trust != nil {
		settings = append(settings, gomail.WithTLSConfig(o.Trust))
	}
	if o.User != "" {
		settings = append(settings, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(o.User), gomail.WithPassword(o.Password))
	}
	client, err := gomail.NewClient(host, settings...)
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Invalid, Field: "server", Message: "the mail server cannot be used", Cause: err}
	}
	_, domain, _ := strings.Cut(o.From, "@")
	return &Mail{client: client, o: o, domain: domain}, nil
}

func hostPort(server string) (string, int, error) {
	host, digits, err := net.SplitHostPort(server)
	port, bad := strconv.Atoi(digits)
	if err != nil || bad != nil || host == "" {
		return "", 0, shipping.BadField("server", "\""+server+"\" is not a server", "write host and port, smtp.shop.example:587")
	}
	return host, port, nil
}

// loopback reports whether a host is this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (m *Mail) needs() bool { return true }

func (m *Mail) send(ctx context.Context, n *notice, w *Worker) (string, error) {
	l, err := n.write(w.Templates, w.Shop)
	if err != nil {
		return "", err
	}
	id := n.id() + "@" + m.domain
	msg, err := m.compose(n, l, id)
	if err != nil {
		return "", err
	}
	err = m.hand(ctx, msg)
	if err == nil || ctx.Err() == nil && msg.IsDelivered() { // taken, whatever went wrong on parting
		return id, nil
	}
	return "", answered(err)
}

func (m *Mail) compose(n *notice, l Letter, id string) (*gomail.Msg, error) {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	to, ok := mailbox(n.to.Email)
	if !ok {
		return nil, &refusal{why: fact.NoAddress}
	}
	msg.FromMailAddress(&mail.Address{Name: l.From, Address: m.o.From})
	msg.ToMailAddress(&mail.Address{Name: oneLine(n.to.Name), Address: to})
	if m.o.ReplyTo != "" {
		if err := msg.ReplyTo(m.o.ReplyTo); err != nil {
			return nil, shipping.BadField("reply_to", "is not an e-mail address", "")
		}
	}
	msg.Subject(oneLine(l.Subject))
	msg.SetMessageIDWithValue(id)
	msg.SetDate()
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday replies
	msg.SetGenHeader("Content-Language", l.Language)
	msg.SetBodyString(gomail.TypeTextPlain, l.Text)
	msg.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	return msg, nil
}

// answered tells what an error of the conversation means. Once the message is spoken of, only
// codes are kept: a server's words name the addressee. A 5xx reply to the recipient or to the message is for good; one to
// signing in or to the sender is ours to mend, and is tried again, like everything else.
func answered(err error) error {
	var e *gomail.SendError
	if !errors.As(err, &e) {
		return &shipping.Error{Code: shipping.Unavailable, Message: "the mail server cannot be reached or does not let us in", Cause: system.Told(err)}
	}
	code := strings.TrimSpace(strconv.Itoa(e.ErrorCode()) + " " + e.EnhancedStatusCode())
	theirs := e.Reason == gomail.ErrSMTPRcptTo || e.Reason == gomail.ErrSMTPData || e.Reason == gomail.ErrSMTPDataClose
	if theirs && e.ErrorCode() >= 500 && !e.IsTemp() {
		return &refusal{why: fact.NotAccepted, code: code}
	}
	return shipping.Fault(shipping.Unavailable, "the mail server answered "+code+" ("+e.Reason.String()+")", "")
}
