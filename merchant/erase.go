package merchant

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"

	"crosslane/account"
	"crosslane/carrier"
	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/ledger/upkeep"
	"crosslane/shipping"
)

// erased is the bookmark that changes with each erasure, so that whoever polls carriers reads again what waits.
const erased = "erased"

// Erase forgets the documents about a person, who is known by e-mail address, telephone number, or name, postcode
// and country, in whichever form of Unicode, and the messages of carriers that wait for a parcel and speak of the person; see
// carrier.Forget. It answers with how many they were. Facts, which name nobody, stay.
func (m *Merchant) Erase(ctx context.Context, who shipping.Address) (n int64, err error) {
	if err := cmp.Or(account.Allowed(ctx, m.ID, account.Erase), who.Findable()); err != nil {
		return 0, err
	}
	for _, person := range upkeep.Persons(who) {
		messages, err := m.forget(ctx, person, who)
		if n += messages; err != nil {
			return n, err
		}
		documents, err := m.Ledger.Erase(ctx, m.ID, person, "clerk")
		if n += documents; err != nil {
			return n, err
		}
	}
	return n, nil
}

// Addresses are the documents with addresses of a person, who is known as by Erase.
func (m *Merchant) Addresses(ctx context.Context, who shipping.Address) (list map[shipping.DocumentID]bool, err error) {
	if err := cmp.Or(account.Allowed(ctx, m.ID, account.Erase), who.Findable()); err != nil {
		return nil, err
	}
	list = map[shipping.DocumentID]bool{}
	for _, person := range upkeep.Persons(who) {
		kept, failed := upkeep.ContentsAbout(ctx, m.place.ledgerDB, m.ID, person, "application/json")
		for _, doc := range kept {
			list[doc.ID] = true
		}
		err = cmp.Or(err, failed)
	}
	return list, err
}

// forget lets go of the messages that speak of a person, while the documents still tell whose the parcels are.
func (m *Merchant) forget(ctx context.Context, person string, who shipping.Address) (n int64, err error) {
	carriers, err := m.Views.Bookmarks(ctx, m.ID, unmatched)
	if err != nil || len(carriers) == 0 {
		return 0, err
	}
	words, numbers, err := m.namesOf(ctx, person, who)
	for i := 0; i < len(carriers) && err == nil; {
		some, e := m.forgetIn(ctx, unmatched+carriers[i], numbers, words)
		switch shipping.CodeOf(e) {
		case "":
			n, i = n+int64(some), i+1
		case shipping.Conflict: // somebody polls: it is looked for in what he has kept meanwhile
		default:
			err = e
		}
	}
	return n, err
}

// forgetIn lets go of the messages of one carrier. Whoever has them in memory from before keeps them no more, from the moment
// on at which they are gone.
func (m *Merchant) forgetIn(ctx context.Context, list string, numbers, words []string) (n int, err error) {
	before, err := m.Views.Bookmark(ctx, m.ID, erased)
	if err != nil {
		return 0, err
	}
	waiting, err := m.Views.Bookmark(ctx, m.ID, list)
	if err != nil {
		return 0, err
	}
	left, n, err := carrier.Forget(waiting, numbers, words)
	if err != nil {
		return 0, err
	}
	return n, m.Views.KeepBookmarksWhile(ctx, m.ID, map[string]string{list: left, erased: rand.Text()}, map[string]string{list: waiting, erased: before})
}

// namesOf lists what names a person: words and a telephone number that were given, or stand in the addresses that are kept,
// and the numbers that the person's parcels bear, or bore.
func (m *Merchant) namesOf(ctx context.Context, person string, who shipping.Address) (words, numbers []string, err error) {
	addresses, documents := []shipping.Address{who}, map[shipping.DocumentID]bool{}
	kept, err := upkeep.ContentsAbout(ctx, m.place.ledgerDB, m.ID, person, "application/json")
	for _, doc := range kept {
		documents[doc.ID] = true
		var a shipping.Address
		if json.Unmarshal(doc.Body, &a) == nil { // else it is no address
			addresses = append(addresses, a)
		}
	}
	for _, a := range addresses {
		words, numbers = append(append(words, a.Name, a.Company, a.Email), a.Lines[:min(1, len(a.Lines))]...), append(numbers, a.Phone)
	}
	if err != nil || len(documents) == 0 {
		return words, numbers, err
	}
	parcels := map[shipping.Stream]bool{}
	err = m.Ledger.Replay(ctx, m.ID, 0, func(list []ledger.Recorded) error {
		for _, r := range list {
			switch b := r.Fact.Body.(type) {
			case *fact.ParcelPlanned:
				if documents[b.Plan.To] {
					parcels[r.Fact.Stream] = true
				}
			case *fact.Booked:
				if parcels[r.Fact.Stream] {
					numbers = append(numbers, b.Waybill)
				}
			}
		}
		return nil
	})
	return words, numbers, err
}
