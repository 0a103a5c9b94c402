package afar

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"crosslane/idempotency"
	"crosslane/shipping"
	"crosslane/terminal"
)

// Bounds of what is sent.
const (
	mostSent  = 1 << 30 // bytes in all
	mostWord  = 64 << 10
	mostParts = 1000
)

// incoming is a line on its way in: its words, and behind them what is sent along, which stays outside until it is asked for.
type incoming struct {
	line  Asked
	key   string // under which what it does is done once; empty: none
	dir   string
	body  *patient
	parts *multipart.Reader
	n     int

	next  *multipart.Part // the first that is no word; nil: there is nothing else
	along hash.Hash       // of what was sent along
	stdin *os.File        // nil: nothing comes in
}

// receive reads the words of a line. They must all come in time: whoever sends them is known, and may do nothing yet.
func receive(w http.ResponseWriter, r *http.Request, dir string) (*incoming, error) {
	in := &incoming{dir: dir, along: sha256.New(), body: &patient{Reader: http.MaxBytesReader(w, r.Body, mostSent), on: http.NewResponseController(w)}}
	in.line.Files = terminal.SentFiles(dir)
	var err error
	if in.key, err = idempotency.KeyOf(r.Header.Get(idempotency.Header)); err != nil {
		return nil, err
	}
	in.body.wait()
	r.Body = io.NopCloser(in.body)
	if in.parts, err = r.MultipartReader(); err != nil {
		return nil, &shipping.Error{Code: shipping.WrongMedia, Field: "header.Content-Type", Message: "a command line comes as multipart/form-data", Hint: "crosslane --server sends it so; /v1/ shows it"}
	}
	for {
		part, name, err := in.part()
		if err == nil && part != nil && word(name) {
			err = in.say(name, part)
			if err == nil {
				continue
			}
		}
		if in.next = part; err != nil {
			return nil, broke(err)
		}
		return in, nil
	}
}

// part is the next part, and how it is called; nil at the end.
func (in *incoming) part() (part *multipart.Part, name string, err error) {
	part, err = in.parts.NextRawPart()
	if errors.Is(err, io.EOF) {
		return nil, "", nil
	}
	if in.n++; err == nil && in.n > mostParts {
		err = shipping.BadField("body", fmt.Sprintf("has more than %d parts", mostParts), "put what it says into a file")
	}
	if err != nil {
		return nil, "", err
	}
	said, err := about(part)
	return part, said["name"], err
}

func about(part *multipart.Part) (map[string]string, error) {
	_, said, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	return said, err
}

func word(name string) bool { return name == "arg" || name == "merchant" }

// say takes a word.
func (in *incoming) say(name string, part io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(part, mostWord+1))
	if err == nil && len(text) > mostWord {
		err = shipping.BadField("body", "has a word of more than 64 kB", "put what it says into a file")
	}
	if name == "merchant" {
		in.line.Merchant = string(text)
	} else {
		in.line.Args = append(in.line.Args, string(text))
	}
	return err
}

// rest keeps what is sent along with a line that may be run: the files that it means, and what comes in.
func (in *incoming) rest() error {
	in.body.each = true
	for part := in.next; part != nil; {
		err := in.keep(part)
		if err == nil {
			part, _, err = in.part()
		}
		if err != nil {
			return broke(err)
		}
	}
	if _, err := io.Copy(io.Discard, in.body); err != nil { // behind its end it is heard when whoever asked goes
		return broke(err)
	}
	in.body.done()
	return nil
}

// keep lays what is sent along where the line means it.
func (in *incoming) keep(part *multipart.Part) error {
	said, err := about(part)
	if err != nil {
		return err
	}
	switch name := said["name"]; {
	case name == "stdin" && in.stdin == nil:
		if in.stdin, err = in.lay(filepath.Join(in.dir, "stdin"), "-", part); err == nil {
			_, err = in.stdin.Seek(0, io.SeekStart)
		}
		return err
	case name == "stdin":
		return shipping.BadField("body", "has two parts stdin", "send one")
	case word(name):
		return shipping.BadField("body", "has a word behind what is sent along", "send merchant and every arg first")
	case name != "file":
		return shipping.BadField("body", "has a part that is not known: "+shipping.Text(name), "send arg, merchant, file and stdin")
	}
	path, meant := in.line.Files.Sent(said["filename"])
	if _, err := os.Lstat(path); !meant || err == nil { // the line means no such file, or it lies there already
		return nil
	}
	f, err := in.lay(path, said["filename"], part)
	if err == nil {
		err = f.Close()
	}
	return err
}

// lay writes a file of the server's own naming.
func (in *incoming) lay(path, name string, part io.Reader) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	own := sha256.New()
	if _, err = io.Copy(io.MultiWriter(f, own), part); err != nil {
		_ = f.Close()
		return nil, err
	}
	_, _ = fmt.Fprintf(in.along, "%q %x ", name, own.Sum(nil)) // a hash takes everything
	return f, nil
}

// alone tells whether nothing is sent along with the words.
func (in *incoming) alone() bool { return in.next == nil }

// asked names what is asked: the words, and what is sent along.
func (in *incoming) asked() string {
	return idempotency.AskedOf("run "+in.line.Merchant+"\x00"+strings.Join(in.line.Args, "\x00"), in.along.Sum(nil))
}

// Read reads what comes in, once it has.
func (in *incoming) Read(b []byte) (int, error) {
	if in.stdin == nil {
		return 0, io.EOF
	}
	return in.stdin.Read(b)
}

func (in *incoming) close() {
	if in.stdin != nil {
		_ = in.stdin.Close() // it was only read
	}
}

// broke tells why a line did not arrive.
func broke(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return &shipping.Error{Code: shipping.TooLarge, Field: "body", Message: "what is sent along is larger than 1 GB", Hint: "send it in several parts"}
	}
	if e, ok := errors.AsType[*shipping.Error](err); ok {
		return e
	}
	return &shipping.Error{Code: shipping.Invalid, Field: "body", Message: "it broke off", Hint: "send it again", Cause: err}
}

// patient gives whoever sends some time: for all, or for each piece.
type patient struct {
	io.Reader
	on   *http.ResponseController
	each bool
}

func (p *patient) wait() {
	_ = p.on.SetReadDeadline(time.Now().Add(patience)) // a connection without deadlines has none to miss
}

func (p *patient) done() { _ = p.on.SetReadDeadline(time.Time{}) } // likewise

func (p *patient) Read(b []byte) (int, error) {
	if p.each {
		p.wait()
	}
	return p.Reader.Read(b)
}
