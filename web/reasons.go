package web

import (
	"context"

	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
)

// mostTold is of how many parcels a case may be for its first reason to be looked up for a list; what larger ones share, their channel
// and lane, stands there.
const mostTold = 100

// TellReasons writes into cases of a list, in words, the first reason for which each was opened.
func TellReasons(ctx context.Context, m *merchant.Merchant, list []view.CaseRow) error {
	for i := range list {
		r := &list[i]
		if r.Parcels > mostTold {
			continue
		}
		file, err := m.Case(ctx, r.ID)
		if err != nil && shipping.CodeOf(err) != shipping.NotFound {
			return err
		}
		if err == nil && len(file.Why) > 0 {
			r.Reason = file.Why[0]
		}
	}
	return nil
}
