package notify_test

import (
	"context"
	"testing"
	"time"

	"crosslane/notify"
	"crosslane/shipping"
)

// TestQuietHours: what happens at night waits in the ledger until the morning, here of a night in
// which clocks go forward.
func TestQuietHours(t *testing.T) {
	s, p := newShop(t), newPost(t, plain)
	w := newWorker(t, notify.MailOptions{Server: p.addr, TLS: "none"})
	s.sell("de")
	s.at(29, 0, 30) // 01:30 in Berlin, half an hour before
	s.scan(shipping.WithCourier)
	if n := s.drain(w); n != 0 {
		t.Errorf("%d tries at night", n)
	}
	open, err := s.ledger.OpenJobs(context.Background(), me)
	if err != nil || len(open) != 2 || open[1].Due.Format(time.RFC3339) != "2026-03-29T06:00:00Z" {
		t.Fatalf("open are %+v, %v; want the mail due at 08:00 summer time in Berlin", open, err)
	}
	for _, step := range []struct{ minute, mails int }{{-1, 0}, {0, 1}, {1, 1}} {
		s.at(29, 6, step.minute)
		s.drain(w)
		if n := len(p.letters()); n != step.mails {
			t.Errorf("%d minutes after eight: %d mails, want %d", step.minute, n, step.mails)
		}
	}
}
