package rehearsal

import (
	"context"

	"crosslane/fact"
	"crosslane/ledger"
	"crosslane/shipping"
)

// Read hands a merchant's facts over in the order in which they were recorded, up to those that are there
// when it begins. Progress is told now and then how many facts were read; nil: nobody asks.
func Read(ctx context.Context, l *ledger.Ledger, merchant shipping.MerchantID, progress func(int64), take func(*fact.Fact) error) error {
	var n int64
	return l.Replay(ctx, merchant, 0, func(list []ledger.Recorded) error {
		for i := range list {
			if err := take(list[i].Fact); err != nil {
				return err
			}
		}
		n += int64(len(list))
		if progress != nil {
			progress(n)
		}
		return nil
	})
}
