package trigger

import (
	"strings"
	"time"

	"crosslane/calendar"
	"crosslane/shipping"
)

// settleZones finds the clock of every warehouse: the day of a lane is that of its origin.
func (s *Set) settleZones() error {
	s.zones = make(map[shipping.WarehouseID]*time.Location, len(s.book.Warehouses))
	for i, w := range s.book.Warehouses {
		zone, err := calendar.ZoneAt(path("warehouses", i)+".zone", w.Zone, w.Place)
		if err != nil {
			return err
		}
		s.zones[w.ID] = zone
	}
	return nil
}

// local is an instant by the clock of the lane's origin; a warehouse that the Book does not have keeps UTC.
func (s *Set) local(from shipping.WarehouseID, at time.Time) time.Time {
	if zone := s.zones[from]; zone != nil {
		return at.In(zone)
	}
	return at.UTC()
}

// peak is a season of the Book.
type peak struct {
	name string
	days *calendar.Days
}

func (s *Set) compilePeaks() error {
	names := map[string]int{}
	for i, p := range s.book.Peaks {
		at := path("peaks", i)
		if err := newName(names, p.Name, i, at); err != nil {
			return err
		}
		if len(p.Days) == 0 {
			return shipping.BadField(at+".days", "empty", "name at least one day, such as 11-11")
		}
		days, err := calendar.ParseDays(at+".days", p.Days)
		if err != nil {
			return err
		}
		s.peaks = append(s.peaks, peak{p.Name, days})
	}
	return nil
}

// peakOn is the first of the Book's peaks that covers a day, empty when none does.
func (s *Set) peakOn(day shipping.Date) string {
	for i := range s.peaks {
		if s.peaks[i].days.Covers(day) {
			return s.peaks[i].name
		}
	}
	return ""
}

func (s *Set) checkClasses() error {
	names := map[string]int{}
	for i, c := range s.book.Classes {
		at := path("classes", i)
		if err := newName(names, c.Name, i, at); err != nil {
			return err
		}
		if len(c.HS) == 0 {
			return shipping.BadField(at+".hs", "empty", "name at least one beginning of HS codes, such as \"85\"")
		}
		for k, prefix := range c.HS {
			if prefix == "" || strings.Trim(prefix, "0123456789") != "" {
				return shipping.BadField(at+path(".hs", k), "\""+prefix+"\" is not the beginning of an HS code", "write digits without points")
			}
		}
	}
	return nil
}

// classesOf are the names of the Book's classes that any of the HS codes belongs to.
func (s *Set) classesOf(codes []string) (names []string) {
	for _, c := range s.book.Classes {
		if anyBegins(codes, c.HS) {
			names = append(names, c.Name)
		}
	}
	return names
}

func anyBegins(codes, prefixes []string) bool {
	for _, code := range codes {
		for _, prefix := range prefixes {
			if strings.HasPrefix(code, prefix) {
				return true
			}
		}
	}
	return false
}
