package network

import (
	"strings"
	"testing"

	"crosslane/fact/onward"
)

func TestNamesAsLinesWriteThem(t *testing.T) {
	for name, want := range map[string]string{"USPS": "usps", "U.S.P.S.": "usps", "Royal Mail": "royal-mail", "DHL Paket": "dhl-parcel-de", "DHL Express": "dhl-express", "La Poste (Colissimo)": "la-poste",
		"CANADA POST": "canada-post", "DHL": "", "GLS US": "", "Correos": "", "": "", "Canada Post, return": ""} {
		if got := Of(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestEveryNameIsFound(t *testing.T) {
	for name := range connectors {
		if onward.Folded(name) != name || Of(strings.ToUpper(name)) == "" {
			t.Errorf("%q is never found", name)
		}
	}
}
