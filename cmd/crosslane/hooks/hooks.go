// Package hooks holds the commands about who is told what happens: webhooks, what they were told, and what they answered.
package hooks

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/webhook"
)

// Webhooks are the commands about webhooks of a merchant.
type Webhooks struct {
	List   list   `cmd:"" default:"1" writes:"" right:"read" help:"Who is told what happens, oldest first."`
	Types  types  `cmd:"" alone:"" help:"The types of events that may be told."`
	Add    add    `cmd:"" writes:"" secret:"" right:"accounts" help:"Have an address told what is recorded from now on; its secret is shown once."`
	Turn   turn   `cmd:"" writes:"" right:"accounts" help:"Turn one on or off."`
	Rotate rotate `cmd:"" writes:"" secret:"" right:"accounts" help:"Make a new secret; the one of before signs beside it for a day."`
	Test   try    `cmd:"" writes:"" right:"accounts" help:"Send one an event that tells nothing."`
	Log    log    `cmd:"" writes:"" right:"read" help:"What one was told in the last 30 days, and what it answered."`
	Replay replay `cmd:"" writes:"" right:"accounts" help:"Send again what one was told."`
	End    end    `cmd:"" writes:"" right:"accounts" help:"End one, with its deliveries."`
}

// private is whether addresses of one's own networks may be named. A server that sends to them was started so.
type private struct {
	Private bool `name:"private-webhooks" env:"CROSSLANE_PRIVATE_WEBHOOKS" help:"The address may be of this machine or of a private network; the server must be started so, too."`
}

// with does something with the webhooks of the place that is meant.
func with(ctx context.Context, p *terminal.Program, c *terminal.Where, may private, do func(*webhook.Store) error) error {
	accounts, done, err := c.Accounts(ctx, p)
	if err != nil {
		return err
	}
	defer done()
	own := p.Allows(may.Private, p.Held != nil && p.Held.PrivateWebhooks, "--private-webhooks: it sends")
	s, err := webhook.Open(ctx, accounts.DB(), webhook.Options{Now: p.Now, Keys: c.Keys(), Note: accounts.Note, Private: own})
	if err != nil {
		return err
	}
	return do(s)
}

// one names a webhook.
type one struct {
	Webhook string `arg:"" help:"wh_..., as crosslane webhooks lists it."`
}

type list struct{}

// Help gives an example.
func (list) Help() string { return "Example: crosslane webhooks --json" }

// Run lists them.
func (list) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	return with(ctx, p, c, private{}, func(s *webhook.Store) error {
		all, err := s.List(ctx, m.ID)
		if err != nil {
			return err
		}
		if p.JSON {
			return p.Answer(all)
		}
		return p.Columns("WEBHOOK\tSTATE\tSINCE\tADDRESS\tTYPES\tFOR\tWHY\t", func(w io.Writer) {
			for i := range all {
				h := &all[i]
				told := "all"
				if len(h.Types) > 0 {
					told = strings.Join(h.Types, " ")
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t\n", h.ID, h.State, h.Since.Format(time.RFC3339), h.URL, told, h.Description, h.Why)
			}
		})
	})
}

type types struct{}

// Help gives an example.
func (types) Help() string { return "Example: crosslane webhooks types --json" }

// Run lists the types of events.
func (types) Run(p *terminal.Program) error {
	if p.JSON {
		return p.Answer(webhook.Types())
	}
	return p.Columns("TYPE\tTOLD WHEN\t", func(w io.Writer) {
		for _, t := range webhook.Types() {
			fmt.Fprintf(w, "%s\t%s\t\n", t.Name, t.Text)
		}
	})
}

type add struct {
	private
	URL         string   `arg:"" name:"url" help:"https://..., where events are sent."`
	Types       []string `help:"Only events of these types (crosslane webhooks types); all where none is named." placeholder:"TYPE"`
	Description string   `help:"What it is for, in a few words." placeholder:"TEXT"`
}

// Help gives an example.
func (add) Help() string {
	return "Example: crosslane webhooks add https://shop.example/hooks --types parcel.delivered,order.held\n\nEvents are signed as Standard Webhooks 1.0 has it (docs/webhooks.md shows a receiver). Nobody can read the secret again; crosslane webhooks rotate makes another."
}

// Run makes a webhook.
func (a *add) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Opened) error {
	return with(ctx, p, c, a.private, func(s *webhook.Store) error {
		made, secret, err := s.Make(ctx, m.Merchant, webhook.Change{URL: &a.URL, Types: &a.Types, Description: &a.Description})
		if err != nil {
			return terminal.AsTyped(err, "<url>", "--types", "--description")
		}
		return tellSecret(p, made, secret)
	})
}

func tellSecret(p *terminal.Program, w *webhook.Subscription, secret string) error {
	return p.Tell(map[string]any{"webhook": w, "secret": secret}, "%s %s\n", w.ID, secret)
}

type turn struct {
	one
	State string `arg:"" enum:"on,off" help:"on or off."`
}

// Help gives an example.
func (turn) Help() string {
	return "Example: crosslane webhooks turn wh_k3v5t7m2x4q6r8s2u4w6 on\n\nWhat is recorded while one is off is not told to it; what waited by then waits on."
}

