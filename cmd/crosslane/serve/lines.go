package serve

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/terminal/afar"
	"crosslane/terminal/beside"
)

// asked runs the command lines that others typed, with what the server has.
type asked struct {
	do   Lines
	p    *terminal.Program
	held terminal.Held
}

func (v *Command) lines(p *terminal.Program, c *terminal.Where, do Lines, place *merchant.Place, accounts *account.Store, at string) *asked {
	return &asked{do, p, terminal.Held{Place: place, Accounts: accounts, At: at, Where: terminal.Where{Data: c.Data, DB: c.DB},
		PrivateWebhooks: v.Private, PrivateStorefronts: v.Shops}}
}

// beside runs a line that was typed in a directory of this machine, by whom the data are.
func (a *asked) beside(ctx context.Context, l *beside.Line, stdin io.Reader, stdout, stderr io.Writer) int {
	held := a.held
	held.Files, held.Where.Merchant = terminal.FilesOf(l.Dir), l.Merchant
	return a.run(ctx, &held, l.Args, stdin, stdout, stderr)
}

// afar runs a line that was typed on another machine, for whoever acts in the context.
func (a *asked) afar(ctx context.Context, l *afar.Asked, stdin io.Reader, stdout, stderr io.Writer) int {
	held := a.held
	held.Files, held.Where.Merchant, held.Key, held.Begin = l.Files, l.Merchant, l.Key, l.Begin
	return a.run(ctx, &held, l.Args, stdin, stdout, stderr)
}

func (a *asked) run(ctx context.Context, held *terminal.Held, args []string, stdin io.Reader, stdout, stderr io.Writer) (status int) {
	of := &terminal.Program{Stdin: stdin, Stdout: stdout, Stderr: stderr, Now: a.p.Now}
	defer func() {
		if fault := recover(); fault != nil { // a fault in one command is none of the business's
			fmt.Fprintf(a.p.Stderr, "crosslane: %v\n%s", fault, debug.Stack())
			status = of.Report(shipping.Fault(shipping.Internal, "the server could not go on with the command", "its own output says where it stopped"))
		}
	}()
	return a.do(ctx, of, held, args)
}
