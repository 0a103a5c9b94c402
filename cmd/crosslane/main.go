// Command crosslane carries online orders across borders: intake, stock, channel
// and backups, booking, tracking, and the reasons for every decision.
package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"crosslane/cmd/crosslane/accounts"
	"crosslane/cmd/crosslane/agents"
	"crosslane/cmd/crosslane/begin"
	"crosslane/cmd/crosslane/doctor"
	"crosslane/cmd/crosslane/folder"
	"crosslane/cmd/crosslane/handing"
	"crosslane/cmd/crosslane/hooks"
	"crosslane/cmd/crosslane/merchants"
	"crosslane/cmd/crosslane/parcels"
	"crosslane/cmd/crosslane/partners"
	"crosslane/cmd/crosslane/pickups"
	"crosslane/cmd/crosslane/printing"
	"crosslane/cmd/crosslane/proofs"
	"crosslane/cmd/crosslane/pushes"
	"crosslane/cmd/crosslane/rehearse"
	"crosslane/cmd/crosslane/serve"
	"crosslane/cmd/crosslane/settings"
	"crosslane/cmd/crosslane/storefronts"
	"crosslane/cmd/crosslane/tool"
	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/terminal"
)

func main() {
	signalled, _ := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM) // until the program ends
	ctx, stop := context.WithCancel(context.Background())                                     // to be told to stop is no fault, so the signal is no cause
	context.AfterFunc(signalled, stop)
	p := &terminal.Program{Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Now: time.Now}
	os.Exit(run(ctx, p, os.Args[1:]))
}

// commands is everything that a person can type.
type commands struct {
	terminal.Where

	First    firstCommands    `embed:"" group:"Begin here"`
	Business businessCommands `embed:"" group:"The day's work"`
	Watch    lookCommands     `embed:"" group:"How it goes"`
	Book     bookCommands     `embed:"" group:"The Book, and what another would do"`
	Keep     keepingCommands  `embed:"" group:"Keep the data"`
	Tools    toolCommands     `embed:"" group:"Tools that need no data"`
}

// firstCommands show the program, and take goods and orders in.
type firstCommands struct {
	Demo        rehearse.Demo           `cmd:"" help:"The whole chain on a simulated world."`
	Scenarios   rehearse.Scenarios      `cmd:"" help:"What may befall a simulated world."`
	Init        begin.Init              `cmd:"" help:"Write a Book of your own: warehouse, carriers, prices."`
	Import      importCommand           `cmd:"" help:"Take in orders, products or stock from a file."`
	Serve       serve.Command           `cmd:"" help:"Perform bookings, poll carriers, watch timers, serve the pages."`
	Merchants   merchants.Command       `cmd:"" help:"Whose business is kept here."`
	Tokens      accounts.Tokens         `cmd:"" help:"By which programs prove who they are."`
	Users       accounts.Users          `cmd:"" help:"Persons who sign in, and what they may do."`
	Webhooks    hooks.Webhooks          `cmd:"" help:"Which systems are told what happens, and what they answered."`
	Storefronts storefronts.Storefronts `cmd:"" help:"Shops whose orders are taken in, and that are told of parcels and stock."`
	Pushes      pushes.Pushes           `cmd:"" help:"Doors for what storefronts and carriers send by themselves."`
	MCP         agents.Command          `cmd:"" name:"mcp" writes:"" help:"Talk with an agent (Model Context Protocol) over standard input and output."`
	Exchange    folder.Command          `cmd:"" writes:"" help:"Exchange files with an ERP, once: take in what lies in a folder, write what happened."`
}

