package fact

import (
	"slices"
	"time"

	"crosslane/fact/coder"
	"crosslane/fact/onward"
	"crosslane/shipping"
)

// ParcelState is the balance of a parcel: its plan, its booking and its way.
type ParcelState struct {
	Plan    ParcelPlan `json:"plan"`
	Booking Booking    `json:"booking"`
	Track   Track      `json:"track"`
	// Timers are what is awaited now.
	Timers []Timer `json:"timers,omitempty"`
	// Case is the open case about the parcel, if any.
	Case shipping.CaseID `json:"case,omitempty"`
	// Wanted is the delivery window that the buyer asked for, Slot the one in which the driver of a
	// tour comes; zero: none.
	Wanted shipping.Window `json:"wanted,omitzero"`
	Slot   shipping.Window `json:"slot,omitzero"`
	// Estimate is when it comes, as of the newest milestone.
	Estimate Estimate `json:"estimate,omitzero"`
	// Told is what the buyer was told.
	Notified Notified `json:"told,omitzero"`
}

// BookingStage is how far a parcel's booking is.
type BookingStage string

// The stages of a booking. Empty: no channel was chosen.
const (
	BookingNone       BookingStage = ""
	BookingAsked      BookingStage = "asked"
	BookingHeld       BookingStage = "booked"
	BookingCancelling BookingStage = "cancelling"
	BookingStuck      BookingStage = "stuck"
	BookingOff        BookingStage = "off" // the parcel will not travel
)

// Booking is which channel carries a parcel.
type Booking struct {
	Stage   BookingStage       `json:"stage"`
	Channel shipping.ChannelID `json:"channel"` // asked or booked
	Carrier shipping.CarrierID `json:"carrier"`
	Attempt int64              `json:"attempt"`
	// Backups are the channels not tried yet, in order.
	Backups []shipping.ChannelID `json:"backups,omitempty"`
	Waybill string               `json:"waybill,omitempty"`
	Cost    shipping.Money       `json:"cost,omitzero"`
	Label   shipping.DocumentID  `json:"label,omitempty"`
	Promise shipping.Window      `json:"promise,omitzero"`
	// Tried are the channels that were booked or refused already, first one first.
	Tried []shipping.ChannelID `json:"tried,omitempty"`
	// Away is the trigger that asks the parcel to leave its channel. Empty: none.
	Away string `json:"away,omitempty"`
	// Simulated tells that the carrier exists only in the computer.
	Simulated bool `json:"simulated,omitempty"`
	// Hindered is why the carrier could not be asked, or its answer not be used, a kind of case. Empty: nothing hindered it.
	Hindered string `json:"hindered,omitempty"`
	// CallOff tells that the parcel is to be called off as soon as its booking is undone.
	CallOff bool `json:"call_off,omitempty"`
	// Closing is how far the carrier is with closing it on a manifest.
	Closing Closing `json:"closing,omitzero"`
	Printed Printed `json:"printed,omitzero"`
	// NotBooked is when somebody said, having looked, that the carrier has no booking of the parcel. Zero: nobody did.
	NotBooked time.Time `json:"not_booked,omitzero"`
}

// Track is where a parcel is.
type Track struct {
	Status    shipping.Status    `json:"status"`
	Milestone shipping.Milestone `json:"milestone"`
	Leg       int64              `json:"leg"`
	// At is when the milestone happened, Handed when the carrier got the parcel, Last the newest scan.
	At     time.Time `json:"at"`
	Handed time.Time `json:"handed"`
	Last   time.Time `json:"last"`
	// Prints are the fingerprints of the last scans, newest last, so that repeated polls add nothing.
	Prints []uint64 `json:"-"`
	// Country is where the newest scan says that it is.
	Country shipping.Country `json:"country,omitempty"`
	// Onward are the numbers under which other carriers have the parcel too, Custody what these told themselves.
	Onward  onward.Numbers `json:"onward,omitempty"`
	Custody onward.Custody `json:"custody,omitzero"`
}

