package serve

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"crosslane/account"
	"crosslane/exchange"
	"crosslane/merchant"
	"crosslane/merchant/afresh"
	"crosslane/push"
	"crosslane/shipping"
	"crosslane/storefront"
	"crosslane/system"
	"crosslane/terminal"
	"crosslane/web"
	"crosslane/web/metrics"
	"crosslane/webhook"
)

// looked is how often it is looked whether a merchant was added.
const looked = 2 * time.Second

// served is what is shown of the merchants whose business is run. It is replaced, never changed.
type served struct {
	pages     map[shipping.MerchantID]http.Handler
	merchants map[shipping.MerchantID]*merchant.Merchant
	watched   []metrics.Served
}

// businesses are those that this process runs. Those that are added while it runs join them.
type businesses struct {
	place   *merchant.Place
	only    []shipping.MerchantID // empty: all
	dir     string                // of the data; empty: they lie in a database elsewhere
	run     merchant.RunOptions
	with    merchant.CarrierOptions
	hooks   *webhook.Store
	shops   *storefront.Store
	pushes  *push.Store
	folders string // by which ERPs exchange files, a folder for each merchant; empty: none
	// called is how whoever did something is called.
	called func(ctx context.Context, actor string) string

	mu    sync.Mutex
	tried time.Time // when it was tried whether something can be written
	room  error     // what came of it

	running  sync.WaitGroup
	carriers []*merchant.Carriers
	shown    atomic.Pointer[served]
	left     map[shipping.MerchantID]string // those that cannot be served, and why
}

// Pages are the pages of those that are served now.
func (b *businesses) Pages() map[shipping.MerchantID]http.Handler { return b.shown.Load().pages }

// Merchants are those that are served now.
func (b *businesses) Merchants() map[shipping.MerchantID]*merchant.Merchant {
	return b.shown.Load().merchants
}

// Watched are those that are served now, with their carriers.
func (b *businesses) Watched() []metrics.Served { return b.shown.Load().watched }

// ready are the merchants that are meant and can be served. One that cannot is named in the log, and the rest goes on; where none can
// be, or one was asked for by name, that is the error.
func (b *businesses) ready(ctx context.Context) (list []*merchant.Merchant, err error) {
	all, err := b.place.Served(ctx, b.only)
	if err != nil && (len(b.only) > 0 || len(all) == 0) {
		return nil, err
	}
	if err != nil {
		b.run.Log.Warn("not all merchants are served", "error", err)
	}
	var first error
	for _, m := range all {
		err := m.Ready(ctx, b.with.AllowSimulated)
		switch {
		case err == nil:
			list = append(list, m)
		case len(b.only) > 0 || len(all) == 1:
			return nil, err
		default:
			first = cmp.Or(first, err)
			b.leave(m.ID, err)
		}
	}
	if len(list) == 0 {
		return nil, first
	}
	return list, nil
}

// join has merchants that were added since begin, each once it is ready, until the context ends.
func (b *businesses) join(ctx context.Context, stop context.CancelCauseFunc) {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return
		case <-time.After(looked):
		}
		all, err := b.place.Merchants(ctx)
		if err != nil {
			continue // whoever runs a business tells it
		}
		for _, id := range all {
			if b.Merchants()[id] != nil {
				continue
			}
			m, err := b.place.Merchant(ctx, id)
			if err == nil {
				err = m.Ready(ctx, b.with.AllowSimulated)
			}
			if err != nil {
				b.leave(id, err)
				continue
			}
			delete(b.left, id)
			b.run.Log.Info("a merchant is served from now on", "merchant", string(id))
			b.begin(ctx, stop, m, len(all))
		}
	}
}

// leave tells once why a merchant is not served.
func (b *businesses) leave(id shipping.MerchantID, err error) {
	if why := err.Error(); b.left[id] != why {
		b.left[id] = why
		b.run.Log.Warn("a merchant is not served yet", "merchant", string(id), "error", err)
	}
}

// begin runs a merchant's business until the context ends; what it cannot go on without stops all.
func (b *businesses) begin(ctx context.Context, stop context.CancelCauseFunc, m *merchant.Merchant, of int) {
	o := b.run
	o.Carriers = m.Carriers(b.with)
	b.carriers = append(b.carriers, o.Carriers)
	b.running.Go(func() {
		if err := m.Run(ctx, o); err != nil {
			stop(err)
		}
	})
	b.running.Go(func() { afresh.Watch(ctx, m, o.Log) })
	b.running.Go(func() { b.hooks.Run(ctx, m) })
	b.running.Go(func() { b.shops.Run(ctx, m) })
	b.running.Go(func() { b.pushes.Run(ctx, m) })
	if b.folders != "" {
		b.running.Go(func() { b.exchange(ctx, m) })
	}
	now := b.shown.Load()
	next := &served{map[shipping.MerchantID]http.Handler{}, map[shipping.MerchantID]*merchant.Merchant{}, append(slices.Clone(now.watched), metrics.Served{Merchant: m, Carriers: o.Carriers})}
	maps.Copy(next.pages, now.pages)
	maps.Copy(next.merchants, now.merchants)
	next.merchants[m.ID] = m
	next.pages[m.ID] = web.Handler(m, web.Options{Title: title(m.ID, of), Carriers: o.Carriers, Writing: true, Called: b.called})
	b.shown.Store(next)
}

// exchange looks at the folder of a merchant's ERP until the context ends. One that cannot be made is said, and made once it can be.
func (b *businesses) exchange(ctx context.Context, m *merchant.Merchant) {
	for told := ""; ctx.Err() == nil; {
		f, err := exchange.Open(filepath.Join(b.folders, string(m.ID)), m, b.run.Log)
		if err == nil {
			f.Run(ctx)
			return
		}
		if told != err.Error() {
			told = err.Error()
			b.run.Log.Warn("the folder of an ERP", "merchant", string(m.ID), "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(looked):
		}
	}
}

// end waits until all have ended; carriers are closed when nobody works with them any more.
func (b *businesses) end() {
	b.running.Wait()
	for _, c := range b.carriers {
		c.Close()
	}
}

// able tells why the business cannot go on: the database does not answer, or nothing more can be written.
func (b *businesses) able(ctx context.Context) error {
	if _, err := b.place.Merchants(ctx); err != nil || b.dir == "" {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := time.Now(); now.Sub(b.tried) >= looked { // whoever asks more often hears the same, and writes nothing
		b.tried, b.room = now, system.Room(b.dir)
	}
	return b.room
}

// title is what stands at the head of a merchant's pages.
func title(id shipping.MerchantID, merchants int) string {
	if merchants == 1 {
		return "Crosslane"
	}
	return "Crosslane, " + string(id)
}

// newBusinesses are none yet, of a place.
func newBusinesses(place *merchant.Place, accounts *account.Store, o *outside, v *Command, c *terminal.Where, run merchant.RunOptions) *businesses {
	b := &businesses{place: place, only: v.Only, run: run, hooks: o.hooks, shops: o.shops, pushes: o.pushes, folders: v.Exchange, called: accounts.Called, left: map[shipping.MerchantID]string{},
		with: merchant.CarrierOptions{Dir: filepath.Join(c.Data, "carriers"), AllowSimulated: v.Simulated, Labels: true, Seed: v.Seed}}
	if c.DB == "" {
		b.dir = c.Data
	}
	b.shown.Store(&served{})
	return b
}
