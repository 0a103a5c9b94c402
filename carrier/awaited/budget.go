package awaited

import "time"

// Budget is how many calls an account may be asked for news by. The zero value does not limit.
type Budget struct {
	Day int64 // calls in any 24 hours; 0: not limited
	// Saved is how much of a day's share may be saved up between two looks; an hour at least.
	Saved time.Duration
	Once  int64 // how many calls are made together, at least
}

// Limited reports whether there is a limit.
func (b Budget) Limited() bool { return b.Day > 0 }

// burst is how many calls may be made at once, and gap in what time one is earned: what was saved and what is earned are never more than Day in 24 hours.
func (b Budget) burst() (most int64, gap time.Duration) {
	saved := min(max(b.Saved, time.Hour), day)
	most = max(1, b.Once, int64(float64(b.Day)*float64(saved)/float64(day+saved)))
	if b.Day <= most {
		return most, day / time.Duration(b.Day)
	}
	return most, day / time.Duration(b.Day-most)
}

// Free is how many calls may be made now; even is when all that were made are earned, the zero time where none were.
func (b Budget) Free(now, even time.Time) int64 {
	most, gap := b.burst()
	return min(most, max(0, int64(now.Sub(later(even, now.Add(-time.Duration(most)*gap)))/gap)))
}

// Spare reports whether more calls are saved up than what may come to be wanted meanwhile needs: more than three quarters of what can be.
func (b Budget) Spare(now, even time.Time) bool {
	if !b.Limited() {
		return false
	}
	most, _ := b.burst()
	return b.Free(now, even)*4 > most*3
}

// Spend is when all calls are earned once so many more were made.
func (b Budget) Spend(now, even time.Time, calls int64) time.Time {
	most, gap := b.burst()
	return later(even, now.Add(-time.Duration(most)*gap)).Add(time.Duration(calls) * gap)
}
