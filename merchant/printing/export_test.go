package printing

import (
	"context"

	"crosslane/merchant"
)

// Record records that the labels of a batch are printed.
func (b *Batch) Record(ctx context.Context, m *merchant.Merchant, w *Wanted) error {
	return b.record(ctx, m, w)
}
