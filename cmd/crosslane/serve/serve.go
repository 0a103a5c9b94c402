// Package serve holds the command that runs the business of merchants and serves it: to browsers, to programs, and to the
// command lines of its directory.
package serve

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"crosslane/account"
	"crosslane/idempotency"
	"crosslane/merchant"
	"crosslane/notify"
	"crosslane/push"
	"crosslane/shipping"
	"crosslane/storefront"
	"crosslane/terminal"
	"crosslane/terminal/afar"
	"crosslane/terminal/beside"
	"crosslane/web"
	"crosslane/web/api"
	"crosslane/web/mcp"
	"crosslane/web/metrics"
	"crosslane/webhook"
)

// Command is the command.
type Command struct {
	Only      []shipping.MerchantID `name:"only" help:"Only the business of these merchants; of all when not given." placeholder:"NAME"`
	Listen    terminal.Address      `default:"localhost:8080" help:"Where the pages are served."`
	Public    terminal.Public       `name:"public-url" env:"CROSSLANE_PUBLIC_URL" help:"By which address others reach it through a proxy." placeholder:"URL"`
	Proxies   []string              `name:"proxies" env:"CROSSLANE_PROXIES" help:"Addresses or networks of proxies, which are believed when they say from where somebody comes (X-Forwarded-For); with --public-url this machine's, where none are named." placeholder:"NET"`
	Poll      time.Duration         `default:"1m" least:"1ms" help:"How often carriers are asked for news."`
	Log       string                `enum:"text,json" default:"text" env:"CROSSLANE_LOG" help:"In which form the log is written: text or json."`
	Pace      terminal.Count        `name:"calls-per-second" default:"500" least:"1" most:"100000" help:"How many calls below /v1 and of agents each token and user may make." placeholder:"N"`
	Simulated bool                  `help:"To try the program: the Book may name carriers that exist only in the computer, and no parcel travels."`
	Seed      uint64                `default:"1" help:"Chances of the simulated carriers."`
	Factor    bool                  `name:"require-second-factor" env:"CROSSLANE_REQUIRE_SECOND_FACTOR" help:"Whoever signs in must have a second factor, whichever merchant he serves (docs/operations.md)."`
	Private   bool                  `name:"private-webhooks" env:"CROSSLANE_PRIVATE_WEBHOOKS" help:"Webhooks may go to this machine and to private networks."`
	Shops     bool                  `name:"private-storefronts" env:"CROSSLANE_PRIVATE_STOREFRONTS" help:"Storefronts may be on this machine and in private networks."`
	Exchange  string                `type:"path" env:"CROSSLANE_EXCHANGE" help:"Exchange files with an ERP: each merchant has a folder of its name there (docs/exchange.md)." placeholder:"DIR"`

	terminal.Beginning
	Messages messageFlags   `embed:""`
	OIDC     elsewhereFlags `embed:"" prefix:"oidc-"`
}

// Lines runs a command line for whoever typed it elsewhere, with what a server has.
type Lines func(ctx context.Context, p *terminal.Program, held *terminal.Held, args []string) int

// Help gives an example.
func (Command) Help() string {
	return "Examples: crosslane serve\n          crosslane serve --simulated    (with the Book that the program starts with, whose carriers are invented)\n" +
		"          curl --json @order.json http://localhost:8080/api/orders    (while it runs: docs/import.md)\n" +
		"          crosslane serve --public-url https://ship.example    (behind a proxy that ends TLS)\n" +
		"          crosslane serve --db postgres://user@host/crosslane    (several nodes may share it)\n\n" +
		"Runs the business of every merchant of the place: performs bookings, polls carriers, watches timers, fills the read\ntables, serves the pages and takes orders in. When it starts and nobody has an account yet, it prints a link that makes\nthe first one; from then on whoever opens a page signs in."
}

// Run runs the business until it is told to stop.
func (v *Command) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, others Lines) error {
	reached, err := v.reach()
	if err != nil {
		return err
	}
	messages, err := v.Messages.worker()
	if err != nil {
		return err
	}
	place, done, err := c.Place(ctx, p, v.Beginning)
	if err != nil {
		return err
	}
	defer done()
	accounts, closed, err := terminal.OpenAccounts(ctx, c.At(), p.Now)
	if err != nil {
		return err
	}
	defer closed()
	run := merchant.RunOptions{Poll: v.Poll, MessageAttempts: notify.Attempts, Log: v.log(p)}
	if messages != nil {
		run.Messages = messages
	}
	systems, err := v.others(ctx, p, c, accounts, run.Log)
	if err != nil {
		return err
	}
	all := newBusinesses(place, accounts, systems, v, c, run)
	ready, err := all.ready(ctx)
	if err != nil {
		return terminal.AsTyped(err, "--merchant=--only")
	}
	listener, err := p.Listen(ctx, v.Listen)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer func() {
		stop(nil)
		all.end()
	}()
	for _, m := range ready {
		all.begin(ctx, stop, m, len(ready))
	}
	if len(v.Only) == 0 {
		all.running.Go(func() { all.join(ctx, stop) })
	}
	lines := v.lines(p, c, others, place, accounts, reached.at(listener))
	if c.DB == "" {
		unheard, err := beside.Serve(ctx, c.Data, lines.beside)
		if err != nil { // it serves all the same
			p.Report(err)
		} else {
			defer unheard()
		}
	}
	return v.serve(ctx, p, all, accounts, lines, reached, listener)
}

