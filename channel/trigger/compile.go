package trigger

import (
	"strconv"
	"strings"

	"crosslane/book"
	"crosslane/shipping"
)

func (s *Set) compileRules() error {
	s.rules = make([]rule, len(s.book.Triggers))
	for i := range s.book.Triggers {
		t, at := &s.book.Triggers[i], path("triggers", i)
		if err := newName(s.byName, t.Name, i, at); err != nil {
			return err
		}
		if err := check(t, at); err != nil {
			return err
		}
		r, err := s.compileRule(t, at)
		if err != nil {
			return err
		}
		s.rules[i] = r
	}
	return nil
}

func (s *Set) compileRule(t *book.Trigger, at string) (r rule, err error) {
	r.Trigger = t
	if t.When == "" {
		return r, shipping.BadField(at+".when", "missing", "write a condition, such as health.late_hours > 48")
	}
	if r.when, err = s.compileCondition(&aboutLane, t.When, at+".when"); err != nil {
		return r, err
	}
	if r.clear, err = s.compileCondition(&aboutLane, t.Clear, at+".clear"); err != nil {
		return r, err
	}
	r.parcels, err = s.compileCondition(&aboutParcel, t.Parcels, at+".parcels")
	return r, err
}

// newName numbers a name that must not be empty or used twice. Colons part the names in timers.
func newName(names map[string]int, name string, n int, at string) error {
	if name == "" {
		return shipping.BadField(at+".name", "missing", "give each trigger a name of its own")
	}
	if strings.Contains(name, ":") {
		return shipping.BadField(at+".name", "\""+name+"\" has a colon", "use letters, digits, - and _")
	}
	if before, twice := names[name]; twice {
		return shipping.BadField(at+".name", "\""+name+"\" is used twice", "entry "+strconv.Itoa(before)+" of the list (counted from 0) has it already")
	}
	names[name] = n
	return nil
}

const mostHours = 366 * 24

// check checks what does not need the conditions.
func check(t *book.Trigger, at string) error {
	for _, f := range []struct {
		name        string
		value, most int64
	}{
		{".then.switch", t.Then.Away, 100}, {".hold_hours", t.HoldHours, mostHours},
		{".cool_down_hours", t.CoolDownHours, mostHours}, {".step_hours", t.StepHours, mostHours},
	} {
		if err := within(at+f.name, f.value, 0, f.most); err != nil {
			return err
		}
	}
	if err := checkEffect(&t.Then, at+".then"); err != nil {
		return err
	}
	return checkBack(t, at)
}

func checkEffect(e *book.Effect, at string) error {
	switch {
	case e.Stop && e.Away != 0 && e.Away != 100:
		return shipping.BadField(at+".switch", "stop bars every parcel, not a share of them", "leave switch or stop out")
	case full(e) > 0 || e.Case && !e.Rebook && !e.Tell:
		return nil
	case e.Rebook:
		return shipping.BadField(at+".rebook", "no share of the parcels is switched, so that none is booked anew", "give switch or stop as well")
	case e.Tell:
		return shipping.BadField(at+".tell", "no share of the parcels is switched, so that nobody is told", "give switch or stop as well")
	}
	return shipping.BadField(at, "the trigger has no effect", "give switch (a share in per cent), stop or case")
}

// full is the share that stays away once the trigger was set off.
func full(e *book.Effect) int64 {
	if e.Stop {
		return 100
	}
	return e.Away
}

func checkBack(t *book.Trigger, at string) error {
	before := full(&t.Then)
	for i, share := range t.Back {
		field := at + path(".back", i)
		if err := within(field, share, 1, 99); err != nil {
			return err
		}
		if share >= before {
			return shipping.BadField(field, strconv.FormatInt(share, 10)+" does not lie below the "+strconv.FormatInt(before, 10)+" before it",
				"the shares that stay away fall, such as [75, 50, 25]")
		}
		before = share
	}
	if len(t.Back) > 0 && t.StepHours == 0 {
		return shipping.BadField(at+".step_hours", "missing", "say after how many hours the next step of back comes, or leave back out")
	}
	return nil
}

func path(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

func within(field string, n, least, most int64) error {
	if n < least || n > most {
		return shipping.BadField(field, strconv.FormatInt(n, 10)+" is out of bounds", strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10))
	}
	return nil
}