// printsKept is more than any carrier tells of a parcel, the last mile's scans among them: one that tells the whole history at each question would
// else have its oldest events recorded again and again.
const printsKept = 512

// Seen reports whether a scan with this fingerprint is among the last ones.
func (t *Track) Seen(fingerprint uint64) bool { return slices.Contains(t.Prints, fingerprint) }

// Apply folds a fact of the parcel's stream in.
func (p *ParcelState) Apply(f *Fact) {
	p.Notified.apply(f)
	switch b := f.Body.(type) {
	case *ParcelPlanned:
		p.Plan, p.Track.Status = b.Plan, shipping.Pending
	case *ScanReceived:
		p.scanned(b, f.At)
	case *MilestoneReached:
		p.Track.Milestone, p.Track.Status, p.Track.Leg, p.Track.At, p.Track.Custody.By = b.Milestone, b.Status, b.Leg, f.At, b.By
		p.Timers, p.Estimate = b.Await, b.Estimate
	case *ParcelNumbered:
		p.Track.Onward = b.Onward
	case *TimerElapsed:
		p.Timers = without(p.Timers, b.Timer.Name)
	case *SlotChanged:
		p.Wanted, p.Slot = b.Slot, shipping.Window{}
	case *TourScheduled:
		p.Slot = b.Slot
	case *Deviated:
		p.Timers = b.Await
		if b.Case != "" {
			p.Case = b.Case
		}
	default:
		p.booked(f)
	}
}

// Onwards reports whether a scan was told under a further number of the parcel.
func (p *ParcelState) Onwards(s *Scan) bool {
	return p.Track.Onward.Has(s.Waybill) && (s.Waybill != p.Booking.Waybill || s.Carrier != p.Booking.Carrier)
}

func (p *ParcelState) scanned(b *ScanReceived, at time.Time) {
	t := &p.Track
	if b.Scan.NumberAlone() { // it tells nothing of where the parcel is
		return
	}
	if p.Onwards(&b.Scan) && t.Custody.Hear(b.Scan.Milestone, t.Milestone, string(b.Scan.Classifier), b.Scan.Carrier, at) { // it knows when
		t.At = at
	}
	if len(t.Prints) >= printsKept {
		t.Prints = t.Prints[len(t.Prints)-printsKept+1:]
	}
	t.Prints = append(slices.Clip(t.Prints), b.Scan.Print)
	if at.After(t.Last) {
		t.Last = at
		if b.Scan.Place.Country != "" {
			t.Country = b.Scan.Place.Country
		}
	}
}

// booked folds the facts of choice and booking in.
func (p *ParcelState) booked(f *Fact) {
	k := &p.Booking
	switch b := f.Body.(type) {
	case *ChannelChosen:
		k.Backups = nil
		for _, o := range b.Backups {
			k.Backups = append(k.Backups, o.Channel)
		}
	case *BookingRequested:
		k.Stage, k.Channel, k.Carrier, k.Attempt, k.Away, k.Hindered, k.NotBooked = BookingAsked, b.Channel, b.Carrier, b.Attempt, "", "", time.Time{}
		if !slices.Contains(k.Tried, b.Channel) {
			k.Tried = append(slices.Clip(k.Tried), b.Channel)
		}
		k.Backups = slices.DeleteFunc(slices.Clone(k.Backups), func(id shipping.ChannelID) bool { return id == b.Channel })
	case *BookingHindered:
		k.Hindered = b.What
	case *Booked:
		k.Stage, k.Waybill, k.Cost, k.Label, k.Simulated = BookingHeld, b.Waybill, b.Cost, b.Label, b.Simulated
		k.Closing, k.Printed = Closing{Wanted: b.ToClose}, Printed{}
		p.Track.Status, p.Track.Milestone, p.Track.At = shipping.InfoReceived, shipping.LabelCreated, f.At
	case *Awaited:
		p.Timers = b.Await
		if b.Promise != (shipping.Window{}) {
			k.Promise = b.Promise
		}
	case *DiversionAsked:
		if k.Channel == b.Channel {
			k.Away = b.Trigger
		}
	case *CancelRequested:
		k.Stage, k.CallOff = BookingCancelling, b.CallOff
	case *ParcelRecalled:
		k.CallOff, k.Away = true, ""
	case *BookingWithdrawn:
		k.Stage = BookingNone
	case *BookingCancelled:
		k.Stage, k.Waybill, k.Label, k.Cost, p.Timers = BookingNone, "", "", shipping.Money{}, nil
		k.Closing, k.Printed, p.Track.Onward, p.Track.Custody = Closing{}, Printed{}, nil, onward.Custody{}
	case *NotBooked:
		k.NotBooked = f.At
	case *LabelPrinted:
		k.Printed = Printed{b.Batch, b.Place}
	case *CancelRejected:
		k.Stage, k.CallOff, k.Away = BookingHeld, false, ""
	case *HandedOver:
		p.Track.Handed = f.At
	case *ManifestAsked, *ManifestAnswered:
		k.Closing.apply(f.Body)
	case *ParcelStuck:
		k.Stage, p.Case, p.Timers = BookingStuck, b.Case, nil
		p.Track.Status = shipping.Exception
	case *ParcelCalledOff:
		k.Stage, p.Timers, p.Track.Status = BookingOff, nil, shipping.Cancelled
	}
}