// businessCommands are what a clerk does.
type businessCommands struct {
	Orders  ordersCommand    `cmd:"" help:"The orders (orders --stage held), and calling one off."`
	Parcels parcels.Command  `cmd:"" help:"The parcels, newest first, and what somebody saw of one."`
	Explain explainCommand   `cmd:"" right:"read" help:"What was decided about an order, and why."`
	Label   labelCommand     `cmd:"" right:"read" help:"The label of a booked parcel."`
	Labels  printing.Command `cmd:"" writes:"" right:"parcels" help:"The labels of many parcels in one file, in pick order."`
	Handed  handing.Command  `cmd:"" writes:"" right:"parcels" help:"Record that parcels were handed to their carrier, have it close them, and print the manifest."`
	Pickup  pickups.Command  `cmd:"" help:"Ask carriers to come for parcels, otherwise, or not to."`
	Proof   proofs.Command   `cmd:"" writes:"" right:"parcels" help:"What proves that a parcel was delivered, as its carrier has it."`
	Scans   scansCommand     `cmd:"" writes:"" right:"scans" help:"Take in scans of a carrier without an interface, from a CSV file."`
	EPCIS   partners.Command `cmd:"" name:"epcis" help:"Tell trading partners of parcels, and hear from them."`
	Stock   stockCommand     `cmd:"" help:"What lies where, and what people find there and do with it."`
	Slot    slotCommand      `cmd:"" writes:"" right:"parcels" help:"Record in which window a buyer wants a parcel."`
	Cases   casesCommand     `cmd:"" help:"What somebody has to look at."`
}

// lookCommands show how the business goes.
type lookCommands struct {
	Channels channelsCommand `cmd:"" help:"How the channels fare, and which are switched."`
	Tours    toursCommand    `cmd:"" right:"read" help:"What lies at a depot, and its newest tours."`
	Jobs     jobsCommand     `cmd:"" help:"Requests to carriers that could not be performed."`
	Deeds    accounts.Deeds  `cmd:"" writes:"" known:"" help:"Who made, changed and ended accounts and webhooks."`
}

// bookCommands are about the Book, and show what would come of another.
type bookCommands struct {
	Book     bookCommand       `cmd:"" help:"The Book: channels, rate sheets, policy."`
	Quote    quoteCommand      `cmd:"" help:"Prices and promises, JSON in and out."`
	Whatif   rehearse.Whatif   `cmd:"" right:"read" help:"Recorded orders by another Book: cost, days, side by side."`
	Simulate rehearse.Simulate `cmd:"" alone:"" help:"Simulated worlds under several Books, compared."`
}

// keepingCommands look after the data.
type keepingCommands struct {
	Erase    eraseCommand     `cmd:"" writes:"" right:"erase" help:"Erase the documents about a person."`
	Audit    auditCommand     `cmd:"" right:"read" all:"" help:"Decide everything again; check laws, documents and hash chains."`
	Rebuild  rebuildCommand   `cmd:"" help:"Make anew whatever follows from the facts."`
	Backup   backupCommand    `cmd:"" right:"accounts,read" everybody:"" help:"Write everything into one file."`
	Restore  restoreCommand   `cmd:"" help:"Read a backup into an empty place."`
	Doctor   doctor.Command   `cmd:"" help:"Look whether the place, and what it needs around it, is as it should be."`
	Settings settings.Command `cmd:"" alone:"" help:"How a server can be set up: flags, environment, file."`
	Migrate  migrateCommand   `cmd:"" help:"Bring the tables to their newest form."`
}

// toolCommands answer questions about anything, JSON in and out.
type toolCommands struct {
	Track  tool.Track       `cmd:"" help:"Tracking numbers."`
	Route  tool.Route       `cmd:"" alone:"" help:"Vehicles to stops, VROOM's JSON in and out."`
	Server tool.RouteServer `cmd:"" name:"route-server" alone:"" help:"Routing over HTTP, in the form of vroom-express."`
	Pack   tool.Pack        `cmd:"" alone:"" help:"Goods into cartons, JSON in and out."`
	Mock   tool.Mock        `cmd:"" alone:"" help:"Answer as a carrier does, for trials of its connector: no parcel travels."`
}

