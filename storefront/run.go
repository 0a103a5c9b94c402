package storefront

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"crosslane/db"
	"crosslane/merchant"
)

const (
	pause  = time.Second // between two looks
	atOnce = 4           // storefronts of a merchant that are visited
)

func level(why string) slog.Level {
	if why == "" {
		return slog.LevelInfo
	}
	return slog.LevelWarn
}

// Run visits the storefronts of a merchant until the context ends, each by itself: none waits for another.
func (s *Store) Run(ctx context.Context, m *merchant.Merchant) {
	var running sync.WaitGroup
	defer running.Wait()
	free, told := make(chan struct{}, atOnce), ""
	for ctx.Err() == nil {
		list, err := s.claim(ctx, m, cap(free)-len(free))
		if err != nil && ctx.Err() == nil && err.Error() != told {
			told = err.Error()
			s.Log.Warn("storefronts: could not look which are due", "merchant", string(m.ID), "error", err)
		}
		for i := range list {
			free <- struct{}{}
			running.Go(func() {
				defer func() { <-free }()
				_, _ = s.visit(ctx, m, &list[i]) // what came of it is kept
			})
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// claim takes the storefronts that are due, so many at most, for this process.
func (s *Store) claim(ctx context.Context, m *merchant.Merchant, most int) (list []Connection, err error) {
	now := s.Now()
	var due []string
	rows, err := s.db.Read.QueryContext(ctx, "SELECT name FROM storefront_connection WHERE merchant = $1 AND due <= $2 ORDER BY due LIMIT $3", string(m.ID), db.Instant(now), most)
	if err != nil {
		return nil, db.Failure("look which storefronts are due", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, db.Failure("look which storefronts are due", err)
		}
		due = append(due, name)
	}
	if err := rows.Err(); err != nil {
		return nil, db.Failure("look which storefronts are due", err)
	}
	for _, name := range due {
		n, err := s.set(ctx, "visit a storefront", "UPDATE storefront_connection SET held = $3, due = $4 WHERE merchant = $1 AND name = $2 AND due <= $5", string(m.ID), name, s.process, db.Instant(now.Add(lease)), db.Instant(now))
		if err != nil {
			return list, err
		}
		if n == 0 {
			continue
		}
		c, err := s.one(ctx, m.ID, name)
		if err != nil {
			return list, err
		}
		list = append(list, *c)
	}
	return list, nil
}
