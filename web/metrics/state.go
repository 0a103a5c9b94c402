package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// state is how the businesses stand at the moment of a look.
type state struct{ *Metrics }

// mostLook is how long a look may take. What was not read by then is left out: it is unknown.
const mostLook = 5 * time.Second

func described(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("crosslane_"+name, help, append([]string{"merchant"}, labels...), nil)
}

var (
	jobLate   = described("job_late_seconds", "How long ago the next job should have been performed; 0: none is late.")
	timerLate = described("timer_late_seconds", "How long ago the next timer fell due; 0: none is late.")
	jobsDead  = described("jobs_given_up", "Jobs that were given up, and wait for somebody.")
	behind    = described("read_tables_behind", "1 where something is recorded that the read tables do not have yet.")
	cases     = described("cases_open", "Cases that are open.")
	overdue   = described("cases_overdue", "Cases that are overdue.")
	unmapped  = described("carrier_scans_unmapped", "Scans of a carrier of which it is not known what their codes mean; left out: there is none.", "carrier")
	asked     = described("carrier_news_age_seconds", "How long ago a carrier last answered whole when it was asked for news; left out: it never did.", "carrier")
	trouble   = described("carrier_trouble", "1 where a carrier's news could not be read at the last look.", "carrier")
	waits     = described("carrier_question_age_seconds", "How long the question waits that waits longest, of the parcels that the carrier is to be asked for; 0: none waits. Left out: it never answered.", "carrier")
	unmatched = described("carrier_messages_unmatched", "Messages of a carrier that wait for their parcels.", "carrier")
)

// Describe lists the figures.
func (*state) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{jobLate, timerLate, jobsDead, behind, cases, overdue, unmapped, asked, waits, trouble, unmatched} {
		to <- d
	}
}

// Collect tells them as they are now.
func (s *state) Collect(to chan<- prometheus.Metric) {
	ctx, stop := context.WithTimeout(context.Background(), mostLook)
	defer stop()
	for _, of := range s.served() {
		s.ofMerchant(ctx, of, to)
		if of.Carriers != nil {
			s.ofCarriers(of, to)
		}
	}
}

func (s *state) ofMerchant(ctx context.Context, of Served, to chan<- prometheus.Metric) {
	tell := func(d *prometheus.Desc, value float64, err error) {
		if err == nil {
			to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, string(of.ID))
		}
	}
	due, err := of.Ledger.NextJob(ctx, of.ID)
	tell(jobLate, s.since(due), err)
	due, err = of.Ledger.NextDue(ctx, of.ID)
	tell(timerLate, s.since(due), err)
	dead, err := of.Ledger.DeadJobs(ctx, of.ID)
	tell(jobsDead, float64(len(dead)), err)
	late, err := of.Behind(ctx)
	tell(behind, flag(late), err)
	attention, err := of.Views.Attention(ctx, of.ID)
	tell(cases, float64(attention.Open), err)
	tell(overdue, float64(attention.Overdue), err)
	counts, _ := of.Views.UnmappedScans(ctx, of.ID) // what cannot be read is left out
	for by, n := range counts {
		to <- prometheus.MustNewConstMetric(unmapped, prometheus.GaugeValue, float64(n), string(of.ID), string(by))
	}
}

func (s *state) ofCarriers(of Served, to chan<- prometheus.Metric) {
	for _, c := range of.Carriers.States() {
		tell := func(d *prometheus.Desc, value float64) {
			to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, string(of.ID), string(c.Carrier))
		}
		if !c.Answered.IsZero() {
			tell(asked, s.since(c.Answered))
			tell(waits, s.since(c.Waits))
		}
		tell(trouble, flag(c.Words() != ""))
		tell(unmatched, float64(c.Unmatched))
	}
}

// since is how long ago something was, in seconds; 0 where it lies ahead, or never was.
func (s *state) since(at time.Time) float64 {
	if at.IsZero() {
		return 0
	}
	return max(0, s.now().Sub(at).Seconds())
}

func flag(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
