package afar

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"os"
	"slices"
	"strings"
	"time"

	"crosslane/db"
	"crosslane/idempotency"
	"crosslane/merchant/source"
	"crosslane/shipping"
	"crosslane/system"
	"crosslane/terminal/beside"
)

// How long a server may be silent: it says that it works on more often.
const mostSilence = time.Minute

// Ask has a server elsewhere run a line, and answers with its exit status. What it wrote lies where the line says. Where the connection breaks before anything was
// answered, what has a key, and can be read once more, is sent a second time.
func Ask(ctx context.Context, s Server, l *Line, stdout, stderr io.Writer) (status int, err error) {
	first := &attempt{Server: s, Line: l, stdout: stdout, stderr: stderr}
	status, err = first.ask(ctx)
	if !first.broke {
		return status, err
	}
	if l.Key != "" && l.Stdin == nil && !first.heard && ctx.Err() == nil {
		second := &attempt{Server: s, Line: l, stdout: stdout, stderr: stderr}
		if status, err = second.ask(ctx); err == nil {
			return status, nil
		}
	}
	if e, ok := errors.AsType[*shipping.Error](err); ok { // what it does may be done
		told := *e
		told.Hint = l.Retry()
		err = &told
	}
	return 0, err
}

// attempt is one time that a line is sent.
type attempt struct {
	Server
	*Line

	stdout, stderr io.Writer

	reached bool // the server has heard of it
	heard   bool // something of the answer was told on
	broke   bool // the way broke off: the line may have been run
}

func (a *attempt) ask(ctx context.Context) (status int, err error) {
	at, err := a.address()
	if err != nil {
		return 0, err
	}
	body, media, err := a.send()
	if err != nil {
		return 0, err
	}
	defer func() { _ = body.Close() }()
	ctx, cancel := context.WithCancel(httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { a.reached = true }}))
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, at, body)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(a.Token))
	r.Header.Set("Content-Type", media)
	r.Header.Set("Expect", "100-continue") // who is refused sends no files
	if a.Key != "" {
		r.Header.Set(idempotency.Header, a.Key)
	}
	answer, err := client().Do(r)
	if err != nil {
		return 0, body.why(func() error { a.broke = a.reached; return unreached(err) })
	}
	defer func() { _ = answer.Body.Close() }()
	if of := answer.StatusCode; of == http.StatusBadGateway || of == http.StatusGatewayTimeout {
		a.broke = true
		return 0, &shipping.Error{Code: shipping.Unavailable, Field: "--server", Message: fmt.Sprintf("what stands in front of the server had no answer from it (%d)", of), Hint: "run the command again"}
	}
	if answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Type") != Media {
		return 0, refused(answer)
	}
	silence := time.AfterFunc(mostSilence, cancel)
	defer silence.Stop()
	h := &hearing{attempt: a, from: answer.Body, noise: func() { silence.Reset(mostSilence) }}
	return h.all()
}

func client() *http.Client {
	return &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the token is for this server alone
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: (&net.Dialer{Timeout: 15 * time.Second}).DialContext, TLSHandshakeTimeout: 15 * time.Second,
			ResponseHeaderTimeout: mostSilence, ExpectContinueTimeout: 5 * time.Second, ForceAttemptHTTP2: true, DisableKeepAlives: true},
	}
}

func unreached(err error) error {
	e := &shipping.Error{Code: shipping.Unavailable, Field: "--server", Message: "the server cannot be asked", Hint: "run the command again", Cause: err}
	if why, known := system.Why(err); known {
		e.Message, e.Hint, e.Cause = e.Message+": "+why.Why, why.Hint, nil
	}
	return e
}

// refused tells why a server did not run a line.
func refused(answer *http.Response) error {
	var p struct {
		Title  string `json:"title"`
		Errors []struct {
			Field   string `json:"field"`
			Message string `json:"message"`
			Hint    string `json:"hint"`
		} `json:"errors"`
	}
	text, _ := io.ReadAll(io.LimitReader(answer.Body, 64<<10)) // what was cut off is no problem either
	if json.Unmarshal(text, &p) == nil && len(p.Errors) > 0 && p.Title != "" {
		e := p.Errors[0]
		if answer.StatusCode == http.StatusUnauthorized {
			e.Field, e.Hint = "--token", "crosslane tokens add makes one there, and crosslane tokens lists them"
		}
		if answer.StatusCode != http.StatusNotFound {
			return &shipping.Error{Code: shipping.Code(p.Title), Field: e.Field, Message: e.Message, Hint: e.Hint}
		}
	}
	if to := answer.Header.Get("Location"); to != "" && answer.StatusCode/100 == 3 {
		return &shipping.Error{Code: shipping.Refused, Field: "--server", Message: "it sends whoever asks elsewhere: " + shipping.Text(to), Hint: "name that server, if it is yours"}
	}
	return &shipping.Error{Code: shipping.Unsupported, Field: "--server", Message: fmt.Sprintf("nobody there runs command lines (it answers %d)", answer.StatusCode), Hint: "is it the address of Crosslane, and of a program that is no older than this one?"}
}

