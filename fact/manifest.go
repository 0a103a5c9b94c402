package fact

import "crosslane/fact/coder"

// Facts of a parcel's stream about the carrier's own manifest, on which it closes what it is handed. Nothing follows from them.
type (
	// ManifestAsked: the carrier is about to be asked to close the parcel, with all others of the list. Until it answers, it is asked for
	// the same list again, and for no other.
	ManifestAsked struct {
		Waybill string `json:"waybill"`
		List    string `json:"list"` // the key under which it is asked, made of what is on the list
	}
	// ManifestAnswered: the carrier closed the parcel on its manifest, or did not, and told why.
	ManifestAnswered struct {
		Waybill  string `json:"waybill"`
		Manifest string `json:"manifest,omitempty"` // its own number; empty: it did not close the parcel
		Code     string `json:"code,omitempty"`     // why not: NotOnManifest, or the carrier's own code
		Message  string `json:"message,omitempty"`
	}
)

// NotOnManifest is why a parcel is not closed that the carrier left off its manifest: it has no such booking to close.
const NotOnManifest = "not_on_manifest"

// Closing is how far a parcel's carrier is with closing it.
type Closing struct {
	// Wanted tells that the carrier closes what it is handed, and is to be asked to.
	Wanted bool `json:"wanted,omitempty"`
	// List is the key of the list on which it was asked to, as long as it has not answered.
	List string `json:"list,omitempty"`
	// Manifest is the carrier's own on which it closed the parcel; empty: it has not. Code is its newest no.
	Manifest string `json:"manifest,omitempty"`
	Code     string `json:"code,omitempty"`
}

// Open reports whether the carrier is still to close the parcel.
func (c *Closing) Open() bool { return c.Wanted && c.Manifest == "" }

// apply folds what the carrier was asked and answered in.
func (c *Closing) apply(body Body) {
	switch b := body.(type) {
	case *ManifestAsked:
		c.List, c.Code = b.List, ""
	case *ManifestAnswered:
		c.List, c.Manifest, c.Code = "", b.Manifest, b.Code
	}
}

func (c *Closing) form(k *coder.Coder) {
	k.Bool(&c.Wanted)
	coder.Pair(k, &c.List, &c.Manifest)
	coder.Text(k, &c.Code)
}

func (b *ManifestAsked) Form(c *coder.Coder) { coder.Pair(c, &b.Waybill, &b.List) }

func (b *ManifestAnswered) Form(c *coder.Coder) {
	coder.Pair(c, &b.Waybill, &b.Manifest)
	coder.Pair(c, &b.Code, &b.Message)
}
