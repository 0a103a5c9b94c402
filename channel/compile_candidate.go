package channel

import (
	"slices"
	"strconv"
	"strings"

	"crosslane/shipping"
)

// candidateCompiler checks one channel of the Book and writes its candidate.
type candidateCompiler struct {
	*Table
	candidate *candidate
	at        string // path of the channel
}

func (cc *candidateCompiler) compile(carriers map[shipping.CarrierID]int, sheets map[string][]*sheet) error {
	c := cc.candidate.channel
	var ok bool
	if cc.candidate.carrier, ok = carriers[c.Carrier]; !ok {
		return unknown(cc.at+".carrier", string(c.Carrier), "carrier", known(carriers))
	}
	if cc.candidate.kind, ok = kindBits[c.Kind]; !ok {
		return unknown(cc.at+".kind", string(c.Kind), "kind of channel", known(kindBits))
	}
	if cc.candidate.sheets, ok = sheets[c.Rates]; !ok {
		return unknown(cc.at+".rates", c.Rates, "rate sheet", known(sheets))
	}
	for _, step := range []func() error{cc.from, cc.to, cc.promise, cc.measures, cc.goods, cc.values} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (cc *candidateCompiler) from() error {
	for k, w := range cc.candidate.channel.From {
		n, ok := cc.warehouses[w]
		if !ok {
			return unknown(path(cc.at+".from", k, ""), string(w), "warehouse", known(cc.warehouses))
		}
		cc.candidate.from.add(n)
	}
	return filled(cc.at+".from", len(cc.candidate.channel.From))
}

func (cc *candidateCompiler) to() error {
	for k, c := range cc.candidate.channel.To {
		if err := knownDestination(path(cc.at+".to", k, ""), c); err != nil {
			return err
		}
		cc.candidate.to.add(countryOf(c))
	}
	for _, t := range shipping.Territories() {
		if cc.book.Reaches(cc.candidate.channel, t.Code) {
			cc.candidate.to.add(countryOf(t.Code))
		}
	}
	return filled(cc.at+".to", len(cc.candidate.channel.To))
}

// promise checks the promised days and sums up what time and lateness add to the score.
func (cc *candidateCompiler) promise() error {
	c, p := cc.candidate.channel, cc.book.Policy
	if err := within(cc.at+".days.least", c.Days.Least, 0, 1000); err != nil {
		return err
	}
	if err := within(cc.at+".days.most", c.Days.Most, max(1, c.Days.Least), 1000); err != nil {
		return err
	}
	if err := within(cc.at+".reliability", c.Reliability, 0, 1000); err != nil {
		return err
	}
	cc.candidate.risk = p.DayCost*c.Days.Most + p.SpreadCost*(c.Days.Most-c.Days.Least) + mulDiv(p.LateCost, 1000-c.Reliability, 1000)
	return nil
}

func (cc *candidateCompiler) measures() error {
	limit := cc.candidate.channel.Limits
	cc.candidate.limits = limit
	for _, f := range []struct {
		name  string
		value int64
	}{{"weight", int64(limit.Weight)}, {"min_weight", int64(limit.MinWeight)}, {"side", int64(limit.Side)}, {"girth", int64(limit.Girth)}} {
		if err := within(cc.at+".limits."+f.name, f.value, 0, mostWeight); err != nil {
			return err
		}
	}
	return nil
}

func (cc *candidateCompiler) goods() error {
	limit := cc.candidate.channel.Limits
	for k, b := range limit.Batteries {
		if batteries(limit.Batteries[k:k+1])&unknownBattery != 0 {
			return unknown(path(cc.at+".limits.batteries", k, ""), string(b), "way of carrying cells", "inside, with, alone")
		}
	}
	cc.candidate.batteries = batteries(limit.Batteries)
	for k, prefix := range limit.NoHS {
		if !digits(prefix) {
			return shipping.BadField(path(cc.at+".limits.no_hs", k, ""), "\""+prefix+"\" is not the beginning of an HS code", "write digits without points")
		}
		cc.candidate.noHS |= heads(prefix)
	}
	return nil
}

func (cc *candidateCompiler) values() error {
	limit := cc.candidate.channel.Limits
	for _, f := range []struct {
		name  string
		money shipping.Money
		rates *[]rate
	}{{".limits.value", limit.Value, &cc.candidate.value}, {".limits.min_value", limit.MinValue, &cc.candidate.minValue}} {
		if err := within(cc.at+f.name+".amount", f.money.Amount, 0, mostPrice); err != nil {
			return err
		}
		if f.money.Amount == 0 {
			continue
		}
		var err error
		if *f.rates, err = cc.fx.of(f.money.Currency, cc.at+f.name+".currency"); err != nil {
			return err
		}
	}
	return nil
}

func unknown(field, name, what, known string) error {
	return shipping.BadField(field, "\""+name+"\" is not a known "+what, "known are "+known)
}

// known lists the names of something, as many as a line holds.
func known[K ~string, V any](names map[K]V) string {
	const most = 30
	list := make([]string, 0, len(names))
	for name := range names {
		list = append(list, string(name))
	}
	slices.Sort(list)
	if len(list) > most {
		list = append(list[:most], "...")
	}
	return strings.Join(list, ", ")
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
