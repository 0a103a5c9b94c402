package yunexpress

import (
	"net/http"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/again"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// fault makes an error of an answer that is no yes: a no has a good status, too. It is nil for a yes.
func fault(a *wire.Answer) error {
	if busy := a.Busy(); busy != nil {
		return busy
	}
	code, words := a.Tree.Get("code"), a.Tree.First("msg", "message")
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return unauthorized(words)
	case a.Good() && a.Tree.Get("success") == "true":
		return nil
	case a.Tree.Get("result", "waybill_number") != "":
		return carrier.CannotUse("it says no, and gives a number")
	case a.Tree.Get("success") != "false" && a.Good():
		return carrier.CannotUse("it does not say whether it was done")
	case words == "" && code == "":
		return carrier.Unavailable("something answered that is not YunExpress's own answer", nil)
	case missing(words):
		return &shipping.Error{Code: shipping.NotFound, Message: strings.TrimSpace(code + " " + words)}
	}
	if hint := hint(strings.ToLower(words)); hint != "" {
		words += " (" + hint + ")"
	}
	if code == "" {
		code = "not_done"
	}
	return carrier.Refuse(code, words)
}

// taken reports whether a booking is refused because its reference is there already. Of YunExpress's codes no list is public: it is read from its words.
func taken(err error, r *carrier.Request) bool {
	if code := shipping.CodeOf(err); code != shipping.Refused && code != shipping.NotFound {
		return false
	}
	words := strings.ToLower(err.Error())
	for _, w := range []string{strings.ToLower(again.Reference(r.Key)), "重复", "已存在", "duplicat", "repeat", "already exist"} {
		if strings.Contains(words, w) {
			return true
		}
	}
	return false
}

// hint is what a seller can do, by what YunExpress speaks of, in English or Chinese.
func hint(words string) string {
	for _, h := range []struct{ place, hint string }{
		{"product", "look at the channel's service in the Book"}, {"产品", "look at the channel's service in the Book"}, {"receiver", "look at the address of the order"}, {"收件", "look at the address of the order"},
		{"weight", "look at the weight of the parcel"}, {"重量", "look at the weight of the parcel"}, {"declar", "look at the goods in the list of products"}, {"申报", "look at the goods in the list of products"},
	} {
		if strings.Contains(words, h.place) {
			return h.hint
		}
	}
	return ""
}