// parserOf reads command lines into c.
func parserOf(p *terminal.Program, c *commands) (*kong.Kong, error) {
	var files *terminal.Files
	if p.Held != nil {
		files = p.Held.Files
	}
	return kong.New(c, kong.Name("crosslane"), kong.Description("Cross-border e-commerce logistics in one program. crosslane --version tells which one this is."),
		kong.Writers(p.Stdout, p.Stderr), kong.Exit(func(code int) { panic(terminal.ExitError(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.UsageOnError(), kong.Vars{"unnamed": terminal.Unnamed, "carriers": tool.Carriers()}, terminal.Values(files))
}

// settled has a parser go by the file of settings that is named, where this process was started with it.
func settled(p *terminal.Program, parser *kong.Kong, args []string) (*settings.File, error) {
	name := os.Getenv("CROSSLANE_SETTINGS")
	for i, a := range args {
		if a == "--" {
			break
		}
		if text, found := strings.CutPrefix(a, "--settings="); found {
			name = text
		} else if a == "--settings" && i+1 < len(args) {
			name = args[i+1]
		}
	}
	if name == "" || p.Held != nil {
		return nil, nil //nolint:nilnil // there is none, which is no fault
	}
	file, err := settings.Read(parser.Model, name)
	if err != nil {
		return nil, err
	}
	return file, kong.Resolvers(file).Apply(parser)
}

// run runs one command line and answers with the exit status.
func run(ctx context.Context, p *terminal.Program, args []string) (status int) {
	defer func() {
		switch told := recover().(type) {
		case nil:
		case terminal.ExitError:
			status = int(told)
		default: // a fault of the program, with all that it says
			panic(told)
		}
	}()
	var c commands
	parser, err := parserOf(p, &c)
	if err != nil {
		fmt.Fprintln(p.Stderr, "crosslane:", err)
		return shipping.ExitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	p.JSON = slices.Contains(args, "--json") || slices.Contains(args, "--json=true")
	if args[0] == "--version" { // behind a command it is that command's
		v := terminal.Version()
		return p.Report(p.Tell(v, "%s\n", v))
	}
	var line *kong.Context
	file, err := settled(p, parser, args)
	if err == nil {
		line, err = parser.Parse(differences(args))
		err = file.Blamed(args, err)
	}
	if p.Held != nil {
		err = cmp.Or(err, p.Held.DoneHere(ctx, line))
		c.Data, c.DB, c.Merchant, c.Server = p.Held.Where.Data, p.Held.Where.DB, p.Held.Where.Merchant, ""
	} else if err == nil {
		err = c.Meant(line)
	}
	if err != nil {
		p.Report(terminal.Misspelt(err))
		return shipping.ExitUsage
	}
	p.JSON = c.JSON
	if status, there := byServer(ctx, p, line, &c.Where, args); there {
		return status
	}
	return p.Report(perform(ctx, p, line, &c.Where))
}

// perform runs a command that was read, with the business that it asks for.
func perform(ctx context.Context, p *terminal.Program, line *kong.Context, c *terminal.Where) error {
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
		func() (m terminal.Looked, err error) { m.Merchant, err = provided(c.Look(ctx, p)); return m, err },
		func() (m terminal.Opened, err error) {
			m.Merchant, err = provided(c.Open(ctx, p, terminal.Beginning{}))
			return m, err
		},
	} {
		if err := line.BindToProvider(provide); err != nil {
			return err
		}
	}
	err := line.Run(p, c, serve.Lines(forOthers))
	return stopped(ctx, err)
}

// stopped is how a command ended that was told to stop before it was done.
func stopped(ctx context.Context, err error) error {
	if code := shipping.CodeOf(err); ctx.Err() != nil && (code == shipping.Internal || code == shipping.Unavailable) {
		err = shipping.Fault(shipping.Unavailable, "it was told to stop before it was done", "run it again")
	}
	return err
}
