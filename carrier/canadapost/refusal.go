package canadapost

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// Codes that Canada Post publishes for what follows a booking.
const (
	transmitted = "8064" // a shipment that was transmitted is not voided, but refunded
	refunded    = "7292" // a refund was asked for before
)

// fault makes an error of an answer that is no yes: what the account is to blame for, what the carrier is too busy for, its no. A list without messages says that there is nothing.
func fault(a *wire.Answer) error {
	if busy := a.Busy(); busy != nil {
		return busy
	}
	list := a.Tree.All("message")
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strings.TrimSpace(n.Get("description"))
	}
	message := strings.Join(words, "; ")
	var code string
	if len(list) > 0 {
		code = list[0].Get("code")
	}
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "Canada Post does not accept the account: " + message, Hint: "look at account, login and secret of the carrier in the Book"}
	case a.Tree.Name != "messages":
		return carrier.Unavailable("something answered with status "+strconv.Itoa(a.Status)+" that is not Canada Post's own answer", nil)
	case a.Status == http.StatusNotFound:
		return &shipping.Error{Code: shipping.NotFound, Message: "Canada Post has no such thing: " + message}
	}
	if hint := hint(message); hint != "" {
		message += " (" + hint + ")"
	}
	return carrier.Refuse(cmp.Or(code, "status_"+strconv.Itoa(a.Status)), message)
}

// hint is what a seller can do, by the words of a refusal.
func hint(message string) string {
	message = strings.ToLower(message)
	for _, h := range []struct{ word, hint string }{
		{"mail on behalf", "look at the account of the carrier in the Book"}, {"contract", "look at the account of the carrier in the Book"}, {"destination", "look at the address of the order"},
		{"sender", "look at the warehouse in the Book"}, {"customs", "look at the list of products"}, {"sku", "look at the list of products"}, {"weight", "look at weight and size of the parcel"},
		{"dimension", "look at weight and size of the parcel"}, {"option", "look at the options behind the channel's service in the Book"}, {"service", "look at the channel's service in the Book"},
	} {
		if strings.Contains(message, h.word) {
			return h.hint
		}
	}
	return ""
}
