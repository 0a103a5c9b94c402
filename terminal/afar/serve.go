package afar

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"

	"crosslane/account"
	"crosslane/idempotency"
	"crosslane/places"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/terminal/beside"
)

// Asked is a line that was typed elsewhere.
type Asked struct {
	Args     []string
	Merchant string
	Files    *terminal.Files
	// Key names the line among those of all callers, so that what it does is done once; empty: it has no key.
	Key string
	// Begin has come in what is sent along with the line, which lies where the files and the input of the line say. Whoever runs the line calls it once it is
	// known that it may be run; of a line that may not nothing comes in. It tells whether the line was done before under its key, and answered as then.
	Begin func(ctx context.Context, d terminal.Deed) (answered bool, err error)
}

// Runner runs a line with the data that the server has, for whoever acts in the context, and answers with its exit status.
type Runner func(ctx context.Context, l *Asked, stdin io.Reader, stdout, stderr io.Writer) int

// How many lines run at once: of each caller one always, and more while there is room.
const (
	mostOfOne = 8
	mostMore  = 24 // beyond the first of each
)

// patience is how long the words of a line may take, the next bytes of what is sent along, and who takes the answer.
const patience = time.Minute

// Handler runs the lines that are sent to it, until a context ends. What it answers with is why a line was not run; then nothing was answered yet. What
// lines under keys did, calls keep; nil: keys count for nothing.
func Handler(until context.Context, run Runner, calls *idempotency.Store) func(http.ResponseWriter, *http.Request) error {
	lines, kept := places.New(), &room{}
	return func(w http.ResponseWriter, r *http.Request) error {
		leave, err := enter(r.Context(), lines) //nolint:contextcheck // the request's own
		if err != nil {
			return err
		}
		defer leave()
		dir, done, err := kept.folder(until)
		if err != nil {
			return err
		}
		defer done()
		in, err := receive(w, r, dir)
		if err != nil {
			return err
		}
		defer in.close()
		ctx, stop := context.WithCancel(context.WithoutCancel(r.Context()))
		defer stop()
		defer context.AfterFunc(until, stop)()
		stays := context.AfterFunc(r.Context(), stop) //nolint:contextcheck // likewise
		defer stays()
		c := &conversation{in: in, out: newTelling(w, stop), calls: calls, stays: stays}
		c.hold(ctx, run) //nolint:contextcheck // likewise
		return nil
	}
}

// enter lets a caller in; the function that comes with it lets him out. TooMany: his own places are taken; Unavailable: those that all share are.
func enter(ctx context.Context, lines *places.Room) (leave func(), err error) {
	who := account.By(ctx, "")
	own := &shipping.Error{Code: shipping.TooMany, Field: "request", Wait: time.Second, Message: "8 command lines of yours run here already", Hint: "type it again in a moment"}
	all := &shipping.Error{Code: shipping.Unavailable, Field: "request", Wait: time.Second, Message: "one of your command lines runs here already, and for more there is no room", Hint: "type it again in a moment"}
	if leave, err = lines.Take(ctx, 0, places.Share{Of: "first of " + who, Most: 1, Full: own}); err == nil {
		return leave, nil
	}
	return lines.Take(ctx, 0, places.Share{Of: "more of " + who, Most: mostOfOne - 1, Full: own}, places.Share{Of: "all", Most: mostMore, Full: all})
}

// conversation is one line, from its words to its status.
type conversation struct {
	in    *incoming
	out   *telling
	calls *idempotency.Store
	stays func() bool // has the line go on when whoever asked goes

	call   *idempotency.Call // what it does is kept under it; nil: it is not
	secret bool
}

// hold runs the line, and sends what it says and writes.
func (c *conversation) hold(ctx context.Context, run Runner) {
	l := &c.in.line
	l.Begin = c.begin
	if c.in.key != "" && c.calls != nil {
		l.Key = (&idempotency.Call{Actor: account.By(ctx, ""), Key: c.in.key}).Own()
	}
	status := run(ctx, l, c.in, c.out.as(beside.Output), c.out.as(beside.ErrorText))
	made := l.Files.Made()
	for _, path := range slices.Sorted(maps.Keys(made)) {
		if err := c.out.file(path, made[path]); err != nil {
			c.out.gone(err)
		}
	}
	c.out.quiet()
	c.keep(context.WithoutCancel(ctx), status)
	_ = c.out.send(beside.Ended, []byte{byte(status)}) // who asked may have gone
}

// begin has come in what is sent along, and looks whether the line was run before.
func (c *conversation) begin(ctx context.Context, d terminal.Deed) (answered bool, err error) {
	if err := c.in.rest(); err != nil {
		return false, err
	}
	c.out.beat()
	if c.calls == nil || c.in.key == "" || !d.Changes {
		return false, nil
	}
	if c.in.alone() { // a moment's work, which is better done than broken off: its answer is kept
		c.stays()
	}
	call := &idempotency.Call{Merchant: d.Merchant, Actor: account.By(ctx, ""), Key: c.in.key, Asked: c.in.asked()}
	before, _, err := c.calls.Begin(ctx, *call)
	if err != nil {
		return false, called(err, c.in.key)
	}
	if before != nil {
		return true, c.out.again(before)
	}
	c.call, c.secret = call, d.Secret
	c.out.record()
	return false, nil
}

// called tells what is wrong with a key as whoever typed the line can do something about it.
func called(err error, key string) error {
	err = terminal.AsTyped(err, "header."+idempotency.Header+"=--again")
	if e, ok := errors.AsType[*shipping.Error](err); ok && e.Code == shipping.Conflict {
		return &shipping.Error{Code: e.Code, Field: e.Field, Message: "the same command is being done now", Hint: retry(key)}
	}
	return err
}

// keep keeps what a line under a key came to. One that went wrong, wrote files or said very much may be run again, which does nothing twice.
func (c *conversation) keep(ctx context.Context, status int) {
	if c.call == nil {
		return
	}
	var kept *idempotency.Answer
	if told, whole := c.out.recorded(); status == shipping.ExitDone && whole {
		kept = &idempotency.Answer{Status: http.StatusOK, Media: Media, Body: told}
	}
	if status == shipping.ExitDone && c.secret {
		kept = &idempotency.Answer{Status: http.StatusOK, Media: secretMedia}
	}
	_ = c.calls.End(ctx, *c.call, kept) // what is not kept counts as cut off, and may be run again
}
