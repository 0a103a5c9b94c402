package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"crosslane/account"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/terminal/afar"
	"crosslane/terminal/beside"
)

// writes is the tag of the commands that a running server performs for whoever types them.
const writes = "writes"

// The tags of commands by where they are done. Those with the tag right a server does for whoever has that right, also elsewhere; with everybody
// for all merchants, with all for those of whom nobody named one. Known: whoever is known may, and is shown his own. Alone: it needs no data.
const (
	right     = "right"
	everybody = "everybody"
	all       = "all"
	known     = "known"
	alone     = "alone"
	secret    = "secret" // what it prints is told once
)

// byServer has the server of the place perform the command, where one runs and the command writes, or the server elsewhere that is meant; there
// is false where none does. The server itself performs it, and nothing else for others.
func byServer(ctx context.Context, p *terminal.Program, line *kong.Context, w *terminal.Where, args []string) (status int, there bool) {
	node := line.Selected()
	if node == nil {
		return 0, false
	}
	switch {
	case p.Held != nil:
		done, err := begun(ctx, p.Held, node, w)
		if err != nil {
			return p.Report(err), true
		}
		return shipping.ExitDone, done
	case w.Server != "" && node.Tag.Has(alone):
		return 0, false
	case w.Server != "" && !node.Tag.Has(right) && !node.Tag.Has(known):
		return p.Report(errNotForOthers), true
	case w.Server != "":
		return byAnother(ctx, p, node, w, append(slices.Clone(args), unsaid(line, node, args)...)), true
	case w.DB != "" || !node.Tag.Has(writes):
		return 0, false
	}
	dir, err := os.Getwd()
	if err != nil {
		return p.Report(err), true
	}
	args = append(slices.Clone(args), unsaid(line, node, args)...)
	if node.Name == "mcp" { // which acts as a token: as that of whoever typed it, and never as the server's
		args = append(args, "--token="+w.Token)
	}
	args, stdin := beside.OwnStreams(args, p.Stdin)
	status, there, err = beside.Ask(ctx, &beside.Line{Args: args, Dir: dir, Place: w.Data, Merchant: w.Merchant}, stdin, p.Stdout, p.Stderr)
	if err != nil {
		return p.Report(err), true
	}
	return status, there
}

var errNotForOthers = shipping.Fault(shipping.Unsupported, "a server does not do this for others", "type it where the data lie")

// byAnother has a server elsewhere perform a command.
func byAnother(ctx context.Context, p *terminal.Program, node *kong.Node, w *terminal.Where, args []string) int {
	l := afar.Typed(node, args, w.Merchant, p.Stdin)
	var err error
	switch changes := node.Tag.Has(writes); {
	case changes:
		l.Key = cmp.Or(w.Again, rand.Text())
	case w.Again != "":
		err = shipping.BadField("--again", "this command changes nothing", "leave it out, and run it again")
	}
	for name := range l.Writes {
		if node.Name == "backup" { // what is there and no backup stays
			err = mayReplace(name, w.Data)
		}
	}
	status := 0
	if err == nil {
		status, err = afar.Ask(ctx, afar.Server{URL: w.Server, Token: w.Token, Clear: w.Clear}, l, p.Stdout, p.Stderr)
	}
	if err != nil && ctx.Err() != nil {
		err = shipping.Fault(shipping.Unavailable, "it was told to stop before it was done", l.Retry())
	}
	if err != nil {
		return p.Report(err)
	}
	return status
}

// begun has a server begin what somebody typed elsewhere, once he may: then what he sends along comes in. It tells whether the line was done before, and
// answered as then.
func begun(ctx context.Context, held *terminal.Held, node *kong.Node, w *terminal.Where) (done bool, err error) {
	if err := admitted(ctx, held, node, w); err != nil || held.Begin == nil {
		return false, err
	}
	return held.Begin(ctx, terminal.Deed{Merchant: shipping.MerchantID(w.Merchant), Changes: node.Tag.Has(writes), Secret: node.Tag.Has(secret)})
}

// admitted refuses what a server does not do for others, and what whoever typed it elsewhere may not do; it says whose business is meant.
func admitted(ctx context.Context, held *terminal.Held, node *kong.Node, w *terminal.Where) error {
	who, elsewhere := account.Acting(ctx)
	switch {
	case node.Tag.Has(alone):
		return shipping.Fault(shipping.Unsupported, errNotForOthers.Message, "it needs no data: type it on your own machine")
	case !elsewhere && !node.Tag.Has(writes), elsewhere && !node.Tag.Has(right) && !node.Tag.Has(known):
		return errNotForOthers
	case !elsewhere:
		return nil
	}
	may := func(of shipping.MerchantID) (err error) {
		for needs := range strings.SplitSeq(node.Tag.Get(right), ",") {
			err = cmp.Or(err, who.May(of, account.Right(needs)))
		}
		return err
	}
	whole := may(account.Everyone)
	if node.Tag.Has(everybody) && whole != nil {
		return &shipping.Error{Code: shipping.Forbidden, Field: "--token", Message: "this is about every merchant of the place", Hint: "it needs a token of an owner of all: crosslane tokens add NAME --role owner --all"}
	}
	if node.Tag.Has(everybody) || node.Tag.Has(all) && w.Merchant == "" && whole == nil {
		return nil
	}
	of, err := held.Meant(ctx, w.Merchant, who.Knows)
	if node.Tag.Has(known) {
		w.Merchant = string(of)
		return nil
	}
	if err == nil {
		err = may(of)
	}
	w.Merchant = string(of)
	return err
}

// unsaid are the flags of a command that nobody typed, and that the environment or the settings say here, and not the server's.
func unsaid(line *kong.Context, node *kong.Node, args []string) (list []string) {
	for _, word := range line.Path {
		if word.Resolved && slices.Contains(node.Flags, word.Flag) {
			list = append(list, fmt.Sprintf("--%s=%v", word.Flag.Name, line.FlagValue(word.Flag)))
		}
	}
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

// forOthers runs a command line that somebody typed elsewhere, with what a server has.
func forOthers(ctx context.Context, p *terminal.Program, held *terminal.Held, args []string) int {
	p.Held = held
	return run(ctx, p, args)
}
