package afar

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"crosslane/idempotency"
	"crosslane/shipping"
	"crosslane/terminal/beside"
)

const (
	beat = 15 * time.Second
	// mostRecorded bounds what is kept of what a line says.
	mostRecorded = 256 << 10
	// secretMedia is kept in place of an answer that has a secret.
	secretMedia = "secret"
)

// telling sends frames to whoever asked; the first that is not taken stops the command.
type telling struct {
	mu   sync.Mutex
	to   http.ResponseWriter
	out  *http.ResponseController
	stop func()
	head bool // it was sent
	lost error
	kept *bytes.Buffer // what was said, frame by frame; nil: it is not kept
	more bool          // than is kept was said

	ended chan struct{}
	beats sync.WaitGroup
}

func newTelling(w http.ResponseWriter, stop func()) *telling {
	return &telling{to: w, out: http.NewResponseController(w), stop: stop, ended: make(chan struct{})}
}

// send sends a frame, the first behind the head of the answer. What is kept is no fault of whoever has gone.
func (t *telling) send(s beside.Sort, text []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.note(s, text)
	if t.lost == nil {
		t.lost = t.write(s, text)
		if t.lost != nil && t.kept == nil {
			t.stop()
		}
	}
	if t.kept != nil {
		return nil
	}
	return t.lost
}

func (t *telling) write(s beside.Sort, text []byte) error {
	if !t.head {
		t.head = true
		t.to.Header().Set("Content-Type", Media)
		t.to.Header().Set("X-Accel-Buffering", "no") // a proxy in front that holds back would hold back all
		t.to.WriteHeader(http.StatusOK)
	}
	_ = t.out.SetWriteDeadline(time.Now().Add(patience)) // a connection without deadlines has none to miss
	err := beside.WriteFrame(t.to, s, text)
	if err == nil {
		err = t.out.Flush()
	}
	return err
}

// note keeps what is said; files are not kept.
func (t *telling) note(s beside.Sort, text []byte) {
	switch {
	case t.kept == nil || s == alive || s == beside.Ended:
	case s == named || s == piece || t.kept.Len()+len(text) > mostRecorded:
		t.more = true
	default:
		_ = beside.WriteFrame(t.kept, s, text) // a buffer takes everything
	}
}

// record has kept what is said from now on.
func (t *telling) record() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = &bytes.Buffer{}
}

// recorded is what was said since, and whether that is all.
func (t *telling) recorded() (told []byte, whole bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return []byte(base64.StdEncoding.EncodeToString(t.kept.Bytes())), !t.more
}

// again says what was said before.
func (t *telling) again(before *idempotency.Answer) error {
	if before.Media == secretMedia {
		return &shipping.Error{Code: shipping.Conflict, Field: "--again", Message: "it was done, and the secret was told then; it is not kept", Hint: "look for what was made, end it, and make another"}
	}
	frames, err := base64.StdEncoding.DecodeString(string(before.Body))
	if before.Media != Media || err != nil {
		return shipping.BadField("--again", "the key was used for something else", "leave it out")
	}
	for from := bytes.NewReader(frames); ; {
		s, text, err := beside.ReadFrame(from)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = t.send(s, text)
		}
		if err != nil {
			return err
		}
	}
}

// gone has whoever asked learn that not everything came: nothing is sent behind it.
func (t *telling) gone(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.lost, t.more = err, true
}

// beat says now and then, until quiet, that the command works on.
func (t *telling) beat() {
	t.beats.Go(func() {
		for {
			select {
			case <-t.ended:
				return
			case <-time.After(beat):
				_ = t.send(alive, nil) // who has gone is met by the command, too
			}
		}
	})
}

func (t *telling) quiet() {
	close(t.ended)
	t.beats.Wait()
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
	f, err := os.Open(path)
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