// Run turns a webhook on or off.
func (t *turn) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Opened) error {
	return with(ctx, p, c, private{}, func(s *webhook.Store) error {
		state := webhook.State(t.State)
		w, err := s.Change(ctx, m.Merchant, t.Webhook, webhook.Change{State: &state})
		if err != nil {
			return named(err)
		}
		return p.Tell(w, "It is %s.\n", w.State)
	})
}

func named(err error) error {
	return terminal.AsTyped(err, "<webhook>", "delivery=--delivery", "from=--from")
}

type rotate struct{ one }

// Help gives an example.
func (rotate) Help() string { return "Example: crosslane webhooks rotate wh_k3v5t7m2x4q6r8s2u4w6" }

// Run makes a new secret.
func (r *rotate) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	return with(ctx, p, c, private{}, func(s *webhook.Store) error {
		w, secret, err := s.Rotate(ctx, m.ID, r.Webhook)
		if err != nil {
			return named(err)
		}
		return tellSecret(p, w, secret)
	})
}

type try struct{ one }

// Help gives an example.
func (try) Help() string {
	return "Example: crosslane webhooks test wh_k3v5t7m2x4q6r8s2u4w6\n\nA server that runs sends it; crosslane webhooks log tells what came of it."
}

// Run sends a test.
func (t *try) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	return with(ctx, p, c, private{}, func(s *webhook.Store) error {
		id, err := s.Try(ctx, m.ID, t.Webhook)
		if err != nil {
			return named(err)
		}
		return p.Tell(map[string]string{"delivery": id}, "%s is on its way, as soon as a server runs: crosslane webhooks log %s\n", id, t.Webhook)
	})
}

type log struct {
	one
	Stage  string         `enum:",waiting,behind,taken,given up" default:"" help:"Only those that are waiting, behind, taken, or given up." placeholder:"STAGE"`
	Limit  terminal.Count `default:"50" least:"1" most:"1000" help:"At most so many, up to 1,000."`
	Before string         `help:"Go on behind this one, the last of the list before." placeholder:"CURSOR"`
}

// Help gives an example.
func (log) Help() string {
	return "Example: crosslane webhooks log wh_k3v5t7m2x4q6r8s2u4w6 --stage waiting --limit 20"
}

// Run lists deliveries.
func (l *log) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	return with(ctx, p, c, private{}, func(s *webhook.Store) error {
		all, err := s.Deliveries(ctx, m.ID, l.Webhook, webhook.Page{Limit: int(l.Limit), Before: l.Before, Stage: webhook.Stage(l.Stage)})
		if err != nil {
			return terminal.AsTyped(named(err), "cursor=--before")
		}
		if p.JSON {
			return p.Answer(all)
		}
		return p.Columns("MADE\tTYPE\tSUBJECT\tCAME OF IT\tNEXT\tCURSOR\t", func(w io.Writer) {
			for i := range all {
				d := &all[i]
				next := "-"
				if !d.Next.IsZero() {
					next = d.Next.Format(time.RFC3339)
				}
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t\n", d.Made.Format(time.RFC3339), d.Type, d.Subject, d, next, d.Cursor())
			}
		})
	})
}

type replay struct {
	one
	Delivery string    `help:"This one alone, msg_..." placeholder:"DELIVERY"`
	From     time.Time `help:"All that were made from then on, within the last 30 days." placeholder:"2026-12-01T17:00:00Z"`
}

// Help gives an example.
func (replay) Help() string {
	return "Examples: crosslane webhooks replay wh_k3v5t7m2x4q6r8s2u4w6 --delivery msg_4t2qk0y8j6h5n3b1v7c9x0za\n          crosslane webhooks replay wh_k3v5t7m2x4q6r8s2u4w6 --from 2026-12-01T17:00:00Z"
}

// Run sends deliveries again.
func (r *replay) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	if (r.Delivery == "") == r.From.IsZero() {
		return shipping.BadField("--from", "which deliveries are meant is not said", "name one (--delivery), or a moment (--from)")
	}
	return with(ctx, p, c, private{}, func(s *webhook.Store) error {
		n, err := r.again(ctx, s, m.Merchant)
		if err != nil {
			return named(err)
		}
		return p.Tell(map[string]int64{"deliveries": n}, "%d are sent again, as soon as a server runs.\n", n)
	})
}

func (r *replay) again(ctx context.Context, s *webhook.Store, m *merchant.Merchant) (int64, error) {
	if r.Delivery != "" {
		return 1, s.Replay(ctx, m.ID, r.Webhook, r.Delivery)
	}
	return s.ReplayFrom(ctx, m.ID, r.Webhook, r.From)
}

type end struct{ one }

// Help gives an example.
func (end) Help() string { return "Example: crosslane webhooks end wh_k3v5t7m2x4q6r8s2u4w6" }

// Run ends a webhook.
func (e *end) Run(ctx context.Context, p *terminal.Program, c *terminal.Where, m terminal.Looked) error {
	return with(ctx, p, c, private{}, func(s *webhook.Store) error {
		if err := s.End(ctx, m.ID, e.Webhook); err != nil {
			return named(err)
		}
		return p.Tell(map[string]string{"ended": e.Webhook}, "It is ended.\n")
	})
}
