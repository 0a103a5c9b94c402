package epcis

import (
	"net/url"
	"strings"
	"unicode"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// link begins the identifiers of GS1 in their canonical form as web addresses (GS1 Digital Link).
const link = "https://id.gs1.org/"

// parcel names a parcel: by its SSCC where the number on its label is one, else below the merchant's domain. The identifier is of the form
// that CBV has for things without a GS1 key (https://DOMAIN/obj/ID).
func (t *Teller) parcel(id shipping.ParcelID, waybill string) string {
	if sscc, is := strings.CutPrefix(waybill, "00"); is && isSSCC(sscc) {
		return link + "00/" + sscc
	}
	return t.at("parcels", "obj", string(id))
}

// isSSCC reports whether a number is a serial shipping container code: eighteen digits, of which the last one proves the others.
func isSSCC(number string) bool {
	return len(number) == 18 && digits(number) && checked(number[:17]) == number[17]
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// checked is the check digit of digits (GS1 General Specifications 7.9): weights 3 and 1 in turn from the right.
func checked(number string) byte {
	sum := 0
	for i := range len(number) {
		weight := 1 + 2*((len(number)-i)%2)
		sum += weight * int(number[i]-'0')
	}
	return byte('0' + (10-sum%10)%10)
}

// transactions are an order, and the waybill under which something was told, as the business transactions of an event. Each may be empty.
func (t *Teller) transactions(order string, carrier shipping.CarrierID, waybill string) (list []Transaction) {
	if order != "" {
		list = append(list, Transaction{"po", t.at("orders", "bt", order)})
	}
	if waybill != "" && carrier != "" {
		list = append(list, Transaction{"desadv", t.at("carriers/"+url.PathEscape(string(carrier)), "bt", waybill)})
	}
	return list
}

// warehouse names a warehouse: by its GLN where the Book says one.
func (t *Teller) warehouse(w *book.Warehouse) string {
	if w.GLN != "" {
		return link + "414/" + w.GLN
	}
	return t.at("warehouses", "loc", string(w.ID))
}

// place names where a scan was made, no nearer than a port, an airport or a country; empty where nothing is known.
func (t *Teller) place(p *fact.ScanPlace) string {
	switch {
	case p.Locode != "":
		return t.at("locodes", "loc", p.Locode)
	case p.IATA != "":
		return t.at("iata", "loc", p.IATA)
	case p.Country != "":
		return t.at("countries", "loc", string(p.Country))
	}
	return ""
}

// at is an address below the merchant's domain, in the form of CBV: what is named, which sort of identifier it is, and the name.
func (t *Teller) at(what, sort, name string) string {
	return "https://" + t.Domain + "/" + what + "/" + sort + "/" + url.PathEscape(name)
}

// namespaceEnd is how the namespaces of our own fields end, whosever domain they lie below.
const namespaceEnd = "/crosslane/"

// namespace is that of our own fields: which milestone is meant exactly, and what was said of the time.
func (t *Teller) namespace() string { return "https://" + t.Domain + namespaceEnd }

// named is what an identifier says of a parcel.
type named struct {
	number  string // of its carrier, or the parcel's own
	carrier shipping.CarrierID
}

// mostNumber is longer than any number of a parcel.
const mostNumber = 100

// read finds the number in an identifier of a thing or a transaction; empty where there is none.
func read(id string) named {
	n := find(id)
	if len(n.number) > mostNumber || n.number != shipping.Text(n.number) || strings.ContainsFunc(n.number, unicode.IsControl) {
		return named{}
	}
	return n
}

func find(id string) (n named) {
	if serial, is := strings.CutPrefix(id, "urn:epc:id:sscc:"); is {
		prefix, rest, _ := strings.Cut(serial, ".")
		if number := rest[:min(1, len(rest))] + prefix + rest[min(1, len(rest)):]; len(number) == 17 && digits(number) {
			n.number = "00" + number + string(checked(number))
		}
		return n
	}
	if number, is := strings.CutPrefix(id, "urn:epcglobal:cbv:bt:"); is {
		_, number, _ = strings.Cut(number, ":")
		n.number, _ = url.PathUnescape(number)
		return n
	}
	u, err := url.Parse(id)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return n
	}
	parts := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	for i := range parts {
		parts[i], _ = url.PathUnescape(parts[i])
	}
	last := len(parts) - 1
	if n.number = parts[last]; last > 0 && parts[last-1] == "00" && isSSCC(n.number) {
		n.number = "00" + n.number
	}
	if last >= 3 && parts[last-1] == "bt" && parts[last-3] == "carriers" {
		n.carrier = shipping.CarrierID(parts[last-2])
	}
	return n
}

// whereRead is what the identifier of a place says of it.
func whereRead(id string) (p fact.ScanPlace) {
	before, name, found := strings.Cut(id, "/loc/")
	name, err := url.PathUnescape(name)
	if !found || err != nil {
		p.Facility = id
		return p
	}
	switch {
	case strings.HasSuffix(before, "/locodes"):
		p.Locode = name
		p.Country = known(name[:min(2, len(name))])
	case strings.HasSuffix(before, "/iata"):
		p.IATA = name
	case strings.HasSuffix(before, "/countries"):
		p.Country = known(name)
	default:
		p.Facility = name
	}
	return p
}

// known is a country by its two letters; empty for none.
func known(text string) shipping.Country {
	if c := shipping.Country(text); c.Known() {
		return c
	}
	return ""
}
