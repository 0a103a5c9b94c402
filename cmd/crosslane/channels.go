package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"crosslane/fact"
	"crosslane/terminal"
	"crosslane/tracking"
	"crosslane/view"
)

// channelsCommand shows how the channels fare.
type channelsCommand struct {
	Health      channelsHealth      `cmd:"" default:"withargs" right:"read" help:"How the channels of every lane fare."`
	Calibration channelsCalibration `cmd:"" right:"read" help:"How often the estimates held."`
	Unmapped    channelsUnmapped    `cmd:"" right:"read" help:"What carriers say of which it is not known what it means."`
}

type channelsHealth struct {
	At time.Time `help:"At this instant instead of now, 2026-03-04T14:00:00Z; in a simulated world one of its days."`
}

// Help gives an example.
func (channelsHealth) Help() string {
	return "Example: crosslane channels --json\n\nLate is the median, in hours against the legs of the Book; behind is the share that is late by a day or\n" +
		"more. Backlog has not departed, and nine in ten wait no longer than is told. Clearance is the median.\nBookings are those of 24 hours; on time and lost are shares of the parcels that ended in seven days."
}

// Run prints every channel and lane.
func (k *channelsHealth) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	at := k.At
	if at.IsZero() {
		at = p.Now()
	}
	list, err := m.Views.Fared(ctx, m.ID, at)
	if err != nil {
		return err
	}
	if p.JSON {
		return p.Answer(list)
	}
	if len(list) == 0 {
		fmt.Fprintln(p.Stdout, "No channel carries anything yet.")
		return nil
	}
	return p.Columns("lane\tchannel\topen\tlate\tbehind\tbacklog\twaiting\tclearance\tasked\trefused\tunanswered\tended\ton time\tlost\tswitched", func(w io.Writer) {
		for _, f := range list {
			h := &f.Health
			fmt.Fprintf(w, "%s\t%s\t%d\t%d h\t%s\t%d (%d h)\t%d\t%d h\t%d\t%s\t%d\t%d\t%s\t%s\t%s\n", f.Lane, f.Channel, h.Open, h.LateHours, percent(h.LateShare), h.Backlog, h.BacklogHours,
				h.Waiting, h.ClearanceHours, h.Asked, percent(h.Refused), h.Unanswered, h.Ended, percent(h.OnTime), percent(h.Lost), switchedWord(f.Switches))
		}
	})
}

// percent writes thousandths.
func percent(n int64) string { return fmt.Sprintf("%d.%d %%", n/10, n%10) }

// switchedWord tells which triggers keep parcels off.
func switchedWord(list []view.SwitchRow) string {
	var words []string
	for _, w := range list {
		if w.Phase != fact.SwitchOver {
			words = append(words, fmt.Sprintf("%s: %s, %d %% away since %s", w.Trigger, w.Phase, w.Share, w.Since.Time().Format("2006-01-02 15:04Z")))
		}
	}
	return strings.Join(words, "; ")
}

type channelsCalibration struct{}

// Help gives an example.
func (channelsCalibration) Help() string {
	return "Example: crosslane channels calibration --json\n\nEstimates are windows, one for 50 and one for 90 parcels in 100. Of the parcels that were delivered, so many came\nwithin the window that was told at a milestone. The first rows are of all channels together."
}

// Run prints how often estimates held.
func (channelsCalibration) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	list, err := m.Views.Calibration(ctx, m.ID)
	if err != nil {
		return err
	}
	if p.JSON {
		return p.Answer(append([]view.Calibration{}, list...))
	}
	if len(list) == 0 {
		fmt.Fprintln(p.Stdout, "No parcel with an estimate has been delivered yet.")
		return nil
	}
	return p.Columns("lane\tchannel\testimated at\tparcels\twithin 50 %\twithin 90 %", func(w io.Writer) {
		for _, r := range list {
			lane, id := string(r.Lane), string(r.Channel)
			if lane == "" {
				lane, id = "all", "all"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%s\t%s\n", lane, id, tracking.MilestoneName(r.Milestone), r.Sample, percent(r.In50*1000/r.Sample), percent(r.In90*1000/r.Sample))
		}
	})
}

type channelsUnmapped struct{}

// Help gives an example.
func (channelsUnmapped) Help() string {
	return "Example: crosslane channels unmapped --json\n\nNo milestone was made of these codes. crosslane explain ORDER shows what the carrier said with one."
}

// Run prints the codes that are in no table.
func (channelsUnmapped) Run(ctx context.Context, p *terminal.Program, m terminal.Looked) error {
	list, err := m.Views.Unmapped(ctx, m.ID)
	if err != nil {
		return err
	}
	if p.JSON {
		return p.Answer(append([]view.UnmappedRow{}, list...))
	}
	if len(list) == 0 {
		fmt.Fprintln(p.Stdout, "Every code that a carrier has told is known.")
		return nil
	}
	return p.Columns("carrier\tcode\ttimes\tfirst\tlast\tlast of parcel\torder", func(w io.Writer) {
		for _, r := range list {
			fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%s\t%s\n", r.Carrier, cmp.Or(r.Code, "(none)"), r.Times, r.First.Time().Format(time.RFC3339), r.Last.Time().Format(time.RFC3339), r.Parcel, r.Order)
		}
	})
}
