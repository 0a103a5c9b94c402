package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"crosslane/account"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/terminal/beside"
)

// writes is the tag of the commands that a running server performs for whoever types them.
const writes = "writes"

// byServer has the server of the place perform the command, where one runs and the command writes; there is false where none does. The
// server itself performs it, and nothing else for others.
func byServer(ctx context.Context, p *terminal.Program, line *kong.Context, w *terminal.Where, args []string) (status int, there bool) {
	node := line.Selected()
	may := node != nil && node.Tag.Has(writes)
	switch {
	case p.Held != nil && !may:
		return p.Report(shipping.Fault(shipping.Unsupported, "a server does not do this for others", "type it where the data lie")), true
	case p.Held != nil || w.DB != "" || !may:
		return 0, false
	}
	dir, err := os.Getwd()
	if err != nil {
		return p.Report(err), true
	}
	args, stdin := beside.OwnStreams(append(slices.Clone(args), fromEnvironment(node, args)...), p.Stdin)
	status, there, err = beside.Ask(ctx, &beside.Line{Args: args, Dir: dir, Place: w.Data, Merchant: w.Merchant}, stdin, p.Stdout, p.Stderr)
	if err != nil {
		return p.Report(err), true
	}
	return status, there
}

// fromEnvironment are the flags of a command that the environment says here, and not the server's.
func fromEnvironment(node *kong.Node, args []string) (list []string) {
	for _, f := range node.Flags {
		typed := slices.ContainsFunc(args, func(a string) bool { return a == "--"+f.Name || strings.HasPrefix(a, "--"+f.Name+"=") })
		for _, name := range f.Tag.Envs {
			if said := os.Getenv(name); said != "" && !typed {
				list, typed = append(list, "--"+f.Name+"="+said), true
			}
		}
	}
	return list
}

// forOthers runs the command lines that come in beside this server, with what it has.
func forOthers(p *terminal.Program, w *terminal.Where, at string, place *merchant.Place, accounts *account.Store) beside.Runner {
	return func(ctx context.Context, l *beside.Line, stdin io.Reader, stdout, stderr io.Writer) (status int) {
		held := &terminal.Held{Place: place, Accounts: accounts, Dir: l.Dir, At: at, Where: terminal.Where{Data: w.Data, Merchant: l.Merchant}}
		of := &terminal.Program{Stdin: stdin, Stdout: stdout, Stderr: stderr, Now: p.Now, Held: held}
		defer func() {
			if fault := recover(); fault != nil { // a fault in one command is none of the business's
				fmt.Fprintf(p.Stderr, "crosslane: %v\n%s", fault, debug.Stack())
				status = of.Report(shipping.Fault(shipping.Internal, "the server could not go on with the command", "its own output says where it stopped"))
			}
		}()
		return run(ctx, of, l.Args)
	}
}
