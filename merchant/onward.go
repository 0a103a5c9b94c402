package merchant

import "crosslane/merchant/lastmile"

// LastMile answers for the further numbers of parcels, those of other carriers that have them on a part of their way.
func (m *Merchant) LastMile() lastmile.Desk {
	return lastmile.Desk{Views: m.Views, Merchant: m.ID, Book: m.Book}
}
