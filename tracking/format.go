package tracking

import (
	"regexp"
	"sync"

	"crosslane/shipping"
)

// format is one way in which a courier writes its numbers.
type format struct {
	courier, service string
	country          shipping.Country // of the courier, empty for those at home in many
	// shape is matched against the number in capitals without spaces and hyphens. Its
	// groups are the parts; "body" is what the check digit "check" is made from.
	shape string
	check checkDigit // nil: the format has none
	// lead stands before the body when the check digit is made, though it is not printed.
	lead string
	// telling is how much the shape alone says, from 1 (any number of that length) to 9 (nobody else writes so).
	telling int
	site    string // where the courier shows a parcel; the number is put at the end

	once  sync.Once
	regex *regexp.Regexp
}

const (
	upsSite       = "https://www.ups.com/track?tracknum="
	fedexSite     = "https://www.fedex.com/fedextrack/?trknbr="
	uspsSite      = "https://tools.usps.com/go/TrackConfirmAction?tLabels="
	dhlSite       = "https://www.dhl.com/en/express/tracking.html?AWB="
	dpdSite       = "https://www.dpdgroup.com/nl/mydpd/my-parcels/track?lang=en&parcelNumber="
	ontracSite    = "https://www.ontrac.com/tracking/?number="
	purolatorSite = "https://www.purolator.com/en/shipping/tracker?searchValue="
	odflSite      = "https://www.odfl.com/us/en/tools/trace-track-ltl-freight/trace.html?proNumbers="
	canadaSite    = "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor="
	cainiaoSite   = "https://global.cainiao.com/detail.htm?mailNoList="
	sfSite        = "https://www.sf-express.com/chn/en/waybill/waybill-detail/"
	paketSite     = "https://www.dhl.de/de/privatkunden/dhl-sendungsverfolgung.html?piececode="
	glsSite       = "https://gls-group.com/EU/en/parcel-tracking?match="
	royalMailSite = "https://www.royalmail.com/track-your-item#/tracking-results/"
	evriSite      = "https://www.evri.com/track/parcel/"
	canparSite    = "https://www.canpar.com/en/track/tracking.jsp?locale=en&reference="
)

// uspsRoute is the routing part that may stand before a number in USPS barcodes:
// application identifier 420 and the destination's ZIP code (USPS Publication 199).
const uspsRoute = `(?:420(?P<zip>[0-9]{5})(?P<plus4>[0-9]{4})?)?`

