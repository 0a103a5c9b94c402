package carrier

import (
	"os"
	"strings"

	"crosslane/book"
	"crosslane/shipping"
)

// Secret is what proves the merchant's account at a carrier; empty where the Book names none. A merchant's Book reaches
// the variables that bear the merchant's name, and no others of the server.
func Secret(m shipping.MerchantID, c book.Carrier) (string, error) {
	name, ok := strings.CutPrefix(c.Secret, "env:")
	if !ok {
		return "", nil
	}
	own := "CROSSLANE_CARRIER_" + strings.ToUpper(strings.ReplaceAll(string(m), "-", "_")) + "__"
	if !strings.HasPrefix(name, own) {
		return "", &shipping.Error{Code: shipping.Forbidden, Field: "carrier " + string(c.ID), Message: "the variable " + name + " is not this merchant's",
			Hint: "its carriers' secrets lie in variables that begin with " + own}
	}
	secret := os.Getenv(name)
	if secret == "" {
		return "", &shipping.Error{Code: shipping.Unauthorized, Field: "carrier " + string(c.ID), Message: "its secret is missing",
			Hint: "set the environment variable " + name + " of the server"}
	}
	return secret, nil
}
