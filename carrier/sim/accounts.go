package sim

import (
	"crypto/subtle"
	"net/http"
)

// Account is a customer of a simulated carrier: what proves it, and the carrier's computer as that customer sees it. No
// customer sees another's bookings or events.
type Account struct {
	Secret string
	Server *Server
}

// Accounts serves a carrier that asks who is there, by HTTP basic authentication (RFC 7617); by account.
func Accounts(accounts map[string]Account) http.Handler {
	handlers := map[string]http.Handler{}
	for name, a := range accounts {
		handlers[name] = a.Server.Handler()
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, secret, _ := r.BasicAuth()
		a, ok := accounts[name]
		if !ok || subtle.ConstantTimeCompare([]byte(secret), []byte(a.Secret)) != 1 {
			tell(w, http.StatusUnauthorized, no{"UNAUTHORIZED", "unknown account or wrong secret"})
			return
		}
		handlers[name].ServeHTTP(w, r)
	})
}
