package serve

import (
	"os"
	"strings"
	"time"

	"crosslane/account"
	"crosslane/account/provider"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/web"
)

// elsewhereFlags say with which provider people sign in, too. The secret comes from the environment, or from a file.
type elsewhereFlags struct {
	Issuer  string   `env:"CROSSLANE_OIDC_ISSUER" help:"A provider of OpenID Connect with whom people sign in, too." placeholder:"URL"`
	ID      string   `name:"client" env:"CROSSLANE_OIDC_CLIENT" help:"As which client it knows this server; its secret is read from CROSSLANE_OIDC_SECRET." placeholder:"ID"`
	File    string   `name:"secret-file" type:"path" env:"CROSSLANE_OIDC_SECRET_FILE" help:"A file that holds the secret instead." placeholder:"FILE"`
	Name    string   `env:"CROSSLANE_OIDC_NAME" help:"How the provider is called on the page where one signs in; by its host where nobody says."`
	Role    string   `name:"new-role" enum:",owner,operations,warehouse,customs,service,partner,read-only" default:"" env:"CROSSLANE_OIDC_NEW_ROLE" help:"What those are to the merchant whom the provider knows and nobody invited; where nobody says they are not let in." placeholder:"ROLE"`
	Of      string   `name:"new-merchant" default:"main" env:"CROSSLANE_OIDC_NEW_MERCHANT" help:"To which merchant; * for all." placeholder:"NAME"`
	Domains []string `name:"new-domains" env:"CROSSLANE_OIDC_NEW_DOMAINS" help:"Of whose addresses: shop.example." placeholder:"DOMAIN"`
}

// provider is the one that is meant; nil where none is.
func (f *elsewhereFlags) provider(at string, now func() time.Time) (*provider.Provider, error) {
	if f.Issuer == "" {
		return nil, nil //nolint:nilnil // there is none, which is no fault
	}
	secret, err := f.secret()
	if err != nil {
		return nil, err
	}
	p, err := provider.New(provider.Options{Issuer: f.Issuer, ID: f.ID, Secret: secret, Back: at + web.BackPath, Name: f.Name, Now: now})
	return p, terminal.AsTyped(err, "issuer=--oidc-issuer", "id=--oidc-client")
}

func (f *elsewhereFlags) secret() (string, error) {
	if f.File == "" {
		return os.Getenv("CROSSLANE_OIDC_SECRET"), nil
	}
	text, err := os.ReadFile(f.File)
	if err != nil {
		return "", &shipping.Error{Code: shipping.Unavailable, Field: "--oidc-secret-file", Message: "the secret cannot be read", Hint: "name a file that the server may read", Cause: err}
	}
	return strings.TrimSpace(string(text)), nil
}

// newcomers are what becomes of whom nobody invited.
func (f *elsewhereFlags) newcomers() (account.Newcomers, error) {
	if f.Role == "" {
		return account.Newcomers{}, nil
	}
	n := account.Newcomers{Grants: account.Grants{shipping.MerchantID(f.Of): account.Role(f.Role)}, Domains: f.Domains}
	return n, terminal.AsTyped(n.Check(), "domains=--oidc-new-domains", "grants=--oidc-new-merchant")
}

// door is where whoever opens a page says who it is.
func (v *Command) door(accounts *account.Store, reached *reach, at string, alone bool, now func() time.Time) (*web.Door, error) {
	accounts.RequireAll = v.Factor
	d := &web.Door{Accounts: accounts, Proxies: reached.proxies, Alone: alone, Secure: reached.secure(), Public: reached.public}
	var err error
	if d.Provider, err = v.OIDC.provider(at, now); err != nil {
		return nil, err
	}
	d.Newcomers, err = v.OIDC.newcomers()
	return d, err
}
