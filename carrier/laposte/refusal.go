package laposte

import (
	"net/http"
	"strings"

	"crosslane/carrier"
	"crosslane/carrier/payload"
	"crosslane/carrier/wire"
	"crosslane/shipping"
)

// wrongLogin is the number by which La Poste says that contract and password do not go together.
const wrongLogin = "30000"

// fault makes an error of an answer of the booking that is no yes, whatever its status: a no stands in its messages. It is nil where there is none.
func fault(a *wire.Answer) error {
	if busy := a.Busy(); busy != nil {
		return busy
	}
	var code string
	var list []string
	for _, m := range a.Tree.All("messages") {
		if strings.EqualFold(m.Get("type"), "ERROR") {
			if code == "" {
				code = m.Get("id")
			}
			list = append(list, m.Get("messageContent"))
		}
	}
	message := strings.Join(list, "; ")
	switch {
	case code == wrongLogin || a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden:
		return unauthorized(message)
	case code == "" && a.Good():
		return nil
	case a.Tree.Get("labelV2Response", "parcelNumber") != "":
		return carrier.CannotUse("it says no, and gives a number")
	case code == "":
		return carrier.Unavailable("something answered that is not La Poste's own answer", nil)
	}
	if hint := hint(code, strings.ToLower(message)); hint != "" {
		message += " (" + hint + ")"
	}
	return carrier.Refuse(code, message)
}

func unauthorized(message string) error {
	return &shipping.Error{Code: shipping.Unauthorized, Field: "account", Message: "La Poste does not accept the account: " + message,
		Hint: "look at account and secret of the carrier in the Book (the secret is the key of Suivi, a colon, and the contract's password)"}
}

// hint is what a seller can do, by the number or by the part of the booking that La Poste names.
func hint(code, words string) string {
	switch code {
	case "30519":
		return "give the goods HS codes in the list of products"
	case "30027":
		return "look at reseauPostal in the channel's service in the Book"
	}
	for _, h := range []struct{ place, hint string }{
		{"destinataire", "look at the address of the order"}, {"expéditeur", "look at the warehouse in the Book"}, {"poids", "look at the weight of the parcel"}, {"produit", "look at the channel's service in the Book"},
		{"article", "look at the goods in the list of products"},
	} {
		if strings.Contains(words, h.place) {
			return h.hint
		}
	}
	return ""
}

// untold makes an error of an answer of Suivi that tells of no parcel: nil where it does not know them.
func untold(a *wire.Answer) error {
	words, code := a.Tree.First("returnMessage", "message"), a.Tree.First("returnCode", "code")
	switch {
	case a.Busy() != nil:
		return a.Busy()
	case a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden || code == "401":
		return unauthorized(words)
	case code == "404" || code == "400" || code == "RESOURCE_NOT_FOUND":
		return nil
	case words == "" || a.Good():
		return carrier.CannotUse("it tells of no parcel")
	}
	return carrier.Refuse(code, words)
}

// alone reports whether an answer is a no with nothing behind it: so it answers about one number that it does not know.
func alone(a *wire.Answer) bool {
	return a != nil && a.Status == http.StatusNotFound && a.Header.Get("Content-Length") == "0"
}

// tells reports whether an answer tells of parcels one by one.
func tells(tree *payload.Node) bool { return len(tree.Holding("idShip")) > 0 }
