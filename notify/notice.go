package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"crosslane/fact"
	"crosslane/shipping"
)

// notice is a message that is to be sent now, with all that it speaks of.
type notice struct {
	merchant shipping.MerchantID
	job      *fact.Fact
	asked    *fact.MessageRequested
	order    *shipping.Order
	parcel   *fact.ParcelState
	to       shipping.Address // empty on a way that needs none
	link     string
}

// id names the message: the same job always gives the same name, so that a receiver can tell a
// repetition. It shows nothing of what it is made from.
func (n *notice) id() string {
	sum := sha256.Sum256([]byte(string(n.merchant) + "\x00" + string(n.job.ID())))
	return hex.EncodeToString(sum[:16])
}

func (n *notice) parcelID() shipping.ParcelID { return shipping.ParcelID(n.job.Stream.ID()) }

// linkTo fills a pattern such as "https://shop.example/track/{waybill}".
func (n *notice) linkTo(pattern string) string {
	return strings.NewReplacer(
		"{waybill}", url.PathEscape(n.asked.Waybill), "{order}", url.PathEscape(n.order.Number), "{parcel}", url.PathEscape(string(n.parcelID())),
	).Replace(pattern)
}

// write puts the notice into words.
func (n *notice) write(t *Templates, shop string) (Letter, error) {
	g, ok := tongues[n.asked.Language]
	language := n.asked.Language
	if !ok {
		language, g = "en", tongues["en"]
	}
	d, ok := t.of(n.order.Seller, language, n.asked.Message)
	if !ok {
		return Letter{}, shipping.Fault(shipping.Unsupported, "there is no template for the message "+string(n.asked.Message), "was it asked for by a newer program?")
	}
	if n.order.Seller != "" {
		shop = n.order.Seller
	}
	l, err := d.write(n.content(g, shop))
	if err != nil {
		return l, shipping.Fault(shipping.Invalid, "the template of "+string(n.asked.Message)+" in "+language+" fails", "try the merchant's templates with an empty name and promise")
	}
	return l, nil
}

func (n *notice) content(g tongue, shop string) *content {
	a, to := n.asked, n.parcel.Plan.Ship
	c := &content{
		Lang: g.tag, Dir: g.direction, Message: a.Message, Country: to.Country, Link: n.link,
		Name: g.isolate(oneLine(n.to.Name)), Shop: g.isolate(oneLine(shop)), Order: g.isolate(n.order.Number),
		Carrier: g.isolate(a.Carrier), Waybill: g.isolate(a.Waybill),
		From: g.day(a.Promise.From, to), Until: g.day(a.Promise.To, to),
	}
	if c.From == c.Until {
		c.From = ""
	}
	c.Expected = (a.Message == shipping.MessageCustoms || a.Message == shipping.MessageOffice) && a.Promise.To.After(n.job.At)
	return c
}

// oneLine keeps what a buyer typed into one line.
func oneLine(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) { // it would turn what stands behind it
			return -1
		}
		return r
	}, s)), " ")
}

// CheckLink refuses a pattern of links, Invalid with the field, that leads nowhere: one that is no web address, or that names
// what is not filled in. An empty one is in order: there is no link then.
func CheckLink(field, pattern string) error {
	if pattern == "" {
		return nil
	}
	filled := strings.NewReplacer("{waybill}", "1", "{order}", "1", "{parcel}", "1").Replace(pattern)
	if u, err := url.Parse(filled); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsAny(filled, "{}") {
		return shipping.BadField(field, strconv.Quote(pattern)+" is no web address", "write https://shop.example/track/{waybill}; {waybill}, {order} and {parcel} are filled in")
	}
	return nil
}
