package beside

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"crosslane/shipping"
)

// Ask has the server of the line's directory run the line, and answers with its exit status. Where no server runs there, there is false
// and nothing was done.
func Ask(ctx context.Context, l *Line, stdin io.Reader, stdout, stderr io.Writer) (status int, there bool, err error) {
	conn, err := new(net.Dialer).DialContext(ctx, "unix", at(l.Place))
	if err != nil {
		return 0, false, nil // no server: whoever asks opens the data, and is told what keeps him from it
	}
	t := &talk{Conn: conn}
	defer func() { _ = t.Close() }()
	if err := t.sendLine(l); err != nil {
		return 0, true, err
	}
	release := context.AfterFunc(ctx, func() {
		_ = t.send(stopping, nil) // it says itself how far it came
		time.AfterFunc(2*mostEnding, func() { _ = t.Close() })
	})
	defer release()
	for {
		s, text, err := t.receive()
		if err != nil {
			return 0, true, t.why(err)
		}
		switch s {
		case wanted:
			go t.give(stdin)
		case Output:
			_, err = stdout.Write(text)
		case ErrorText:
			_, err = stderr.Write(text)
		case Ended:
			if len(text) == 1 {
				return int(text[0]), true, nil
			}
		}
		if err != nil {
			return 0, true, err
		}
	}
}

// give sends one piece of the input; an empty one at its end. Where the input cannot be read it breaks off, so that what came until then
// is not taken for all of it.
func (t *talk) give(in io.Reader) {
	piece := make([]byte, MostPiece)
	n, err := in.Read(piece)
	for n == 0 && err == nil {
		n, err = in.Read(piece)
	}
	if n == 0 && !errors.Is(err, io.EOF) {
		t.unread.Store(&err)
		_ = t.Close()
		return
	}
	_ = t.send(input, piece[:n]) // the server may have gone, which is told where it is listened to
}

// why is why the talk broke off: the input could not be read, or the server has gone.
func (t *talk) why(err error) error {
	if unread := t.unread.Load(); unread != nil {
		return &shipping.Error{Code: shipping.Unavailable, Field: "<file>", Message: "what comes in cannot be read to its end", Hint: "nothing of it was taken as whole; run it again", Cause: *unread}
	}
	return lost(err)
}

// lost is a connection that broke off: what the command had done by then stands.
func lost(err error) error {
	return &shipping.Error{Code: shipping.Unavailable, Field: "--data", Message: "the server went away before the command had ended", Hint: "start it, or not, and run the command again: orders, receipts and scans are not recorded twice; before a move or a token, look whether it was", Cause: err}
}
