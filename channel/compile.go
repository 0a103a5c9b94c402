package channel

import (
	"slices"
	"strings"

	"crosslane/book"
	"crosslane/shipping"
)

// Compile checks a Book and makes the table of its channels. The first fault found
// is an Invalid error whose field is the path in the Book: "channels[3].rates".
func Compile(current *book.Book) (*Table, error) {
	fx, err := newExchange(current)
	if err != nil {
		return nil, err
	}
	t := &Table{book: current, fx: fx}
	sheets, err := t.compileSheets()
	if err != nil {
		return nil, err
	}
	for _, step := range []func() error{
		t.numberWarehouses,
		t.compileMarkets,
		t.checkPolicy,
		func() error { return t.compileCandidates(sheets) },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Table) numberWarehouses() error {
	if err := within("warehouses", int64(len(t.book.Warehouses)), 0, mostWarehouses); err != nil {
		return err
	}
	t.warehouses = make(map[shipping.WarehouseID]int)
	for i, w := range t.book.Warehouses {
		at := path("warehouses", i, "")
		if err := newName(t.warehouses, w.ID, i, at+".id"); err != nil {
			return err
		}
		if err := knownCountry(at+".place.country", w.Place.Country); err != nil {
			return err
		}
	}
	return nil
}

// newName numbers an identifier that must not be empty or used twice.
func newName[T ~string](names map[T]int, id T, n int, field string) error {
	if id == "" {
		return shipping.BadField(field, "missing", "give it a name of its own")
	}
	if _, twice := names[id]; twice {
		return shipping.BadField(field, "\""+string(id)+"\" is used twice", "give each a name of its own")
	}
	names[id] = n
	return nil
}

func knownCountry(field string, c shipping.Country) error {
	if !c.Known() {
		return shipping.BadField(field, "\""+string(c)+"\" is not a country", "use two capital letters of ISO 3166-1, such as DE")
	}
	return nil
}

// knownDestination checks a country, or a territory.
func knownDestination(field string, c shipping.Country) error {
	if !c.Destined() {
		return shipping.BadField(field, "\""+string(c)+"\" is neither a country nor a territory", "use two capital letters of ISO 3166-1, such as DE, or a territory of docs/territories.md, such as ES-CN")
	}
	return nil
}

// compileMarkets checks the markets and writes each country's rule.
func (t *Table) compileMarkets() error {
	countries, areas := map[shipping.Country]int{}, map[shipping.Area]int{}
	for i := range t.book.Markets {
		if err := checkMarket(&t.book.Markets[i], i, countries, areas); err != nil {
			return err
		}
	}
	for n := range destinations {
		if m := t.book.Market(countryCode(n)); m != nil {
			t.markets[n] = marketRule{kindsOf(m.Avoid), kindsOf(m.Prefer)}
		}
	}
	return nil
}

// checkMarket checks that a market's words are known, and that no other market has its destinations.
func checkMarket(m *book.Market, i int, countries map[shipping.Country]int, areas map[shipping.Area]int) error {
	at := path("markets", i, "")
	for k, c := range m.Countries {
		if err := knownDestination(path(at+".countries", k, ""), c); err != nil {
			return err
		}
		if err := newName(countries, c, i, path(at+".countries", k, "")); err != nil {
			return err
		}
	}
	for k, a := range m.Areas {
		if !anyCountryIn(a) {
			return unknown(path(at+".areas", k, ""), string(a), "area", "europe, north_america, latin_america, southeast_asia, east_asia, south_asia, middle_east, africa, oceania, central_asia, antarctic")
		}
		if err := newName(areas, a, i, path(at+".areas", k, "")); err != nil {
			return err
		}
	}
	if err := knownKinds(at+".avoid", m.Avoid); err != nil {
		return err
	}
	return knownKinds(at+".prefer", m.Prefer)
}

func anyCountryIn(a shipping.Area) bool {
	for n := range countryCodes {
		if a != "" && countryCode(n).Area() == a {
			return true
		}
	}
	return false
}

func knownKinds(field string, list []book.ChannelKind) error {
	for i, k := range list {
		if kindBits[k] == 0 {
			return unknown(path(field, i, ""), string(k), "kind of channel", known(kindBits))
		}
	}
	return nil
}

func kindsOf(list []book.ChannelKind) (set kindSet) {
	for _, k := range list {
		set |= kindBits[k]
	}
	return set
}

// mostCost bounds what a policy may weigh with, in minor units.
const mostCost = 1_000_000_000

func (t *Table) checkPolicy() error {
	p := t.book.Policy
	for _, f := range []struct {
		name  string
		value int64
	}{
		{"day_cost", p.DayCost}, {"spread_cost", p.SpreadCost}, {"late_cost", p.LateCost}, {"prefer_bonus", p.PreferBonus},
		{"backups", p.Backups}, {"small_weight", int64(p.SmallWeight)}, {"min_shelf_life_days", p.MinShelfLife}, {"high_value.amount", p.HighValue.Amount},
	} {
		if err := within("policy."+f.name, f.value, 0, mostCost); err != nil {
			return err
		}
	}
	if p.HighValue.Amount == 0 {
		return nil
	}
	_, err := t.fx.of(p.HighValue.Currency, "policy.high_value.currency")
	return err
}

// numberCarriers numbers the carriers by name.
func (t *Table) numberCarriers() (map[shipping.CarrierID]int, error) {
	carriers := make(map[shipping.CarrierID]int)
	for i, c := range t.book.Carriers {
		if err := newName(carriers, c.ID, i, path("carriers", i, ".id")); err != nil {
			return nil, err
		}
	}
	return carriers, nil
}

func (t *Table) compileCandidates(sheets map[string][]*sheet) error {
	carriers, err := t.numberCarriers()
	if err != nil {
		return err
	}
	t.byID = make(map[shipping.ChannelID]int)
	t.candidates = make([]candidate, len(t.book.Channels))
	for i := range t.book.Channels {
		at := path("channels", i, "")
		if err := newName(t.byID, t.book.Channels[i].ID, i, at+".id"); err != nil {
			return err
		}
		c := candidateCompiler{Table: t, candidate: &t.candidates[i], at: at}
		c.candidate.channel = &t.book.Channels[i]
		if err := c.compile(carriers, sheets); err != nil {
			return err
		}
	}
	t.orderCandidates()
	return nil
}

// orderCandidates numbers the channels by ID, for draws.
func (t *Table) orderCandidates() {
	order := make([]*candidate, len(t.candidates))
	for i := range t.candidates {
		order[i] = &t.candidates[i]
	}
	slices.SortFunc(order, func(a, b *candidate) int { return strings.Compare(string(a.channel.ID), string(b.channel.ID)) })
	for n, c := range order {
		c.order = n
	}
}
