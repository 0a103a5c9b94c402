package channel

import (
	"strconv"

	"crosslane/shipping"
)

// laneCompiler checks one channel of the Book and writes its lane.
type laneCompiler struct {
	*Table
	lane *lane
	at   string // path of the channel
}

func (l *laneCompiler) compile(carriers map[shipping.CarrierID]int, sheets map[string][]*sheet) error {
	c := l.lane.Channel
	var ok bool
	if l.lane.carrier, ok = carriers[c.Carrier]; !ok {
		return unknown(l.at+".carrier", string(c.Carrier), "carrier")
	}
	if l.lane.kind, ok = kindBits[c.Kind]; !ok {
		return unknown(l.at+".kind", string(c.Kind), "kind of channel")
	}
	if l.lane.sheets, ok = sheets[c.Rates]; !ok {
		return unknown(l.at+".rates", c.Rates, "rate sheet")
	}
	for _, step := range []func() error{l.from, l.to, l.promise, l.measures, l.goods, l.values} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (l *laneCompiler) from() error {
	for k, w := range l.lane.From {
		n, ok := l.warehouses[w]
		if !ok {
			return unknown(path(l.at+".from", k, ""), string(w), "warehouse")
		}
		l.lane.from.add(n)
	}
	return filled(l.at+".from", len(l.lane.From))
}

func (l *laneCompiler) to() error {
	for k, c := range l.lane.To {
		if err := knownCountry(path(l.at+".to", k, ""), c); err != nil {
			return err
		}
		n, _ := countryNumber(c)
		l.lane.to.add(n)
	}
	return filled(l.at+".to", len(l.lane.To))
}

// promise checks the promised days and sums up what time and lateness add to the score.
func (l *laneCompiler) promise() error {
	c, p := l.lane.Channel, l.book.Policy
	if err := within(l.at+".days.least", c.Days.Least, 0, 1000); err != nil {
		return err
	}
	if err := within(l.at+".days.most", c.Days.Most, max(1, c.Days.Least), 1000); err != nil {
		return err
	}
	if err := within(l.at+".reliability", c.Reliability, 0, 1000); err != nil {
		return err
	}
	l.lane.risk = p.DayCost*c.Days.Most + p.SpreadCost*(c.Days.Most-c.Days.Least) + mulDiv(p.LateCost, 1000-c.Reliability, 1000)
	return nil
}

func (l *laneCompiler) measures() error {
	limit := l.lane.Limits
	l.lane.limits = limit
	for _, f := range []struct {
		name  string
		value int64
	}{{"weight", int64(limit.Weight)}, {"min_weight", int64(limit.MinWeight)}, {"side", int64(limit.Side)}, {"girth", int64(limit.Girth)}} {
		if err := within(l.at+".limits."+f.name, f.value, 0, mostWeight); err != nil {
			return err
		}
	}
	return nil
}

func (l *laneCompiler) goods() error {
	limit := l.lane.Limits
	for k, b := range limit.Batteries {
		if batteries(limit.Batteries[k:k+1])&unknownBattery != 0 {
			return unknown(path(l.at+".limits.batteries", k, ""), string(b), "way of carrying cells")
		}
	}
	l.lane.batteries = batteries(limit.Batteries)
	for k, prefix := range limit.NoHS {
		if !digits(prefix) {
			return shipping.BadField(path(l.at+".limits.no_hs", k, ""), "\""+prefix+"\" is not the beginning of an HS code", "write digits without points")
		}
		l.lane.noHS |= heads(prefix)
	}
	return nil
}

func (l *laneCompiler) values() error {
	limit := l.lane.Limits
	for _, f := range []struct {
		name  string
		money shipping.Money
		rates *[]rate
	}{{".limits.value", limit.Value, &l.lane.value}, {".limits.min_value", limit.MinValue, &l.lane.minValue}} {
		if err := within(l.at+f.name+".amount", f.money.Amount, 0, mostPrice); err != nil {
			return err
		}
		if f.money.Amount == 0 {
			continue
		}
		var err error
		if *f.rates, err = l.fx.of(f.money.Currency, l.at+f.name+".currency"); err != nil {
			return err
		}
	}
	return nil
}

func unknown(field, name, what string) error {
	return shipping.BadField(field, "\""+name+"\" is not a known "+what, "")
}

func filled(field string, n int) error {
	if n == 0 {
		return shipping.BadField(field, "empty", "name at least one")
	}
	return nil
}

func within(field string, n, least, most int64) error {
	if n < least || n > most {
		return shipping.BadField(field, strconv.FormatInt(n, 10)+" is out of bounds",
			strconv.FormatInt(least, 10)+" to "+strconv.FormatInt(most, 10))
	}
	return nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
