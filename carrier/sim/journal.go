package sim

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
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

// journal is a file of what the carrier has promised: a carrier that starts again knows its bookings. It survives
// the end of the process, not that of the machine.
type journal struct {
	file *os.File
}

// openJournal reads what was promised before, and cuts off a last line that was not finished.
func openJournal(path string, read func(*entry)) (*journal, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	whole, err := readJournal(f, read)
	if err == nil {
		err = f.Truncate(whole)
	}
	if err == nil {
		_, err = f.Seek(whole, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &journal{f}, nil
}

// readJournal answers with how many bytes are whole lines.
func readJournal(f io.Reader, read func(*entry)) (int64, error) {
	lines := bufio.NewReader(f)
	whole := int64(0)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return whole, nil
		}
		if err != nil {
			return whole, err
		}
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			return whole, &shipping.Error{Code: shipping.Corrupt, Field: "journal", Message: "a line of the journal cannot be read", Cause: err}
		}
		read(&e)
		whole += int64(len(line))
	}
}

// write adds an entry; without a journal it does nothing.
func (j *journal) write(e *entry) error {
	if j == nil {
		return nil
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

func (j *journal) close() error {
	if j == nil {
		return nil
	}
	return j.file.Close()
}

// recall takes an entry of the journal in, as it was then.
func (s *Server) recall(e *entry) {
	switch {
	case e.Book != nil:
		e.Book.index = -1
		s.enter(e.Book)
	case e.Cancel != nil:
		s.advance(e.Cancel.At)
		if b := s.byWaybill[e.Cancel.Waybill]; b != nil && !b.cancelled {
			s.void(b, e.Cancel.At)
		}
	case e.Busy != "":
		s.failed[e.Busy] = true
	}
}