// sending is a line on its way: it is put together while it is sent.
type sending struct {
	io.ReadCloser
	broke chan error // why what it reads could not be read
}

// why is why a line did not arrive: what it reads cannot be read, or what is said of the server.
func (s *sending) why(otherwise func() error) error {
	select {
	case err := <-s.broke:
		return err
	default:
		return otherwise()
	}
}

// send makes the parts of a line: its words, the files that it reads, and what comes in.
func (l *Line) send() (*sending, string, error) {
	files := make([]*os.File, len(l.Reads))
	closeAll := func() {
		for _, f := range files {
			_ = f.Close() // they were only read
		}
	}
	for i, name := range l.Reads {
		var err error
		if files[i], err = opened(name); err != nil {
			closeAll()
			return nil, "", err
		}
	}
	in, out := io.Pipe()
	parts := multipart.NewWriter(out)
	s := &sending{in, make(chan error, 1)}
	go func() {
		defer closeAll()
		err := l.words(parts)
		for i, f := range files {
			if err == nil {
				err = s.part(parts, "file", l.Reads[i], f)
			}
		}
		if err == nil && l.Stdin != nil {
			err = s.part(parts, "stdin", "-", l.Stdin)
		}
		if err == nil {
			err = parts.Close()
		}
		_ = out.CloseWithError(err) // nil is its end
	}()
	return s, parts.FormDataContentType(), nil
}

func (l *Line) words(parts *multipart.Writer) error {
	err := parts.WriteField("merchant", l.Merchant)
	for _, a := range l.Args {
		if err == nil {
			err = parts.WriteField("arg", a)
		}
	}
	return err
}

// part sends what is read, under its name as typed, byte for byte.
func (s *sending) part(parts *multipart.Writer, field, name string, from io.Reader) error {
	w, err := parts.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="` + field + `"; filename="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`}, "Content-Type": {"application/octet-stream"}})
	if err != nil {
		return err
	}
	_, err = io.Copy(w, reader{from, func(err error) {
		s.broke <- source.Unreadable(strings.Replace(name, "-", "<file>", 1), err)
	}})
	return err
}

// reader tells why it cannot be read on.
type reader struct {
	io.Reader
	broke func(error)
}

func (r reader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.broke(err)
	}
	return n, err
}

// hearing is what a server answers to a line.
type hearing struct {
	*attempt

	from  io.Reader
	noise func() // is called whenever something comes
}

func (h *hearing) next() (beside.Sort, []byte, error) {
	s, text, err := beside.ReadFrame(h.from)
	h.noise()
	if err != nil {
		h.broke = true
		return 0, nil, lost(err)
	}
	h.heard = h.heard || s != alive
	return s, text, nil
}

// lost is a connection that broke off: what the command had done by then stands.
func lost(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil // as it was said
	}
	return &shipping.Error{Code: shipping.Unavailable, Field: "--server", Message: "the connection broke off before the command had ended", Hint: "run the command again", Cause: err}
}

// all hears everything, until the status.
func (h *hearing) all() (status int, err error) {
	for {
		s, text, err := h.next()
		switch {
		case err != nil:
			return 0, err
		case s == beside.Output:
			_, err = h.stdout.Write(text)
		case s == beside.ErrorText:
			_, err = h.stderr.Write(text)
		case s == named:
			err = h.file(string(text))
		case s == beside.Ended && len(text) == 1:
			return int(text[0]), nil
		}
		if err != nil {
			return 0, err
		}
	}
}

// file writes a file that comes back, where the line named it and nowhere else.
func (h *hearing) file(name string) error {
	if !h.mayWrite(name) {
		return shipping.Fault(shipping.Refused, "the server sends a file that nobody asked for", "is it yours?")
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() { // a pipe, a device, a directory
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return source.Unwritable(name, err)
		}
		return errors.Join(h.pieces(f), f.Close())
	}
	return db.WholeFile(name, func(f *os.File) error { return h.pieces(f) })
}

func (h *hearing) mayWrite(name string) bool {
	for asked, ends := range h.Writes {
		if rest, found := strings.CutPrefix(name, asked); found && slices.Contains(ends, rest) {
			return true
		}
	}
	return false
}

func (h *hearing) pieces(to io.Writer) error {
	for {
		s, text, err := h.next()
		switch {
		case err != nil:
			return err
		case s == piece && len(text) == 0:
			return nil
		case s == piece:
			if _, err := to.Write(text); err != nil {
				return source.Unwritable("<file>", err)
			}
		case s != alive:
			return lost(nil)
		}
	}
}
