package tool

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	canadapost "crosslane/carrier/canadapost/mock"
	dhlexpress "crosslane/carrier/dhlexpress/mock"
	dhlparcelde "crosslane/carrier/dhlparcelde/mock"
	fedex "crosslane/carrier/fedex/mock"
	gls "crosslane/carrier/gls/mock"
	laposte "crosslane/carrier/laposte/mock"
	shipengine "crosslane/carrier/shipengine/mock"
	ups "crosslane/carrier/ups/mock"
	usps "crosslane/carrier/usps/mock"
	yunexpress "crosslane/carrier/yunexpress/mock"
	"crosslane/shipping"
	"crosslane/terminal"
)

// mocks are carriers that answer in their own form, and carry nothing.
var mocks = map[string]func(*Mock) http.Handler{
	"canada-post": func(m *Mock) http.Handler {
		return &canadapost.Server{Lose: int(m.Lose), Slow: int(m.Slow), Late: int(m.Late), Pace: m.Pace}
	},
	"dhl-express": func(m *Mock) http.Handler {
		return &dhlexpress.Server{Lose: int(m.Lose), Slow: int(m.Slow), Late: int(m.Late), Pace: m.Pace}
	},
	"fedex": func(m *Mock) http.Handler {
		return &fedex.Server{Lose: int(m.Lose), Slow: int(m.Slow), Pace: m.Pace}
	},
	"dhl-parcel-de": func(m *Mock) http.Handler {
		return &dhlparcelde.Server{Lose: int(m.Lose), Slow: int(m.Slow), Pace: m.Pace}
	},
	"gls": func(m *Mock) http.Handler {
		return &gls.Server{Lose: int(m.Lose), Slow: int(m.Slow), Late: int(m.Late), Pace: m.Pace}
	},
	"la-poste": func(m *Mock) http.Handler {
		return &laposte.Server{Lose: int(m.Lose), Slow: int(m.Slow), Pace: m.Pace}
	},
	"shipengine": func(m *Mock) http.Handler {
		return &shipengine.Server{Lose: int(m.Lose), Slow: int(m.Slow), Late: int(m.Late), Pace: m.Pace}
	},
	"usps": func(m *Mock) http.Handler {
		return &usps.Server{Lose: int(m.Lose), Slow: int(m.Slow), Pace: m.Pace}
	},
	"ups": func(m *Mock) http.Handler {
		return &ups.Server{Lose: int(m.Lose), Slow: int(m.Slow), Late: int(m.Late), Pace: m.Pace}
	},
	"yunexpress": func(m *Mock) http.Handler {
		return &yunexpress.Server{Lose: int(m.Lose), Slow: int(m.Slow), Late: int(m.Late), Pace: m.Pace}
	},
}

// Mock answers as a carrier does, for trials of its connector.
type Mock struct {
	Carrier string           `arg:"" help:"Which carrier: canada-post, dhl-express, dhl-parcel-de, fedex, gls, la-poste, shipengine, ups, usps, yunexpress."`
	Listen  terminal.Address `default:"localhost:9090" help:"Where to listen."`
	Lose    terminal.Count   `default:"0" least:"0" most:"1000" help:"Close the connection instead of the answer at every so many-th booking, which is made."`
	Slow    terminal.Count   `default:"0" least:"0" most:"1000" help:"Answer every so many-th call with 429."`
	Pace    time.Duration    `default:"24h" least:"1ms" help:"How long a parcel takes from one event to the next."`
	Late    terminal.Count   `default:"0" least:"0" most:"1000" help:"Make every so many-th label late."`
}

// Help gives an example.
func (Mock) Help() string {
	return "Example: crosslane mock shipengine --lose 10 --slow 7\n\nIt forgets everything when it ends, and no parcel travels. docs/carriers says which key it takes."
}

// Run answers until it is told to stop.
func (m *Mock) Run(ctx context.Context, p *terminal.Program) error {
	open := mocks[m.Carrier]
	if open == nil {
		return shipping.BadField("carrier", "there is no mock of \""+m.Carrier+"\"", "one of "+strings.Join(slices.Sorted(maps.Keys(mocks)), ", "))
	}
	listener, err := p.Listen(ctx, m.Listen)
	if err != nil {
		return err
	}
	return p.Serve(ctx, "A mock of "+m.Carrier+" on", listener, open(m))
}
