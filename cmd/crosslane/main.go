// Command crosslane carries online orders across borders: intake, stock, channel
// and backups, booking, tracking, and the reasons for every decision.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"crosslane/cmd/crosslane/care"
	"crosslane/cmd/crosslane/counter"
	"crosslane/cmd/crosslane/desk"
	"crosslane/shipping"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := &program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
	os.Exit(p.run(ctx, os.Args[1:]))
}

// program is one run of the command line; a test starts the very same one.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
}

// commands is everything that a person can type.
type commands struct {
	Where

	Shop shopCommands      `embed:""`
	Try  rehearsalCommands `embed:""`
	Care careCommands      `embed:""`
	Desk desk.Commands     `embed:""`

	// writers on PostgreSQL at once; the ledger's own number when zero.
	writers int `kong:"-"`
	// simulated data may be lost with the machine, and commits wait for no disk.
	simulated bool `kong:"-"`
}

// Where is where the data lie, whose they are, and in which form answers come.
type Where struct {
	Data   string `default:"crosslane-data" env:"CROSSLANE_DATA" help:"Directory of the data." placeholder:"DIR"`
	DB     string `name:"db" env:"CROSSLANE_DB" help:"PostgreSQL address (postgres://...) instead of the directory." placeholder:"URL"`
	Tenant string `default:"main" env:"CROSSLANE_TENANT" help:"Whose orders and stock."`
	JSON   bool   `name:"json" help:"Answer in JSON."`
}

// shopCommands run a shop.
type shopCommands struct {
	Demo      demoCommand            `cmd:"" help:"The whole chain on a simulated world."`
	Quote     quoteCommand           `cmd:"" help:"Prices and promises, JSON in and out."`
	Scenarios scenariosCommand       `cmd:"" help:"What may befall a simulated world."`
	Serve     serveCommand           `cmd:"" help:"Perform bookings, poll carriers, watch timers, serve the page."`
	Import    counter.ImportCommand  `cmd:"" help:"Take in orders, products or stock from a file."`
	Explain   counter.ExplainCommand `cmd:"" help:"What was decided about an order, and why."`
	Label     counter.LabelCommand   `cmd:"" help:"The label of a booked parcel, as PDF."`
	Book      bookCommand            `cmd:"" help:"The Book: channels, rate sheets, policy."`
	Tours     counter.ToursCommand   `cmd:"" help:"What lies at a depot, and its newest tours."`
	Slot      counter.SlotCommand    `cmd:"" help:"Record in which window a buyer wants a parcel."`
	// Channels and Cases show what goes wrong.
	Channels care.ChannelsCommand `cmd:"" help:"How the channels fare, and which are switched."`
	Cases    care.CasesCommand    `cmd:"" help:"What somebody has to look at."`
}

// careCommands look after the data.
type careCommands struct {
	Wishes  care.WishesCommand `cmd:"" help:"Requests to carriers that could not be performed."`
	Erase   care.EraseCommand  `cmd:"" help:"Erase the papers about a person."`
	Audit   auditCommand       `cmd:"" help:"Fold every fact again; check laws and hash chains."`
	Rebuild rebuildCommand     `cmd:"" help:"Fold the balances and fill the read tables anew."`
	Backup  backupCommand      `cmd:"" help:"Write everything into one file."`
	Restore restoreCommand     `cmd:"" help:"Read a backup into an empty place."`
	Migrate migrateCommand     `cmd:"" help:"Bring the tables to their newest form."`
}

// run runs one command line and answers with the exit status.
func (p *program) run(ctx context.Context, args []string) (status int) {
	defer func() {
		if code, ok := recover().(desk.Exit); ok {
			status = int(code)
		}
	}()
	var c commands
	parser, err := kong.New(&c, kong.Name("crosslane"), kong.Description("Cross-border e-commerce logistics in one program."),
		kong.Writers(p.stdout, p.stderr), kong.Exit(func(code int) { panic(desk.Exit(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(p.stderr, "crosslane:", err)
		return shipping.ExitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	line, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(p.stderr, "crosslane: %v\n", err)
		fmt.Fprintln(p.stderr, "Try: crosslane --help")
		return shipping.ExitUsage
	}
	line.BindTo(ctx, (*context.Context)(nil))
	return p.report(&c, line.Run(p, &c, p.console(c.JSON), c.care(p), c.counter(p)))
}

// report prints what went wrong on one line, or as one object, and answers with the exit status.
func (p *program) report(c *commands, err error) int {
	if err == nil {
		return shipping.ExitDone
	}
	var status desk.Exit
	if errors.As(err, &status) {
		return int(status)
	}
	var e *shipping.Error
	if !errors.As(err, &e) {
		e = &shipping.Error{Code: shipping.Internal, Message: err.Error()}
	}
	if c.JSON {
		_ = json.NewEncoder(p.stderr).Encode(map[string]*shipping.Error{"error": e})
	} else {
		fmt.Fprintln(p.stderr, "crosslane:", err)
	}
	return shipping.CodeOf(err).ExitStatus()
}

// answer prints a value as indented JSON.
func (p *program) answer(v any) error { return p.console(true).Answer(v) }

func (p *program) console(json bool) *desk.Console {
	return &desk.Console{In: p.stdin, Out: p.stdout, Err: p.stderr, JSON: json}
}
