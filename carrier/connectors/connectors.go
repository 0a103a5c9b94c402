// Package connectors is the list of carriers that are called by interfaces of their own.
package connectors

import (
	"iter"
	"maps"
	"slices"
	"time"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/carrier/canadapost"
	"crosslane/carrier/dhlexpress"
	"crosslane/carrier/dhlparcelde"
	"crosslane/carrier/fedex"
	"crosslane/carrier/gls"
	"crosslane/carrier/laposte"
	"crosslane/carrier/rounds"
	"crosslane/carrier/shipengine"
	"crosslane/carrier/ups"
	"crosslane/carrier/usps"
	"crosslane/carrier/yunexpress"
)

// Called is a carrier that is called.
type Called interface {
	carrier.Connector
	carrier.Tracker
	// Waits is since when the question waits that waits longest to be asked; the zero time: none does.
	Waits() time.Time
	// Close lets go of idle connections.
	Close()
}

// Open makes the way to a carrier as the Book has it. Secret is what proves the account, open are the numbers that are asked for.
type Open func(who book.Carrier, secret string, open rounds.Numbers) Called

// List has each by the name that the Book gives it.
var List = map[string]Open{
	"canada-post": func(who book.Carrier, secret string, open rounds.Numbers) Called {
		return canadapost.Open(who, secret, open, 0)
	},
	"dhl-express": func(who book.Carrier, secret string, open rounds.Numbers) Called {
		return dhlexpress.Open(who, secret, open, 0)
	},
	"fedex": func(who book.Carrier, secret string, open rounds.Numbers) Called {
		return fedex.Open(who, secret, open, 0)
	},
	"dhl-parcel-de": func(who book.Carrier, secret string, open rounds.Numbers) Called {
		return dhlparcelde.Open(who, secret, open, 0)
	},
	"gls": func(who book.Carrier, secret string, open rounds.Numbers) Called {
		return gls.Open(who, secret, open, 0)
	},
	"la-poste": func(who book.Carrier, secret string, open rounds.Numbers) Called {
		return laposte.Open(who, secret, open, 0)
	},
	"shipengine": func(who book.Carrier, secret string, open rounds.Numbers) Called {
		return shipengine.Open(who, secret, open, 0)
	},
	"usps": func(who book.Carrier, secret string, open rounds.Numbers) Called {
		return usps.Open(who, secret, open, 0)
	},
	"ups": func(who book.Carrier, secret string, open rounds.Numbers) Called {
		return ups.Open(who, secret, open, 0)
	},
	"yunexpress": func(who book.Carrier, secret string, open rounds.Numbers) Called {
		return yunexpress.Open(who, secret, open, 0)
	},
}

// Names are those of the list and some others, in order.
func Names(others iter.Seq[string]) []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(List)), others)
	slices.Sort(names)
	return names
}
