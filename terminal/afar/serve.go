package afar

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/terminal/beside"
)

// Asked is a line that was typed elsewhere, with the files that it may mean.
type Asked struct {
	Args     []string
	Merchant string
	Files    *terminal.Files
}

// Runner runs a line with the data that the server has, for whoever acts in the context, and answers with its exit status.
type Runner func(ctx context.Context, l *Asked, stdin io.Reader, stdout, stderr io.Writer) int

// Bounds of what is sent along, and of how much is done at once.
const (
	mostSent   = 1 << 30 // bytes in all
	mostWord   = 64 << 10
	mostParts  = 1000
	mostAtOnce = 8
	patience   = time.Minute // for the next bytes of what is sent, and for who takes the answer
	beat       = 15 * time.Second
)

// Handler runs the lines that are sent to it, until a context ends. What it answers with is why a line was not run; then nothing was answered yet.
func Handler(until context.Context, run Runner) func(http.ResponseWriter, *http.Request) error {
	free, kept := make(chan struct{}, mostAtOnce), &room{}
	return func(w http.ResponseWriter, r *http.Request) error {
		select {
		case free <- struct{}{}:
			defer func() { <-free }()
		default:
			return &shipping.Error{Code: shipping.TooMany, Field: "request", Message: fmt.Sprintf("%d command lines run here already", mostAtOnce), Hint: "type it again in a moment"}
		}
		dir, done, err := kept.folder(until)
		if err != nil {
			return err
		}
		defer done()
		l, stdin, err := receive(w, r, dir)
		if err != nil {
			return err
		}
		defer func() { _ = stdin.Close() }()
		ctx, stop := context.WithCancel(r.Context())
		defer stop()
		defer context.AfterFunc(until, stop)()
		answer(ctx, stop, w, l, stdin, run) //nolint:contextcheck // it has the request's own
		return nil
	}
}

// answer runs a line, and sends what it says and writes.
func answer(ctx context.Context, stop func(), w http.ResponseWriter, l *Asked, stdin io.Reader, run Runner) {
	t := &telling{to: w, out: http.NewResponseController(w), stop: stop}
	w.Header().Set("Content-Type", Media)
	w.Header().Set("X-Accel-Buffering", "no") // a proxy in front that holds back would hold back all
	w.WriteHeader(http.StatusOK)
	done := make(chan struct{})
	var beats sync.WaitGroup
	beats.Go(func() { t.beat(done) })
	status := run(ctx, l, stdin, t.as(beside.Output), t.as(beside.ErrorText))
	made := l.Files.Made()
	for _, path := range slices.Sorted(maps.Keys(made)) {
		if err := t.file(path, made[path]); err != nil {
			t.gone(err)
		}
	}
	close(done)
	beats.Wait()
	_ = t.send(beside.Ended, []byte{byte(status)}) // who asked may have gone
}

// telling sends frames to whoever asked; the first that is not taken stops the command.
type telling struct {
	mu   sync.Mutex
	to   io.Writer
	out  *http.ResponseController
	stop func()
	lost error
}

func (t *telling) send(s beside.Sort, text []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lost != nil {
		return t.lost
	}
	_ = t.out.SetWriteDeadline(time.Now().Add(patience)) // a connection without deadlines has none to miss
	err := beside.WriteFrame(t.to, s, text)
	if err == nil {
		err = t.out.Flush()
	}
	if err != nil {
		t.lost = err
		t.stop()
	}
	return err
}

// gone has whoever asked learn that not everything came: nothing is sent behind it.
func (t *telling) gone(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lost = err
}

// beat says now and then that the command works on.
func (t *telling) beat(done <-chan struct{}) {
	for {
		select {
		case <-done:
			return
		case <-time.After(beat):
			_ = t.send(alive, nil) // who has gone is met by the command, too
		}
	}
}

func (t *telling) as(s beside.Sort) io.Writer { return stream{t, s} }

// stream is one of the outputs of a command.
type stream struct {
	*telling
	sort beside.Sort
}

func (s stream) Write(text []byte) (n int, err error) {
	for part := range slices.Chunk(text, beside.MostPiece) {
		if err := s.send(s.sort, part); err != nil {
			return n, err
		}
		n += len(part)
	}
	return n, nil
}

// file sends a file that the command has written.
func (t *telling) file(path, name string) error {
	f, err := os.Open(path) //nolint:gosec // the server named it itself
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	if err := t.send(named, []byte(name)); err != nil {
		return err
	}
	if _, err := io.Copy(struct{ io.Writer }{t.as(piece)}, f); err != nil {
		return err
	}
	return t.send(piece, nil)
}

// receive keeps what is sent along in a directory.
func receive(w http.ResponseWriter, r *http.Request, dir string) (*Asked, *os.File, error) {
	body := http.MaxBytesReader(w, r.Body, mostSent)
	r.Body = io.NopCloser(&patient{body, http.NewResponseController(w)})
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, nil, &shipping.Error{Code: shipping.WrongMedia, Field: "header.Content-Type", Message: "a command line comes as multipart/form-data", Hint: "crosslane --server sends it so; /v1/ shows it"}
	}
	k := &keeping{dir: dir, sent: map[string]string{}}
	for n := 0; ; n++ {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil && n >= mostParts {
			err = shipping.BadField("body", fmt.Sprintf("has more than %d parts", mostParts), "put what it says into a file")
		}
		if err == nil {
			err = k.take(part)
		}
		if err != nil {
			return nil, nil, broke(err)
		}
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // likewise
	if k.stdin == "" {
		k.stdin = os.DevNull
	}
	stdin, err := os.Open(k.stdin)
	if err != nil {
		return nil, nil, broke(err)
	}
	k.line.Files = terminal.SentFiles(dir, k.sent)
	return &k.line, stdin, nil
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

// patient gives whoever sends some time for each piece.
type patient struct {
	io.Reader
	on *http.ResponseController
}

func (p *patient) Read(b []byte) (int, error) {
	_ = p.on.SetReadDeadline(time.Now().Add(patience)) // a connection without deadlines has none to miss
	return p.Reader.Read(b)
}

// keeping is what of a line has come in.
type keeping struct {
	dir   string
	line  Asked
	sent  map[string]string
	stdin string
	files int
}

func (k *keeping) take(part *multipart.Part) error {
	_, said, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return err
	}
	switch said["name"] {
	case "arg":
		word, err := wordOf(part)
		k.line.Args = append(k.line.Args, word)
		return err
	case "merchant":
		k.line.Merchant, err = wordOf(part)
		return err
	case "stdin":
		k.stdin, err = k.keep(part)
		return err
	case "file":
		k.sent[said["filename"]], err = k.keep(part)
		return err
	}
	return shipping.BadField("body", "has a part that is not known: "+shipping.Text(said["name"]), "send arg, merchant, file and stdin")
}

func wordOf(part io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(part, mostWord+1))
	if err == nil && len(text) > mostWord {
		err = shipping.BadField("body", "has a word of more than 64 kB", "put what it says into a file")
	}
	return string(text), err
}

// keep lays what is sent along into the directory, under a name of the server's own.
func (k *keeping) keep(part io.Reader) (string, error) {
	k.files++
	name := filepath.Join(k.dir, fmt.Sprintf("sent-%03d.", k.files))
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(f, part)
	return name, errors.Join(err, f.Close())
}
