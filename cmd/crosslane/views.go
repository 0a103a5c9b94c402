package main

import (
	"context"
	"fmt"

	"crosslane/ledger"
	"crosslane/view"
)

// fillViews brings the read tables up to the last recorded fact; beside a server, the server does.
func (s *shop) fillViews(ctx context.Context) error {
	if s.beside {
		return nil
	}
	return s.views.CatchUp(ctx, feedOf(s.ledger))
}

// feedOf hands the ledger's facts to the read tables; the cursor is kept there as text.
func feedOf(l *ledger.Ledger) func(context.Context, string, int) ([]view.Told, string, error) {
	return func(ctx context.Context, after string, limit int) ([]view.Told, string, error) {
		var at ledger.Cursor
		if after != "" {
			if _, err := fmt.Sscanf(after, "%d.%d", &at.Turn, &at.Pos); err != nil {
				return nil, "", err
			}
		}
		list, err := l.Feed(ctx, at, limit)
		if err != nil || len(list) == 0 {
			return nil, after, err
		}
		told, cursor := tell(list)
		return told, cursor, nil
	}
}

// tell makes facts of the feed ready for the read tables, with the cursor behind them.
func tell(list []ledger.Recorded) ([]view.Told, string) {
	told := make([]view.Told, len(list))
	for i, r := range list {
		told[i] = view.Told{Tenant: r.Merchant, Fact: r.Fact}
	}
	at := list[len(list)-1].Cursor
	return told, fmt.Sprintf("%d.%d", at.Turn, at.Pos)
}
