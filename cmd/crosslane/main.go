// Command crosslane carries online orders across borders: intake, stock, channel
// and backups, booking, tracking, and the reasons for every decision.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strconv"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/alecthomas/kong"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"crosslane/db"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/web"
)

func main() {
	signalled, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // until the program ends
	ctx, stop := context.WithCancel(context.Background())                                     // to be told to stop is no fault, so the signal is no cause
	context.AfterFunc(signalled, stop)
	p := &program{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, now: time.Now}
	os.Exit(p.run(ctx, os.Args[1:]))
}

// program is one run of the command line; a test starts the very same one.
type program struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	now            func() time.Time
	JSON           bool // answers in JSON where there is a choice
}

// commands is everything that a person can type.
type commands struct {
	Where

	First    firstCommands    `embed:"" group:"Begin here"`
	Business businessCommands `embed:"" group:"The day's work"`
	Look     lookCommands     `embed:"" group:"How it goes"`
	Book     bookCommands     `embed:"" group:"The Book, and what another would do"`
	Keep     keepingCommands  `embed:"" group:"Keep the data"`
	Tools    toolCommands     `embed:"" group:"Tools that need no data"`
}

// Where is where the data lie, whose they are, and in which form answers come.
type Where struct {
	Data     string `default:"${unnamed}" env:"CROSSLANE_DATA" help:"Directory of the data; ${unnamed} where none is named." placeholder:"DIR"`
	DB       string `name:"db" env:"CROSSLANE_DB" help:"PostgreSQL address (postgres://...) instead of the directory." placeholder:"URL"`
	Merchant string `env:"CROSSLANE_MERCHANT" help:"Whose orders and stock; main where none is named." placeholder:"NAME"`
	JSON     bool   `name:"json" help:"Answer in JSON."`
}

// unnamed is the directory of the data where none is named.
const unnamed = "crosslane-data"

// beginning is a flag of the commands that may begin a place of data.
type beginning struct {
	New bool `help:"Begin a place of data where there is none yet."`
}

// firstCommands show the program, and take goods and orders in.
type firstCommands struct {
	Demo      demoCommand      `cmd:"" help:"The whole chain on a simulated world."`
	Scenarios scenariosCommand `cmd:"" help:"What may befall a simulated world."`
	Import    importCommand    `cmd:"" help:"Take in orders, products or stock from a file."`
	Serve     serveCommand     `cmd:"" help:"Perform bookings, poll carriers, watch timers, serve the pages."`
	Merchants merchantsCommand `cmd:"" help:"Whose business is kept here."`
}

// businessCommands are what a clerk does.
type businessCommands struct {
	Explain explainCommand `cmd:"" help:"What was decided about an order, and why."`
	Label   labelCommand   `cmd:"" help:"The label of a booked parcel, as PDF."`
	Handed  handedCommand  `cmd:"" help:"Record that parcels were handed to their carrier, and print the manifest."`
	Scans   scansCommand   `cmd:"" help:"Take in scans of a carrier without an interface, from a CSV file."`
	Slot    slotCommand    `cmd:"" help:"Record in which window a buyer wants a parcel."`
	Cases   casesCommand   `cmd:"" help:"What somebody has to look at."`
}

// lookCommands show how the business goes.
type lookCommands struct {
	Channels channelsCommand `cmd:"" help:"How the channels fare, and which are switched."`
	Tours    toursCommand    `cmd:"" help:"What lies at a depot, and its newest tours."`
	Jobs     jobsCommand     `cmd:"" help:"Requests to carriers that could not be performed."`
}

// bookCommands are about the Book, and show what would come of another.
type bookCommands struct {
	Book     bookCommand     `cmd:"" help:"The Book: channels, rate sheets, policy."`
	Quote    quoteCommand    `cmd:"" help:"Prices and promises, JSON in and out."`
	Whatif   whatifCommand   `cmd:"" help:"Recorded orders by another Book: cost, days, side by side."`
	Simulate simulateCommand `cmd:"" help:"Simulated worlds under several Books, compared."`
}

