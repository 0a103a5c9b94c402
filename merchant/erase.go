package merchant

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"crosslane/book"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
)

// erased is the bookmark that changes with each erasure, so that whoever polls carriers reads again what waits.
const erased = "erased"

// Erase forgets the documents about a person, who is known by e-mail address, telephone number, or name, postcode
// and country, and the messages of carriers that wait for a parcel and speak of the person. It answers with how many
// they were. Facts, which name nobody, stay.
func (m *Merchant) Erase(ctx context.Context, who shipping.Address) (int64, error) {
	if err := findable(who); err != nil {
		return 0, err
	}
	person := who.Person()
	messages, err := m.forget(ctx, person, who)
	if err != nil {
		return messages, err
	}
	documents, err := m.Ledger.Erase(ctx, m.ID, person, "clerk")
	return messages + documents, err
}

// findable refuses what names nobody, for that would seem to be forgotten.
func findable(who shipping.Address) error {
	switch {
	case who.Email != "" && strings.Contains(who.Email, "@"), who.Email == "" && who.Phone != "":
		return nil
	case who.Email != "" || who.Name == "":
		return shipping.BadField("email", "\""+who.Email+"\" is no e-mail address", "name the person by e-mail address, telephone number, or name, postcode and country")
	case !who.Country.Known():
		return shipping.BadField("country", "a name alone is many people's", "give the country (two letters, such as DE), and the postcode where it has any")
	}
	return nil
}

// forget lets go of the messages that speak of a person, while the documents still tell whose the parcels are.
func (m *Merchant) forget(ctx context.Context, person string, who shipping.Address) (n int64, err error) {
	words, err := m.wordsOf(ctx, person, who)
	if err == nil {
		err = m.Fill(ctx) // the read tables know whose the numbers are
	}
	if err == nil {
		err = m.Views.KeepBookmarks(ctx, m.ID, map[string]string{erased: strconv.FormatInt(m.now().UnixNano(), 36)})
	}
	if err != nil {
		return 0, err
	}
	carriers, err := m.Views.Bookmarks(ctx, m.ID, unmatched)
	for _, id := range carriers {
		some, err := m.Carriers(CarrierOptions{}).poller(book.Carrier{ID: shipping.CarrierID(id)}, nil).Forget(ctx, person, words...)
		if n += int64(some); err != nil {
			return n, err
		}
	}
	return n, err
}

// wordsOf lists what names a person: what was given, and what stands in the addresses that are kept.
func (m *Merchant) wordsOf(ctx context.Context, person string, who shipping.Address) ([]string, error) {
	addresses := []shipping.Address{who}
	kept, err := upkeep.DocumentsAbout(ctx, m.place.ledgerDB, m.ID, person, "application/json")
	for _, doc := range kept {
		var a shipping.Address
		if json.Unmarshal(doc.Body, &a) == nil { // else it is no address
			addresses = append(addresses, a)
		}
	}
	var words []string
	for _, a := range addresses {
		words = append(words, a.Name, a.Company, a.Email, a.Phone)
		if len(a.Lines) > 0 {
			words = append(words, a.Lines[0])
		}
	}
	return words, err
}
