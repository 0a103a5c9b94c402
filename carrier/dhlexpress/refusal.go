package dhlexpress

import (
	"net/http"
	"strconv"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// fault makes an error of an answer that is no yes: what the account is to blame for, what the carrier is too busy for, its no.
func fault(a *wire.Answer) error {
	if busy := a.Busy(); busy != nil {
		return busy
	}
	detail := strings.TrimSpace(a.Tree.Get("detail"))
	number, pointer := said(detail)
	switch {
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden || accounts[number] || strings.Contains(strings.ToLower(detail), "account number is not found"):
		return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "DHL Express does not accept the account: " + words(a.Tree, detail),
			Hint: "look at account, login and secret of the carrier in the Book"}
	case detail == "":
		return carrier.Unavailable("something answered that is not DHL's own answer", nil)
	case a.Status == http.StatusNotFound:
		return &shipping.Error{Code: shipping.NotFound, Message: detail}
	}
	message, code := words(a.Tree, detail), number
	if code == "" {
		code = "status_" + strconv.Itoa(a.Status)
	}
	if pointer != "" {
		code = "invalid_field"
	}
	if hint := hint(number, message); hint != "" {
		message += " (" + hint + ")"
	}
	return carrier.Refuse(code, message)
}

// said reads the number, or the pointer to a field, with which DHL begins what it says.
func said(detail string) (number, pointer string) {
	head, _, ok := strings.Cut(detail, ":")
	if strings.HasPrefix(head, "#/") {
		return "", head
	}
	if _, err := strconv.ParseUint(head, 10, 32); !ok || err != nil {
		return "", ""
	}
	return head, ""
}

// words are all that it says: where several things are wrong they stand in a list.
func words(t *payload.Node, detail string) string {
	more := t.All("additionalDetails")
	list := make([]string, 0, 1+len(more))
	if len(more) == 0 || !strings.Contains(strings.ToLower(detail), "additional details") {
		list = append(list, detail)
	}
	for _, n := range more {
		list = append(list, strings.TrimSpace(n.Text))
	}
	return strings.Join(list, "; ")
}

// accounts are the numbers by which DHL says that the account may not do it, or is none (examples of MyDHL API 3.1.1).
var accounts = map[string]bool{"8003": true, "8007": true, "5032": true, "3501": true}

// hint is what a seller can do about a refusal.
func hint(number, message string) string {
	switch {
	case number == "7008":
		return "take the value added service out of the channel's service in the Book, or ask DHL for it"
	case strings.Contains(message, "/exportDeclaration"):
		return "give the goods names, weights and origins in the list of products"
	case strings.Contains(message, "/receiverDetails"):
		return "look at the address of the order"
	case strings.Contains(message, "/shipperDetails"):
		return "look at the warehouse in the Book"
	case strings.Contains(message, "/productCode"):
		return "look at the channel's service in the Book"
	case strings.Contains(message, "/packages"):
		return "look at weight and size of the parcel"
	}
	return ""
}