// keepingCommands look after the data.
type keepingCommands struct {
	Erase   eraseCommand   `cmd:"" help:"Erase the documents about a person."`
	Audit   auditCommand   `cmd:"" help:"Decide everything again; check laws, documents and hash chains."`
	Rebuild rebuildCommand `cmd:"" help:"Make anew whatever follows from the facts."`
	Backup  backupCommand  `cmd:"" help:"Write everything into one file."`
	Restore restoreCommand `cmd:"" help:"Read a backup into an empty place."`
	Migrate migrateCommand `cmd:"" help:"Bring the tables to their newest form."`
}

// toolCommands answer questions about anything, JSON in and out.
type toolCommands struct {
	Track  trackCommand       `cmd:"" help:"Tracking numbers."`
	Route  routeCommand       `cmd:"" help:"Vehicles to stops, VROOM's JSON in and out."`
	Server routeServerCommand `cmd:"" name:"route-server" help:"Routing over HTTP, in the form of vroom-express."`
	Pack   packCommand        `cmd:"" help:"Goods into cartons, JSON in and out."`
}

// exit is an exit status that a command ends with when it has said what is wrong already.
type exit int

func (e exit) Error() string { return "status " + strconv.Itoa(int(e)) }

// run runs one command line and answers with the exit status.
func (p *program) run(ctx context.Context, args []string) (status int) {
	defer func() {
		if code, ok := recover().(exit); ok {
			status = int(code)
		}
	}()
	var c commands
	parser, err := kong.New(&c, kong.Name("crosslane"), kong.Description("Cross-border e-commerce logistics in one program. crosslane --version tells which one this is."),
		kong.Writers(p.stdout, p.stderr), kong.Exit(func(code int) { panic(exit(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.UsageOnError(), kong.Vars{"unnamed": unnamed}, terminal.Values())
	if err != nil {
		fmt.Fprintln(p.stderr, "crosslane:", err)
		return shipping.ExitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	p.JSON = slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
	if args[0] == "--version" { // behind a command it is that command's
		v := terminal.Version()
		return p.report(p.tell(v, "%s\n", v))
	}
	line, err := parser.Parse(args)
	if err == nil {
		err = terminal.Place(line, c.Data, &c.DB)
	}
	if err != nil {
		p.report(terminal.Misspelt(err))
		return shipping.ExitUsage
	}
	p.JSON = c.JSON
	line.BindTo(ctx, (*context.Context)(nil))
	done := func() {}
	defer func() { done() }()
	provided := func(m *merchant.Merchant, end func(), err error) (*merchant.Merchant, error) {
		if err == nil {
			done = end
		}
		return m, err
	}
	for _, provide := range []any{
		func() (m looked, err error) { m.Merchant, err = provided(c.look(ctx, p)); return m, err },
		func() (m opened, err error) { m.Merchant, err = provided(c.open(ctx, p, beginning{})); return m, err },
	} {
		if err := line.BindToProvider(provide); err != nil {
			return p.report(err)
		}
	}
	err = line.Run(p, &c)
	if code := shipping.CodeOf(err); ctx.Err() != nil && (code == shipping.Internal || code == shipping.Unavailable) {
		err = shipping.Fault(shipping.Unavailable, "it was told to stop before it was done", "run it again")
	}
	return p.report(err)
}

// looked and opened are the business of the merchant that is meant, where there is one: for reading, also beside a server,
// and for writing.
type (
	looked struct{ *merchant.Merchant }
	opened struct{ *merchant.Merchant }
)

// report prints what went wrong on one line, or as one object, and answers with the exit status.
func (p *program) report(err error) int {
	if err == nil {
		return shipping.ExitDone
	}
	if status, ok := errors.AsType[exit](err); ok {
		return int(status)
	}
	e := terminal.Plain(db.Fault(err))
	if p.JSON {
		_ = terminal.JSON(p.stderr, web.ProblemOf(e), "") // who could still be told?
	} else {
		fmt.Fprintln(p.stderr, "crosslane:", e)
	}
	return terminal.Status(e)
}

// answer prints a value as indented JSON.
func (p *program) answer(v any) error {
	return terminal.JSON(p.stdout, v, "  ")
}

// tell prints a value in JSON, or a text in its place.
func (p *program) tell(v any, text string, args ...any) error {
	if p.JSON {
		return p.answer(v)
	}
	_, err := fmt.Fprintf(p.stdout, text, args...)
	return err
}

// columns prints a table with a head.
func (p *program) columns(head string, rows func(io.Writer)) error {
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, head)
	rows(w)
	return w.Flush()
}

// counted shows how many of something were done, on a terminal only.
func (p *program) counted(what string) func(int64) {
	if !p.onTerminal() {
		return nil
	}
	bar := progressbar.NewOptions64(-1, progressbar.OptionSetWriter(p.stderr), progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	return func(n int64) { _ = bar.Set64(n) }
}

// onTerminal reports whether somebody watches the progress.
func (p *program) onTerminal() bool {
	f, ok := p.stderr.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// merchant is whose business is meant.
func (w *Where) merchant() shipping.MerchantID {
	if w.Merchant == "" {
		return merchant.First
	}
	return shipping.MerchantID(w.Merchant)
}

// named are the merchants that a command is about: the one that is named, or all.
func (w *Where) named() []shipping.MerchantID {
	if w.Merchant == "" {
		return nil
	}
	return []shipping.MerchantID{w.merchant()}
}

func (c *commands) at() merchant.At { return merchant.At{Data: c.Data, DB: c.DB} }

// place opens the place of data for writing. Where there is none yet it begins one, if that was asked for, and says so.
func (c *commands) place(ctx context.Context, p *program, may beginning) (*merchant.Place, error) {
	missing := c.there(ctx)
	if missing != nil && (shipping.CodeOf(missing) != shipping.NotFound || !may.New) {
		return nil, missing
	}
	if missing != nil && c.merchant() != merchant.First {
		return nil, shipping.BadField("--merchant", "a new place has one merchant, "+string(merchant.First), "begin it without --merchant, then crosslane merchants add NAME")
	}
	place, err := merchant.Open(ctx, c.at(), merchant.Options{Now: p.now})
	if err == nil && missing != nil {
		p.began(c.at())
	}
	if err == nil && place.Exposed {
		fmt.Fprintf(p.stderr, "Other users may look into %s, which is not yours to close: have its owner take that from them (chmod 700).\n", c.Data)
	}
	return place, err
}

// there refuses a place in which nothing was begun yet, NotFound. One whose tables are to be made newer is there.
func (c *commands) there(ctx context.Context) error {
	if c.DB == "" {
		return c.at().There()
	}
	seen, err := merchant.Look(ctx, c.at(), merchant.Options{})
	if err == nil {
		seen.Close()
	}
	if shipping.CodeOf(err) == shipping.Unsupported {
		err = nil
	}
	return err
}

// began says that there is a new place of data.
func (p *program) began(at merchant.At) {
	fmt.Fprintf(p.stderr, "A new place of data was begun in %s.\n", at)
}

// open opens a merchant's business for writing. The function that comes with it ends that.
func (c *commands) open(ctx context.Context, p *program, may beginning) (*merchant.Merchant, func(), error) {
	place, err := c.place(ctx, p, may)
	if err != nil {
		return nil, nil, err
	}
	m, err := place.Merchant(ctx, c.merchant())
	if err != nil {
		place.Close()
		return nil, nil, err
	}
	return m, place.Close, nil
}

// look opens a merchant's business for reading, also beside a server.
func (c *commands) look(ctx context.Context, p *program) (*merchant.Merchant, func(), error) {
	return merchant.LookInto(ctx, c.at(), c.merchant(), merchant.Options{Now: p.now})
}

// nothingYet reports whether there are no data yet, and nobody named a place or a merchant: then the Book that the program
// starts with answers, which is said.
func (c *commands) nothingYet(p *program, err error) bool {
	none := shipping.CodeOf(err) == shipping.NotFound && c.at() == merchant.At{Data: unnamed} && c.merchant() == merchant.First && c.at().There() != nil
	if none {
		fmt.Fprintf(p.stderr, "There are no data in %s yet: this is the Book that the program starts with.\n", unnamed)
	}
	return none
}
