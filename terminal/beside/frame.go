// Package beside answers the question: how does a command do its work while a server has the data? It has the server do it: the server of
// a directory listens at a socket there, which its owner alone may use, runs the very same command line, and what that
// reads and writes goes to and fro. One process writes, as ever.
package beside

import (
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"path/filepath"
	"sync"
	"sync/atomic"

	"crosslane/shipping"
)

// Line is a command line as somebody typed it.
type Line struct {
	Args  []string
	Dir   string // where: files are named from there
	Place string // whose data are meant: the directory
	// Merchant is whose business is meant, also where that was said by the environment.
	Merchant string
}

// words are a line on its way, byte for byte: names of files need not be UTF-8, which the texts of JSON are.
func (l *Line) words() [][]byte {
	list := [][]byte{[]byte(l.Dir), []byte(l.Place), []byte(l.Merchant)}
	for _, a := range l.Args {
		list = append(list, []byte(a))
	}
	return list
}

func (l *Line) read(text []byte) bool {
	var list [][]byte
	if json.Unmarshal(text, &list) != nil || len(list) < 3 {
		return false
	}
	l.Dir, l.Place, l.Merchant = string(list[0]), string(list[1]), string(list[2])
	for _, a := range list[3:] {
		l.Args = append(l.Args, string(a))
	}
	return true
}

// at is the socket of a directory of data.
func at(dir string) string { return filepath.Join(dir, "server.sock") }

// Sort tells what a frame carries.
type Sort byte

// The frames that a server sends, wherever a line was typed.
const (
	Output    Sort = 'O' // what it answers
	ErrorText Sort = 'E' // what it says besides
	Ended     Sort = 'X' // its status, one byte
)

const (
	theLine  Sort = 'L' // to the server: the line, in JSON
	input    Sort = 'I' // to the server: the next piece of what the command reads; empty: its end
	stopping Sort = 'S' // to the server: whoever typed it wants it to stop
	wanted   Sort = 'W' // from the server: the command wants the next piece of its input
)

// mostFrame bounds one frame, MostPiece what is sent in one.
const (
	mostFrame = 1 << 20
	MostPiece = 32 << 10
)

// WriteFrame writes a frame at once; the text is smaller than 1 MB.
func WriteFrame(w io.Writer, s Sort, text []byte) error {
	head := binary.BigEndian.AppendUint32([]byte{byte(s)}, uint32(len(text)))
	_, err := w.Write(append(head, text...))
	return err
}

// ReadFrame reads the next frame. Internal: that is none, or one that is too large.
func ReadFrame(r io.Reader) (Sort, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if n > mostFrame {
		return 0, nil, shipping.Fault(shipping.Internal, "the server and this program do not understand each other", "use the program that serves")
	}
	text := make([]byte, n)
	_, err := io.ReadFull(r, text)
	return Sort(head[0]), text, err
}

// talk is one connection; several may send, one receives.
type talk struct {
	net.Conn
	mu     sync.Mutex
	unread atomic.Pointer[error] // why the input could not be read; nil: it could
}

func (t *talk) send(s Sort, text []byte) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return WriteFrame(t, s, text)
}

func (t *talk) receive() (Sort, []byte, error) { return ReadFrame(t) }

func (t *talk) sendLine(l *Line) error {
	text, err := json.Marshal(l.words())
	if err != nil {
		return err
	}
	if len(text) > mostFrame {
		return shipping.BadField("", "the command line is longer than 1 MB", "put what it says into a file")
	}
	if err := t.send(theLine, text); err != nil {
		return lost(err)
	}
	return nil
}

// stream writes to the other side, piece by piece.
type stream struct {
	*talk
	as Sort
}

func (s stream) Write(text []byte) (n int, err error) {
	for len(text) > 0 {
		piece := text[:min(len(text), MostPiece)]
		if err := s.send(s.as, piece); err != nil {
			return n, err
		}
		n, text = n+len(piece), text[len(piece):]
	}
	return n, nil
}