// formats is the table of what couriers publish about their numbers.
var formats = []*format{
	{courier: "Postal operator", service: "UPU S10", shape: `(?P<service>[A-Z]{2})(?P<body>[0-9]{8})(?P<check>[0-9])(?P<country>[A-Z]{2})`, check: s10, telling: 8},
	{courier: "UPS", shape: `1Z(?P<body>(?P<shipper>[A-Z0-9]{6})(?P<service>[A-Z0-9]{2})(?P<package>[A-Z0-9]{7}))(?P<check>[0-9])`, check: doubled, telling: 9, site: upsSite},
	{courier: "UPS", service: "Waybill", shape: `(?P<service>[AHJKTV])(?P<body>[0-9]{9})(?P<check>[0-9])`, check: doubled, telling: 5, site: upsSite},
	{courier: "FedEx", service: "Express", shape: `(?P<body>[0-9]{11})(?P<check>[0-9])`, check: fedex, telling: 3, site: fedexSite},
	{courier: "FedEx", service: "Express (34)", shape: `[0-8][0-9]{14}(?P<zip>[0-9]{5})(?P<body>[0-9]{13})(?P<check>[0-9])`, check: fedex, telling: 5, site: fedexSite},
	{courier: "FedEx", service: "Express ASTRA (32)", shape: `3[0-9]{15}(?P<body>[0-9]{11})(?P<check>[0-9])[0-9]{4}`, check: fedex, telling: 5, site: fedexSite},
	{courier: "FedEx", service: "Ground (15)", shape: `(?P<body>[0-9]{14})(?P<check>[0-9])`, check: gs1, telling: 4, site: fedexSite},
	{courier: "FedEx", service: "Ground (18)", shape: `(?P<container>0[0124])(?P<body>[0-9]{15})(?P<check>[0-9])`, check: gs1, telling: 3, site: fedexSite},
	{courier: "FedEx", service: "Ground 96 (22)", shape: `96(?P<scnc>[0-9]{2})(?P<class>[0-9]{3})(?P<body>(?P<shipper>[0-9]{7})(?P<package>[0-9]{7}))(?P<check>[0-9])`, check: gs1, telling: 7, site: fedexSite},
	{courier: "FedEx", service: "Ground GSN (34)", shape: `96(?P<scnc>[0-9]{2})[0-9]{5}(?P<gsn>[0-9]{10})[0-9](?P<body>[0-9]{13})(?P<check>[0-9])`, check: fedex, telling: 7, site: fedexSite},
	{courier: "USPS", service: "20 digits", country: "US", shape: `(?P<body>(?P<service>[0-9]{2})(?P<shipper>[0-9]{9})(?P<package>[0-9]{8}))(?P<check>[0-9])`, check: gs1, telling: 3, site: uspsSite},
	{courier: "USPS", service: "IMpb", country: "US", shape: uspsRoute + `(?P<body>94(?P<class>[0-9]{3})(?P<shipper>9[0-9]{8})(?P<package>[0-9]{15}|[0-9]{11}|[0-9]{7}))(?P<check>[0-9])`, check: gs1, telling: 7, site: uspsSite},
	{courier: "USPS", service: "IMpb", country: "US", shape: uspsRoute + `(?P<body>94(?P<class>[0-9]{3})(?P<shipper>[0-8][0-9]{5})(?P<package>[0-9]{14}|[0-9]{10}))(?P<check>[0-9])`, check: gs1, telling: 7, site: uspsSite},
	{courier: "USPS", service: "IMpb commercial", country: "US", shape: uspsRoute + `(?P<body>92(?P<class>[0-9]{3})(?P<shipper>9[0-9]{8})(?P<package>[0-9]{11}|[0-9]{7}))(?P<check>[0-9])`, check: gs1, telling: 7, site: uspsSite},
	{courier: "USPS", service: "IMpb commercial", country: "US", shape: uspsRoute + `(?P<body>93(?P<class>[0-9]{3})(?P<shipper>[0-8][0-9]{5})(?P<package>[0-9]{14}|[0-9]{10}))(?P<check>[0-9])`, check: gs1, telling: 7, site: uspsSite},
	{courier: "USPS", service: "IMpb retail", country: "US", shape: uspsRoute + `(?P<body>95(?P<class>[0-9]{3})(?P<shipper>9[0-9]{8}|[0-8][0-9]{5})(?P<package>[0-9]{14}|[0-9]{11}|[0-9]{10}|[0-9]{7}))(?P<check>[0-9])`, check: gs1, telling: 7, site: uspsSite},
	{courier: "USPS", service: "Legacy 91", country: "US", shape: uspsRoute + `(?P<body>91(?P<service>[0-9]{2})(?P<shipper>[0-9]{9})(?P<package>[0-9]{8}))(?P<check>[0-9])`, check: gs1, telling: 6, site: uspsSite},
	{courier: "USPS", service: "Legacy 91, printed without 91", country: "US", shape: uspsRoute + `(?P<body>(?P<service>[0-9]{2})(?P<shipper>[0-9]{9})(?P<package>[0-9]{8}))(?P<check>[0-9])`, lead: "91", check: gs1, telling: 2, site: uspsSite},
	{courier: "DHL", service: "Express", shape: `(?P<body>[0-9]{9})(?P<check>[0-9])`, check: mod7, telling: 2, site: dhlSite},
	{courier: "DHL", service: "Express", shape: `(?P<body>[0-9]{10})(?P<check>[0-9])`, check: mod7, telling: 1, site: dhlSite},
	{courier: "DHL", service: "Express piece", shape: `(?P<prefix>J[A-Z]{2,3})(?P<body>[0-9]{9,10})`, telling: 6, site: dhlSite},
	{courier: "DHL eCommerce", shape: `(?P<prefix>GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)(?P<body>[0-9A-Z]{10,39})`, telling: 3, site: dhlSite},
	{courier: "DHL eCommerce", service: "14 digits", shape: `(?P<body>[0-9]{14})`, telling: 1, site: dhlSite},
	{courier: "DPD", service: "28 signs", shape: `(?P<body>(?P<zip>[0-9]{7})[0-9]{14}(?P<service>[0-9]{3})(?P<country>[0-9]{3}))(?P<check>[0-9A-Z])`, check: mod3736, telling: 6, site: dpdSite},
	{courier: "DPD", service: "15 signs", shape: `(?P<body>[0-9]{14})(?P<check>[0-9A-Z])`, check: mod3736, telling: 4, site: dpdSite},
	{courier: "Canada Post", country: "CA", shape: `(?P<body>(?P<origin>[0-9]{7})[0-9]{8})(?P<check>[0-9])`, check: gs1, telling: 4, site: canadaSite},
	{courier: "Canpar", country: "CA", shape: `(?P<body>[CDKLSUXZ][0-9]{21})`, telling: 6, site: canparSite},
	{courier: "Purolator", country: "CA", shape: `(?P<body>[0-5][0-9]{10})(?P<check>[0-9])`, check: luhn, telling: 3, site: purolatorSite},
	{courier: "Purolator", country: "CA", service: "letters and digits", shape: `(?P<body>[A-Z]{3}[0-9]{9})`, telling: 3, site: purolatorSite},
	{courier: "Amazon Logistics", shape: `TB[ACM](?P<body>[0-9]{12}|[A-Z]{3}[0-9]{9})`, telling: 9},
	{courier: "Amazon Logistics", service: "Europe", shape: `(?P<country>DE|FR|IT|ES|UK|GB|NL|BE|PL|SE|AT)(?P<body>[0-9]{10})`, telling: 5},
	{courier: "Amazon International", shape: `[AFC](?P<body>[0-9]{10})`, telling: 3},
	{courier: "OnTrac", country: "US", shape: `(?P<body>C[0-9]{13})(?P<check>[0-9])`, check: doubled, telling: 6, site: ontracSite},
	{courier: "OnTrac", country: "US", shape: `(?P<body>D[0-9]{13})(?P<check>[0-9])`, check: doubled, telling: 6, site: ontracSite},
	{courier: "OnTrac", country: "US", service: "1LS", shape: `1LS(?P<body>[0-9A-Z]{9,15})`, telling: 7, site: ontracSite},
	{courier: "LaserShip", country: "US", service: "LX", shape: `L[AIEHNX][1-3](?P<body>[0-9]{7})`, telling: 6},
	{courier: "LaserShip", country: "US", service: "1LS7 (15)", shape: `1LS7[12][0-9]{4}(?P<body>[0-9]{6})`, telling: 9},
	{courier: "LaserShip", country: "US", service: "1LS7 (18)", shape: `1LS7[12][0-9]{2}01[1-4](?P<body>[0-9]{6})1`, telling: 9},
	{courier: "LaserShip", country: "US", service: "1LSCX (15)", shape: `1LSCX(?P<body>[0-9A-Z]{10})`, telling: 9},
	{courier: "Old Dominion", country: "US", service: "Freight", shape: `(?P<body>(?:77[78]|072|780)[0-9]{7})(?P<check>[0-9])`, check: luhn, telling: 5, site: odflSite},
	{courier: "Old Dominion", country: "US", service: "Guaranteed", shape: `(?P<body>80[0-9]{8})(?P<check>[0-9])`, check: luhn, telling: 4, site: odflSite},
	{courier: "Spee-Dee Delivery", country: "US", shape: `SP(?P<body>[0-9]{18})`, telling: 8, site: "https://www.speedeedelivery.com/track/?tracking="},
	{courier: "Landmark Global", shape: `LTN(?P<body>[0-9]{8})N1`, telling: 9, site: "https://track.landmarkglobal.com/?search="},
	{courier: "YunExpress", country: "CN", shape: `YT(?P<body>[0-9]{16})`, telling: 9, site: "https://www.yuntrack.com/parcelTracking?id="},
	{courier: "GOFO Express", country: "US", shape: `GFUS(?P<body>[0-9]{14})`, telling: 9, site: "https://www.gofoexpress.com/tracking.html?searchID="},
	{courier: "YunExpress", country: "CN", service: "to the post of a country", shape: `(?P<body>DY[0-9]{9}[A-Z]{2})`, telling: 5, site: "https://www.yuntrack.com/parcelTracking?id="},
	{courier: "Cainiao", country: "CN", shape: `(?:LP|CNG|CN)(?P<body>[0-9]{14})`, telling: 8, site: cainiaoSite},
	{courier: "4PX", country: "CN", shape: `4PX(?P<body>[0-9]{13})CN`, telling: 9, site: "https://track.4px.com/#/result/0/"},
	{courier: "Yanwen", country: "CN", shape: `(?P<body>[A-Z]{1,2}[0-9]{9}YP)`, telling: 8, site: "https://track.yw56.com.cn/en/querydel?nums="},
	{courier: "SF Express", country: "CN", shape: `SF(?P<body>[0-9]{13})`, telling: 9, site: sfSite},
	{courier: "SF Express", country: "CN", service: "12 digits", shape: `(?P<body>[0-9]{12})`, telling: 2, site: sfSite},
	{courier: "J&T Express", shape: `JT(?P<body>[0-9]{13})`, telling: 7},
	{courier: "DHL Paket", country: "DE", shape: `(?:00)?(?P<body>340434[0-9]{11})(?P<check>[0-9])`, check: gs1, telling: 9, site: paketSite},
	{courier: "DHL Paket", country: "DE", service: "Identcode", shape: `(?P<body>[0-9]{11})(?P<check>[0-9])`, check: identcode, telling: 3, site: paketSite},
	{courier: "DHL Paket", country: "DE", service: "JJD", shape: `JJD(?P<body>[0-9]{14,20})`, telling: 7, site: paketSite},
	{courier: "DHL Parcel", country: "NL", shape: `JVGL(?P<body>[0-9]{16,20})`, telling: 9},
	{courier: "PostNL", country: "NL", shape: `3S(?P<body>[A-Z0-9]{11,15})`, telling: 7, site: "https://postnl.nl/tracktrace/?B="},
	{courier: "GLS", service: "parcel number", shape: `(?P<body>[0-9]{11})`, telling: 2, site: glsSite},
	{courier: "GLS", service: "parcel number with check digit", shape: `(?P<body>[0-9]{12})`, telling: 2, site: glsSite},
	{courier: "GLS", service: "Track ID", shape: `(?P<body>[A-Z][0-9A-Z]{7})`, telling: 2, site: glsSite},
	{courier: "DPD", service: "14 digits", shape: `(?P<body>(?:0[0-9]|1[0-9])[0-9]{12})`, telling: 2, site: dpdSite},
	{courier: "DPD", country: "RO", service: "11 digits", shape: `(?P<body>8[0-9]{10})`, telling: 3},
	{courier: "DPD", country: "PL", service: "13 digits and a letter", shape: `(?P<body>[0-9]{13}[A-Z])`, telling: 5},
	{courier: "Colissimo", country: "FR", shape: `(?P<service>[0-9][A-Z])(?P<body>[0-9]{11})`, telling: 6, site: "https://www.laposte.fr/outils/suivre-vos-envois?code="},
	{courier: "Mondial Relay", country: "FR", shape: `(?P<body>[0-9]{8})`, telling: 1},
	{courier: "InPost", country: "PL", shape: `(?P<body>[56][0-9]{23})`, telling: 5, site: "https://inpost.pl/sledzenie-przesylek?number="},
	{courier: "Packeta", country: "CZ", shape: `Z(?P<body>[0-9]{10})`, telling: 7, site: "https://tracking.packeta.com/en/?id=Z"},
	{courier: "Austrian Post", country: "AT", shape: `(?P<body>10[0-9]{20})`, telling: 4, site: "https://www.post.at/en/s/track-and-trace-result?snr="},
	{courier: "Correos", country: "ES", shape: `(?P<body>P[A-Z0-9]{6}[0-9]{15}[A-Z])`, telling: 6, site: "https://www.correos.es/es/en/tools/tracker/items/details?tracking-number="},
	{courier: "Royal Mail", country: "GB", service: "2D barcode", shape: `(?P<body>[0-9A-F]{21})`, telling: 4, site: royalMailSite},
	{courier: "Evri", country: "GB", shape: `(?P<body>[A-Z][0-9A-Z]{3}[A-Z0-9]{2}[0-9]{10})`, telling: 4, site: evriSite},
	{courier: "Evri", country: "GB", service: "16 digits", shape: `(?P<body>[0-9]{16})`, telling: 3, site: evriSite},
	{courier: "Yodel", country: "GB", service: "8Y", shape: `8Y(?P<body>[A-Z]{2}[0-9]{9})`, telling: 9, site: "https://www.yodel.co.uk/tracking/"},
	{courier: "Australia Post", country: "AU", shape: `(?P<merchant>[0-9A-Z]{2,5}?)(?P<body>[0-9]{7,8})(?P<article>0[1-9][0-9]{6})`, telling: 5, site: "https://auspost.com.au/mypost/track/details/"},
	{courier: "Aramex", country: "AE", shape: `(?P<body>[345][0-9]{10})`, telling: 2, site: "https://www.aramex.com/track/results?ShipmentNumber="},
	{courier: "UPS", service: "Mail Innovations, handed to USPS", country: "US", shape: uspsRoute + `(?P<body>9274[0-9]{17}|9274[0-9]{21})(?P<check>[0-9])`, check: gs1, telling: 8, site: upsSite},
	{courier: "UPS", service: "Mail Innovations", country: "US", shape: `(?P<body>80[0-9]{16})`, telling: 3, site: upsSite},
	{courier: "DHL eCommerce", service: "handed to USPS", country: "US", shape: uspsRoute + `(?P<body>(?:926129|937486)[0-9]{15}|(?:926129|937486)[0-9]{19})(?P<check>[0-9])`, check: gs1, telling: 8, site: dhlSite},
	{courier: "Yodel", country: "GB", shape: `JJ?D(?P<body>[0-9]{16})`, telling: 8, site: "https://www.yodel.co.uk/tracking/"},
	{courier: "Any", service: "SSCC of GS1", shape: `(?:00)?(?P<body>[0-9]{17})(?P<check>[0-9])`, check: gs1, telling: 4},
}

// compiled is the format's expression, made when it is first asked for.
func (f *format) compiled() *regexp.Regexp {
	f.once.Do(func() { f.regex = regexp.MustCompile("^" + f.shape + "$") })
	return f.regex
}
