package notify_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// post is a mail server on loopback that keeps what it takes.
type post struct {
	addr   string
	trust  *tls.Config // of its authority
	mu     sync.Mutex
	boxes  []letter
	signed []string // users that signed in
	// rcpt and data answer with a reply other than 250; nil: all is taken.
	rcpt, data func(to string) error
	rude       bool // hangs up as soon as a mail is taken
}

// letter is a mail as its addressee reads it.
type letter struct {
	from, to string // of the envelope
	header   mail.Header
	subject  string
	text     string
	html     string
}

type mode int

const (
	plain mode = iota
	startTLS
	implicit
)

func newPost(t testing.TB, m mode) *post {
	t.Helper()
	p := &post{}
	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{post: p, conn: c}, nil }))
	s.Domain, s.AllowInsecureAuth, s.ErrorLog = "post.test", m == plain, log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.addr = l.Addr().String()
	if m != plain {
		s.TLSConfig, p.trust = certificate(t)
	}
	if m == implicit {
		l = tls.NewListener(l, s.TLSConfig)
	}
	go s.Serve(l)
	t.Cleanup(func() { s.Close() })
	return p
}

// certificate makes one for 127.0.0.1, and the settings of a client that trusts it.
func certificate(t testing.TB) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	raw, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, _ := x509.ParseCertificate(raw)
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{raw}, PrivateKey: key}}}, &tls.Config{RootCAs: pool, ServerName: "127.0.0.1"}
}

type session struct {
	post     *post
	conn     *smtp.Conn
	from, to string
	taken    bool
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if password != "secret" {
			return smtp.ErrAuthFailed
		}
		s.post.mu.Lock()
		defer s.post.mu.Unlock()
		s.post.signed = append(s.post.signed, user)
		return nil
	}), nil
}
func (s *session) Mail(from string, _ *smtp.MailOptions) error { s.from = from; return nil }
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.to = to
	if s.post.rcpt != nil {
		return s.post.rcpt(to)
	}
	return nil
}
func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if s.post.data != nil {
		if err := s.post.data(s.to); err != nil {
			return err
		}
	}
	l, err := read(raw)
	if err != nil {
		return err
	}
	l.from, l.to = s.from, s.to
	s.post.mu.Lock()
	defer s.post.mu.Unlock()
	s.post.boxes, s.taken = append(s.post.boxes, l), true
	return nil
}
func (s *session) Reset() {
	if s.taken && s.post.rude {
		s.conn.Conn().Close()
	}
}
func (s *session) Logout() error { return nil }

func (p *post) letters() []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]letter(nil), p.boxes...)
}

// read takes a mail apart as a mail program does.
func read(raw []byte) (l letter, err error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return l, err
	}
	l.header = m.Header
	if l.subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return l, err
	}
	media, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || media != "multipart/alternative" {
		return l, errors.New("not two alternatives: " + media)
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return l, nil
		}
		if err != nil {
			return l, err
		}
		body, err := io.ReadAll(quotedprintable.NewReader(part))
		if err != nil {
			return l, err
		}
		text := strings.ReplaceAll(string(body), "\r\n", "\n")
		switch media, params, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); {
		case media == "text/plain" && strings.EqualFold(params["charset"], "utf-8") && l.html == "":
			l.text = text
		case media == "text/html" && strings.EqualFold(params["charset"], "utf-8"):
			l.html = text
		default:
			return l, errors.New("a part of " + part.Header.Get("Content-Type"))
		}
	}
}
