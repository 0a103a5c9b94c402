package beside

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"crosslane/shipping"
)

// Runner runs a command line with the data that the server has, and answers with its exit status.
type Runner func(ctx context.Context, l *Line, stdin io.Reader, stdout, stderr io.Writer) int

// Serve runs the command lines that come in by the socket of a directory, which this process has for itself. The function that
// it answers with ends that: it tells those that run to stop, and waits for them, but not for ever.
func Serve(ctx context.Context, dir string, run Runner) (stop func(), err error) {
	if err := os.Remove(at(dir)); err != nil && !errors.Is(err, os.ErrNotExist) { // of a server that was killed
		return nil, unheard(err)
	}
	listener, err := listen(ctx, at(dir))
	if err != nil {
		return nil, unheard(err)
	}
	ctx, end := context.WithCancel(ctx)
	cut, cutOff := context.WithCancel(context.WithoutCancel(ctx))
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				release := context.AfterFunc(cut, func() { _ = conn.Close() })
				defer release()
				hear(ctx, &talk{Conn: conn}, run)
			})
		}
	})
	return func() {
		_ = listener.Close() // takes the socket away
		end()
		ended := make(chan struct{})
		go func() { running.Wait(); close(ended) }()
		for _, do := range []func(){cutOff, func() {}} { // whoever does not read what he asked for is cut off; who hangs even then is left behind
			select {
			case <-ended:
			case <-time.After(mostEnding):
			}
			do()
		}
	}, nil
}

// mostEnding is how long commands have to come to their end when they are told to stop.
const mostEnding = 5 * time.Second

func unheard(err error) error {
	return &shipping.Error{Code: shipping.Unavailable, Field: "--data", Message: "commands cannot be taken in beside this server", Hint: "the path of the directory must be shorter than 90 signs", Cause: err}
}

// listen makes a socket that nobody else may use, not even for a moment.
func listen(ctx context.Context, path string) (net.Listener, error) {
	private := path + ".new"
	_ = os.Remove(private) // of a server that was killed
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", private)
	if err != nil {
		return nil, err
	}
	if l, ok := listener.(*net.UnixListener); ok {
		l.SetUnlinkOnClose(false)
	}
	err = os.Chmod(private, 0o600)
	if err == nil {
		err = os.Rename(private, path)
	}
	if err != nil {
		_ = listener.Close()
		return nil, err
	}
	return &named{listener, path}, nil
}

// named takes its socket away when it is closed.
type named struct {
	net.Listener
	path string
}

func (n *named) Close() error {
	_ = os.Remove(n.path) // whoever comes now opens the data himself
	return n.Listener.Close()
}

// patience is how long a line may take to come in.
const patience = 10 * time.Second

// hear runs the line of one connection.
func hear(ctx context.Context, t *talk, run Runner) {
	defer func() { _ = t.Close() }()
	_ = t.SetReadDeadline(time.Now().Add(patience)) // a socket has deadlines
	s, text, err := t.receive()
	var l Line
	if err != nil || s != theLine || !l.read(text) {
		return
	}
	_ = t.SetReadDeadline(time.Time{})
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	in := &onDemand{ctx: ctx, talk: t, pieces: make(chan []byte, 1)}
	go func() { // until the connection ends
		defer stop() // whoever typed it has gone
		for {
			switch s, text, err := t.receive(); {
			case err != nil:
				return
			case s == stopping:
				stop()
			case s == input:
				in.take(text)
			}
		}
	}()
	status := run(ctx, &l, in, stream{t, Output}, stream{t, ErrorText})
	_ = t.send(Ended, []byte{byte(status)}) // who asked may have gone
}

// onDemand asks for a piece of input whenever the command reads: what a command does not read is left to whoever typed it.
type onDemand struct {
	ctx context.Context //nolint:containedctx // of the command that reads
	*talk
	pieces chan []byte
	rest   []byte
	end    bool
}

// take hands over a piece that was asked for; one that was not is passed over.
func (o *onDemand) take(piece []byte) {
	select {
	case o.pieces <- piece:
	default:
	}
}

func (o *onDemand) Read(p []byte) (int, error) {
	if len(o.rest) == 0 && !o.end {
		if err := o.send(wanted, nil); err != nil {
			return 0, err
		}
		select {
		case o.rest = <-o.pieces:
			o.end = len(o.rest) == 0
		case <-o.ctx.Done():
			return 0, o.ctx.Err()
		}
	}
	if o.end {
		return 0, io.EOF
	}
	n := copy(p, o.rest)
	o.rest = o.rest[n:]
	return n, nil
}
