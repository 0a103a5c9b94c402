package notify

import (
	"context"
	"errors"
	"net"
	"net/mail"
	"strings"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"
)

// mostSaid bounds what a mail server says in one conversation: a few lines of at most 512 bytes each (RFC 5321, section
// 4.5.3.1.5), and a certificate or two.
const mostSaid = 256 << 10

var errTalks = errors.New("the mail server says more than any conversation needs")

// dialBounded connects to a mail server of which no more is read than that.
func dialBounded(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &bounded{Conn: conn, left: mostSaid}, nil
}

type bounded struct {
	net.Conn
	left int
}

// Read reads on until the bound.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTalks
	}
	n, err := b.Conn.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// hand has a message taken by the server. Who is told to stop does not wait for a server that says nothing: the conversation
// ends at its time-out, and the message is handed over again, if it was not taken.
func (m *Mail) hand(ctx context.Context, msg *gomail.Msg) error {
	done := make(chan error, 1)
	go func() { done <- m.client.DialAndSendWithContext(ctx, msg) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// mailbox is an e-mail address as a mail server takes it: without blanks around it and signs that nobody sees, the domain in
// ASCII (RFC 5891). False: it is none, as with a blank within, where nobody knows which address was meant.
func mailbox(text string) (string, bool) {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text))
	if strings.ContainsFunc(text, unicode.IsSpace) {
		return "", false
	}
	a, err := mail.ParseAddress(text)
	if err != nil || a.Name != "" || a.Address != text {
		return "", false
	}
	at := strings.LastIndexByte(text, '@')
	domain, err := idna.Lookup.ToASCII(text[at+1:])
	return text[:at+1] + domain, err == nil && domain != ""
}
