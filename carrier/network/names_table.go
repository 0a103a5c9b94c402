package network

// connectors are those of carriers' names, in small letters and digits alone, as of 30 November 2026: by the carriers' own names, by the public lists of
// names of Shippo (docs.goshippo.com/docs/tracking/trackingcarriers) and of what Amazon and Shopify call carriers (docs.rye.com/shippingcarriers), and by
// answers of lines among the samples of this program. Left out is what names several networks: DHL alone, Deutsche Post, GLS in the US, DHL eCommerce.
var connectors = map[string]string{
	"usps": "usps", "unitedstatespostalservice": "usps", "uspostalservice": "usps", "uspostservice": "usps",
	"ups": "ups", "unitedparcelservice": "ups",
	"fedex": "fedex", "federalexpress": "fedex", "fedexexpress": "fedex", "fedexground": "fedex",
	"dhlexpress": "dhl-express", "dhlexpresswpx": "dhl-express",
	"dhlpaket": "dhl-parcel-de", "dhlparcelde": "dhl-parcel-de", "dhlparcelgermany": "dhl-parcel-de", "dhlgermany": "dhl-parcel-de", "dhlde": "dhl-parcel-de",
	"royalmail":  "royal-mail",
	"canadapost": "canada-post", "postescanada": "canada-post",
	"laposte": "la-poste", "colissimo": "la-poste", "lapostecolissimo": "la-poste",
	"gls": "gls", "glseurope": "gls", "glsgermany": "gls", "glsde": "gls", "generallogisticssystems": "gls",
	"yunexpress": "yunexpress", "yuntuexpress": "yunexpress", "yuntu": "yunexpress",
}
