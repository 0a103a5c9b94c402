package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"crosslane/channel"
	"crosslane/rehearsal"
)

// Trial prints which triggers would have been set off, some times at most, and what a trial cannot know.
func Trial(out io.Writer, r *rehearsal.Report, limit int) {
	if r.Hours == 0 {
		fmt.Fprintln(out, "Nothing was recorded in this time.")
		return
	}
	fmt.Fprintf(out, "The triggers of %s (%s) on %d recorded hours, %s to %s\n\n", r.Name, r.Book, r.Hours, r.From.Format(time.RFC3339), r.Until.Format(time.RFC3339))
	for _, name := range sorted(r.Triggers) {
		fmt.Fprintf(out, "  %-24s set off %d times\n", name, r.Triggers[name])
	}
	if len(r.Triggers) == 0 {
		fmt.Fprintln(out, "  The Book has no triggers.")
	}
	if len(r.SetOff) > 0 && limit > 0 {
		tellSetOff(out, r.SetOff[:min(limit, len(r.SetOff))])
	}
	if more := len(r.SetOff) - limit; more > 0 {
		fmt.Fprintf(out, "... and %d more: --limit %d, or --json\n", more, len(r.SetOff))
	}
	fmt.Fprintln(out, "\nThe record goes on as it was: what the switches would have changed for the channels, and for the parcels\n"+
		"that came after, is not known here. A simulated world shows it: crosslane simulate --book FILE.")
}

func tellSetOff(out io.Writer, list []rehearsal.SetOff) {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "\nset off\tended\ttrigger\tlane\tchannel\taway\twaited\tmoved\tkept off\twhy\n")
	for _, s := range list {
		ended := "still on"
		if !s.Ended.IsZero() {
			ended = s.Ended.Format("2006-01-02 15:04")
		}
		away := fmt.Sprintf("%d%%", s.Share)
		if s.Stop {
			away += ", stopped"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\n", s.At.Format("2006-01-02 15:04"), ended, s.Trigger, s.Lane, s.Channel,
			away, s.Waiting, s.Moved, s.Kept, whySetOff(&s))
	}
	_ = t.Flush()
	fmt.Fprintln(out, "waited: booked at the warehouse when it was set off; moved: those of them booked anew; kept off: chosen for it later")
}

// whySetOff writes the figures that the trigger gave as its reason, else those that it saw.
func whySetOff(s *rehearsal.SetOff) string {
	var list []string
	for _, r := range s.Why {
		text := channel.Explain(r)
		if text == "" {
			text = r.Note
		}
		list = append(list, strings.TrimPrefix(text, fmt.Sprintf("trigger %q: ", s.Trigger)))
	}
	if text := strings.Join(list, "; "); text != "" {
		return text
	}
	h := &s.Health
	return fmt.Sprintf("%d h late in the middle of %d, backlog %d, refused %d/1000", h.LateHours, h.Sample, h.Backlog, h.Refused)
}
