package sim

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"crosslane/shipping"
)

// entry is one line of the journal: a booking, a cancellation, or the key of a request that was put off.
type entry struct {
	Book   *booking `json:"book,omitempty"`
	Cancel *undone  `json:"cancel,omitempty"`
	Busy   string   `json:"busy,omitempty"`
}

type undone struct {
	Waybill string    `json:"waybill"`
	At      time.Time `json:"at"`
}

// shortestNumber is how many signs a waybill of this carrier has at least.
const shortestNumber = 8

// whole reports whether an entry says one thing, and says it whole.
func (e *entry) whole() bool {
	switch {
	case e.Book != nil:
		b := e.Book
		return e.Cancel == nil && e.Busy == "" && b.Key != "" && !b.At.IsZero() && (b.Refused != nil) != (len(b.Waybill) >= shortestNumber)
	case e.Cancel != nil:
		return e.Busy == "" && e.Cancel.Waybill != "" && !e.Cancel.At.IsZero()
	}
	return e.Busy != ""
}

// journal is a file of what the carrier has promised: a carrier that starts again knows its bookings. It survives
// the end of the process, not that of the machine. It has one owner, who holds the lock beside it.
type journal struct {
	lock *os.File

	mu     sync.Mutex
	file   *os.File
	length int64 // of the whole lines
	broken error // why nothing more can be written
}

// openJournal reads what was promised before, and cuts off a last line that was not finished: nobody was
// answered for it. Files are the owner's alone, as they hold addressees' cities.
func openJournal(path string, say func(string), read func(*entry)) (_ *journal, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, unusableFile(path, err)
	}
	j := &journal{}
	defer func() {
		if err != nil {
			err = errors.Join(err, j.close())
		}
	}()
	if j.lock, err = lockFile(path + ".lock"); err != nil {
		return nil, err
	}
	if j.file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return nil, unusableFile(path, err)
	}
	length, torn, err := readJournal(path, j.file, read)
	if err != nil {
		return nil, err
	}
	if torn > 0 {
		if err := j.file.Truncate(length); err != nil {
			return nil, unusableFile(path, err)
		}
		if say != nil {
			say("the last line of " + path + " was not finished: its " + strconv.Itoa(torn) + " bytes were cut off")
		}
	}
	j.length = length
	return j, nil
}

func unusableFile(path string, cause error) error {
	return &shipping.Error{Code: shipping.Unavailable, Field: path, Message: "the journal of a simulated carrier cannot be written", Hint: "choose another directory with --data", Cause: cause}
}

// readJournal answers with how many bytes are whole lines, and how many follow that are none.
func readJournal(path string, f io.Reader, read func(*entry)) (length int64, torn int, err error) {
	lines := bufio.NewReader(f)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return length, len(line), nil
		}
		if err != nil {
			return length, 0, unusableFile(path, err)
		}
		var e entry
		if err := json.Unmarshal(bytes.TrimRight(line, "\n"), &e); err != nil || !e.whole() {
			return length, 0, &shipping.Error{Code: shipping.Corrupt, Field: path + ":" + strconv.Itoa(n), Message: "a line of the journal cannot be read",
				Hint: "restore the file, or move it away: then this simulated carrier has forgotten its bookings", Cause: err}
		}
		read(&e)
		length += int64(len(line))
	}
}

// write adds an entry, in one piece; without a journal it does nothing. What could be written only in part is taken
// back, so that the next line does not follow a torn one.
func (j *journal) write(e *entry) error {
	if j == nil {
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil {
		return j.broken
	}
	n, err := j.file.Write(append(line, '\n'))
	if err == nil {
		j.length += int64(n)
		return nil
	}
	if undo := j.file.Truncate(j.length); undo != nil {
		j.broken = errors.Join(err, undo)
	}
	return err
}

// close lets go of the files. It can be called more than once.
func (j *journal) close() error {
	if j == nil {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	var errs []error
	for _, f := range []**os.File{&j.file, &j.lock} { // the lock last
		if *f != nil {
			errs, *f = append(errs, (*f).Close()), nil
		}
	}
	j.broken = os.ErrClosed
	return errors.Join(errs...)
}

// recall takes an entry of the journal in, as it was then.
func (s *Server) recall(e *entry) {
	switch {
	case e.Book != nil:
		e.Book.journey.index = -1
		s.enter(e.Book)
	case e.Cancel != nil:
		s.advance(e.Cancel.At)
		if b := s.byWaybill[e.Cancel.Waybill]; b != nil && !b.journey.cancelled {
			s.void(b, e.Cancel.At)
		}
	case e.Busy != "":
		s.failed[e.Busy] = true
	}
}
