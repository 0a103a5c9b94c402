package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"crosslane/account"
	"crosslane/db"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/web"
)

// Program is one run of the command line: where it reads and writes, its clock, and whether it answers in JSON. A test
// starts the very same one.
type Program struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Now            func() time.Time
	JSON           bool // answers in JSON where there is a choice
	// Held is what a server has, where it runs the command line of somebody else; nil: this process opens what it needs.
	Held *Held
}

// Held is what a running server has, and for whom it runs a command line.
type Held struct {
	Place    *merchant.Place
	Accounts *account.Store
	Where    Where // as whoever typed the line meant it
	Files    *Files
	At       string // the address by which the server is reached
	// Begin is called once it is known that a line may be run, and before it reads anything: then comes in what was sent along. It tells whether the line was
	// done before under its key, and answered as then. nil: nothing is to be done.
	Begin func(ctx context.Context, d Deed) (answered bool, err error)
	// Key names the line, so that what it does is done once where it comes again; empty: nobody sends it again.
	Key string
	// PrivateWebhooks and PrivateStorefronts are whether the server calls addresses of its own networks.
	PrivateWebhooks, PrivateStorefronts bool
}

// Deed is what a server has to know of a line that came from elsewhere before it is run.
type Deed struct {
	Merchant shipping.MerchantID // whose business it is about; empty: that of all
	Changes  bool                // something, so that it is done once under its key
	Secret   bool                // it tells a secret, which is told once
}

// Reference names what the line does where whoever typed it names no document; empty where nobody sends it again.
func (p *Program) Reference() string {
	if p.Held == nil {
		return ""
	}
	return p.Held.Key
}

// Allows tells whether addresses of one's own networks may be called, where somebody asked for that: a server that runs the line must have been started so, too.
// Where it was not, that is said, by the flag and what it does.
func (p *Program) Allows(asked, server bool, does string) bool {
	if p.Held == nil || !asked || server {
		return asked
	}
	fmt.Fprintf(p.Stderr, "The server was started without %s nowhere in this machine and in private networks.\n", does)
	return false
}

// Meant is the merchant whose business somebody means who typed a line elsewhere: the one that is named, the only one that is known to him, or main.
func (h *Held) Meant(ctx context.Context, named string, knows func(shipping.MerchantID) bool) (shipping.MerchantID, error) {
	if named != "" {
		return shipping.MerchantID(named), nil
	}
	list, err := h.Place.Merchants(ctx)
	list = slices.DeleteFunc(list, func(m shipping.MerchantID) bool { return !knows(m) })
	switch {
	case err != nil:
		return "", err
	case len(list) == 1:
		return list[0], nil
	case len(list) > 1 && !slices.Contains(list, merchant.First):
		return "", shipping.BadField("--merchant", "whose business is meant is not said", "crosslane merchants lists yours")
	}
	return merchant.First, nil
}

// ExitError is an exit status that a command ends with when it has said what is wrong already.
type ExitError int

func (e ExitError) Error() string { return "status " + strconv.Itoa(int(e)) }

// Report prints what went wrong on one line, or as one object, and answers with the exit status; with that of a command
// that is done for nil.
func (p *Program) Report(err error) int {
	if err == nil {
		return shipping.ExitDone
	}
	if status, ok := errors.AsType[ExitError](err); ok {
		return int(status)
	}
	e, out := p.shortened(Plain(db.Fault(err))), p.Stderr
	status := Status(e)
	if status == shipping.ExitDone { // what had been done before is the answer
		out = p.Stdout
	}
	if p.JSON {
		_ = JSON(out, web.ProblemOf(e), "") // who could still be told?
	} else {
		fmt.Fprintln(out, "crosslane:", e)
	}
	return status
}

// shortened names files as whoever typed the line named them.
func (p *Program) shortened(e *shipping.Error) *shipping.Error {
	if p.Held == nil {
		return e
	}
	told, typed := *e, p.Held.Files.AsTyped
	told.Field, told.Message, told.Hint = typed(e.Field), typed(e.Message), typed(e.Hint)
	return &told
}

// Answer prints a value as indented JSON.
func (p *Program) Answer(v any) error { return JSON(p.Stdout, v, "  ") }

// Tell prints a value in JSON, or a text in its place.
func (p *Program) Tell(v any, text string, args ...any) error {
	if p.JSON {
		return p.Answer(v)
	}
	_, err := fmt.Fprintf(p.Stdout, text, args...)
	return err
}

// File prints the text of a file as it is, or in JSON as the text of an object.
func (p *Program) File(text []byte) error {
	return p.Tell(map[string]string{"text": string(text)}, "%s", text)
}

// Columns prints a table with a head; its cells end with a tab.
func (p *Program) Columns(head string, rows func(io.Writer)) error {
	w := tabwriter.NewWriter(p.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, head)
	rows(w)
	return w.Flush()
}

// Counted shows how many of something were done, on a terminal only: it is nil elsewhere.
func (p *Program) Counted(what string) func(int64) {
	if !p.OnTerminal() {
		return nil
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(p.Stderr), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	return func(n int64) { _ = bar.Set64(n) }
}

// OnTerminal reports whether somebody watches the progress.
func (p *Program) OnTerminal() bool {
	f, ok := p.Stderr.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Listen opens the address that --listen names, HOST:PORT.
func (p *Program) Listen(ctx context.Context, address Address) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", string(address))
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Unavailable, Field: "--listen", Message: "cannot listen on " + strconv.Quote(string(address)), Hint: "write HOST:PORT with a port that is free, localhost:8080", Cause: err}
	}
	return listener, nil
}

// Serve says where, and serves pages until the context ends.
func (p *Program) Serve(ctx context.Context, doing string, listener net.Listener, handler http.Handler) error {
	fmt.Fprintf(p.Stderr, "%s http://%s (stop with Ctrl-C)\n", doing, listener.Addr())
	if p.JSON { // a program that started it on a port that was free learns which one it is
		if err := JSON(p.Stdout, map[string]string{"address": "http://" + listener.Addr().String()}, ""); err != nil {
			return err
		}
	}
	return web.Serve(ctx, listener, handler)
}