// Due is when the first timer falls due.
func (p *ParcelState) Due() time.Time { return firstDue(p.Timers) }

// DueTimers lists the timers that are due at an instant.
func (p *ParcelState) DueTimers(now time.Time) []Timer { return dueTimers(p.Timers, now) }

// without lists the timers of other names.
func without(timers []Timer, name string) []Timer {
	return slices.DeleteFunc(slices.Clone(timers), func(t Timer) bool { return t.Name == name })
}

func firstDue(timers []Timer) (first time.Time) {
	for _, t := range timers {
		if first.IsZero() || t.Due.Before(first) {
			first = t.Due
		}
	}
	return first
}

func dueTimers(timers []Timer, now time.Time) (due []Timer) {
	for _, t := range timers {
		if !t.Due.After(now) {
			due = append(due, t)
		}
	}
	return due
}

func (*ParcelState) FormVersion() uint64 { return 12 }

func (p *ParcelState) Form(c *coder.Coder) {
	p.Plan.Form(c)
	p.Booking.Form(c)
	p.Track.Form(c)
	coder.List(c, &p.Timers, codeTimer)
	coder.Text(c, &p.Case)
	coder.Window(c, &p.Wanted)
	coder.Window(c, &p.Slot)
	p.Estimate.Form(c)
	p.Notified.Form(c)
}

func (k *Booking) Form(c *coder.Coder) {
	coder.Pair(c, &k.Stage, &k.Channel)
	coder.Text(c, &k.Carrier)
	coder.Num(c, &k.Attempt)
	coder.Texts(c, &k.Backups)
	coder.Text(c, &k.Waybill)
	c.Money(&k.Cost)
	coder.Text(c, &k.Label)
	coder.Window(c, &k.Promise)
	coder.Texts(c, &k.Tried)
	coder.Text(c, &k.Away)
	c.Bool(&k.CallOff)
	coder.Text(c, &k.Hindered)
	c.Bool(&k.Simulated)
	k.Closing.form(c)
	coder.Text(c, &k.Printed.Batch)
	coder.Num(c, &k.Printed.Place)
	c.Time(&k.NotBooked)
}

func (t *Track) Form(c *coder.Coder) {
	coder.Pair(c, &t.Status, &t.Milestone)
	coder.Num(c, &t.Leg)
	c.Time(&t.At)
	c.Time(&t.Handed)
	c.Time(&t.Last)
	coder.List(c, &t.Prints, func(c *coder.Coder, v *uint64) { c.Hash(v) })
	coder.Text(c, &t.Country)
	onward.Form(c, &t.Onward, &t.Custody)
}
