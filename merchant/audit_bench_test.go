package merchant_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"crosslane/ledger"
	"crosslane/merchant"
)

// BenchmarkAudit audits a small world whole, decided again and its documents hashed. The ratio is to reading every fact of
// it once.
func BenchmarkAudit(b *testing.B) {
	at, ctx := played(b, 4, 80), context.Background()
	p, err := merchant.Look(ctx, at, merchant.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	m, err := p.Merchant(ctx, merchant.First)
	if err != nil {
		b.Fatal(err)
	}
	var facts int64
	begun := processor(b)
	for b.Loop() {
		list, err := p.Audit(ctx, merchant.AuditOptions{})
		if err == nil {
			err = merchant.Violation(list)
		}
		if err != nil {
			b.Fatal(err)
		}
		facts = list[0].Facts
	}
	took, worked := b.Elapsed(), processor(b)-begun
	begin := time.Now()
	for range b.N {
		if err := m.Ledger.Replay(ctx, m.ID, 0, func([]ledger.Recorded) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(facts)*float64(b.N)/took.Seconds(), "facts/s")
	b.ReportMetric(float64(worked.Nanoseconds())/float64(facts)/float64(b.N), "cpu-ns/fact")
	b.ReportMetric(took.Seconds()/time.Since(begin).Seconds(), "x-reading")
	b.ReportMetric(float64(facts), "facts")
	b.ReportMetric(0, "ns/op")
}

// processor is how long the processors have worked for this process.
func processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