// outside are the systems of others that are told, and asked, and that tell something by themselves.
type outside struct {
	hooks  *webhook.Store
	shops  *storefront.Store
	pushes *push.Store
}

func (v *Command) others(ctx context.Context, p *terminal.Program, c *terminal.Where, accounts *account.Store, log *slog.Logger) (*outside, error) {
	hooks, err := webhook.Open(ctx, accounts.DB(), webhook.Options{Now: p.Now, Keys: c.Keys(), Note: accounts.Note, Private: v.Private, Log: log})
	if err != nil {
		return nil, err
	}
	shops, err := storefront.Open(ctx, accounts.DB(), storefront.Options{Now: p.Now, Keys: c.Keys(), Private: v.Shops, Link: v.Messages.Link, Log: log})
	if err != nil {
		return nil, err
	}
	pushes, err := push.Open(ctx, accounts.DB(), push.Options{Now: p.Now, Keys: c.Keys(), Storefronts: shops, Note: accounts.Note, Logger: log})
	return &outside{hooks, shops, pushes}, err
}

// serve serves browsers and programs until the context ends.
func (v *Command) serve(ctx context.Context, p *terminal.Program, all *businesses, accounts *account.Store, lines *asked, reached *reach, l net.Listener) error {
	door, err := v.door(accounts, reached, lines.held.At, reached.alone(l), p.Now)
	if err != nil {
		return err
	}
	if err := v.first(ctx, p, accounts, lines.held.At); err != nil {
		return err
	}
	pace := web.NewPace(int(v.Pace), p.Now)
	asked, err := idempotency.Open(ctx, accounts.DB(), p.Now)
	if err != nil {
		return err
	}
	calls, err := api.Handler(ctx, api.Options{Merchants: all.Merchants, Accounts: accounts, Webhooks: all.hooks, Storefronts: all.shops, Proxies: reached.proxies, At: lines.held.At, Now: p.Now, Pace: pace, Log: all.run.Log,
		Lines: afar.Handler(ctx, lines.afar, asked)})
	if err != nil {
		return err
	}
	agents := mcp.New(mcp.Options{Business: &mcp.Served{All: all.Merchants, Calls: asked}, Now: p.Now, Pace: pace, Version: terminal.Version().Version, Log: all.run.Log})
	figures := metrics.New(all.Watched, p.Now)
	all.running.Go(func() { figures.Count(ctx) })
	doors := http.NewServeMux()
	doors.Handle("GET /metrics", door.Guard(figures.Handler()))
	doors.Handle("/", door.Guard(web.Merchants(web.Businesses{Pages: all.Pages, Owners: accounts.Owners})))
	doors.Handle("/v1/", calls)
	came := all.pushes.Handler(all.Merchants, reached.proxies.From)
	doors.HandleFunc("POST /in/{merchant}/{name}", func(w http.ResponseWriter, r *http.Request) {
		if err := came(w, r); err != nil {
			web.Refuse(w, err)
		}
	})
	doors.Handle("/mcp", agents.Handler(accounts))
	web.Health(doors, all.able)
	if v.Log == "json" {
		v.log(p).Info("serving", "address", "http://"+l.Addr().String())
		quiet := *p
		quiet.Stderr, p = io.Discard, &quiet
	}
	return p.Serve(ctx, "Serving", l, figures.Watch(web.Known(doors, string(v.Listen), v.Messages.Link, string(v.Public))))
}

// log is where the server writes what it has to say.
func (v *Command) log(p *terminal.Program) *slog.Logger {
	if v.Log == "json" {
		return slog.New(slog.NewJSONHandler(p.Stderr, nil))
	}
	return slog.New(slog.NewTextHandler(p.Stderr, nil))
}

// first prints the link by which the first account is made, where there is none yet.
func (v *Command) first(ctx context.Context, p *terminal.Program, accounts *account.Store, at string) error {
	claimed, err := accounts.Claimed(ctx)
	if err != nil || claimed {
		return err
	}
	secret, err := accounts.LetBegin(ctx)
	if err != nil {
		return err
	}
	if v.Log == "json" {
		v.log(p).Info("nobody has an account here yet: this link makes the first one, once, within a week", "link", at+account.JoinPath(secret))
		return nil
	}
	fmt.Fprintf(p.Stderr, "Nobody has an account here yet. This link makes the first one, once, within a week:\n  %s\n", at+account.JoinPath(secret))
	return nil
}
