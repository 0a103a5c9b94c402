package web

import (
	"net/http"
	"time"

	"crosslane/shipping"
)

// news is how it stands with what a carrier reports.
type news struct {
	Carrier  shipping.CarrierID `json:"carrier"`
	Asked    time.Time          `json:"asked,omitzero"`
	Answered time.Time          `json:"answered,omitzero"` // when it last answered whole
	Trouble  string             `json:"trouble,omitempty"`
	// Endless counts the polls in a row after which the carrier had more to say.
	Endless   int   `json:"endless,omitempty"`
	Unmatched int   `json:"unmatched,omitempty"` // messages that wait for their parcels
	LetGo     int64 `json:"let_go,omitempty"`    // those that waited in vain
	// Waits is since when the question waits that waits longest to be asked.
	Waits time.Time `json:"waits,omitzero"`
}

// listened tells how it stands with each carrier's news; nothing where no carriers are asked here.
func (h *handler) listened() []news {
	list := []news{}
	if h.Options.Carriers == nil {
		return list
	}
	for _, s := range h.Options.Carriers.States() {
		list = append(list, news{s.Carrier, s.Asked, s.Answered, s.Words(), s.Behind, s.Unmatched, s.LetGo, s.Waits})
	}
	return list
}

func (h *handler) carriersJSON(w http.ResponseWriter, _ *http.Request) { answer(w, h.listened(), nil) }
