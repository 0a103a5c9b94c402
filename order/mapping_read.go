package order

import (
	"maps"
	"slices"
	"strings"
	"time"

	"crosslane/order/mapfile"
	"crosslane/order/measure"
	"crosslane/order/state"
	"crosslane/order/value"
	"crosslane/shipping"
)

// readMapping reads a mapping that stands on one of bases; nil: on nothing.
func readMapping(text []byte, bases map[Format]*Mapping) (*Mapping, error) {
	top, ok, err := mapfile.Read(text)
	if err != nil {
		return nil, err
	}
	m := &Mapping{zone: time.UTC}
	if !ok {
		return nil, shipping.BadField("format", "the mapping is empty", "begin with format: and one of "+formatList())
	}
	if err := top.Keys(m.base(bases)); err != nil {
		return nil, err
	}
	if m.Format == "" {
		return nil, shipping.BadField("format", "the mapping does not say which format it stands on", "begin with format: and one of "+formatList())
	}
	if err := top.Keys(m.describe); err != nil {
		return nil, err
	}
	return m, top.Keys(m.stand)
}

// base answers with a reader of the format alone: all else stands on it.
func (m *Mapping) base(bases map[Format]*Mapping) func(string, mapfile.Entry) error {
	return func(key string, e mapfile.Entry) error {
		if key != "format" {
			return nil
		}
		name, err := e.Text()
		if err != nil {
			return err
		}
		m.Format = Format(name)
		if b, ok := bases[m.Format]; ok {
			m.form, m.Storefront = b.form, b.Storefront
			m.states, m.itemStates = b.states.Shipped(), b.itemStates.Shipped()
			m.columns, m.joined = maps.Clone(b.columns), maps.Clone(b.joined)
			m.countries, m.written.instead = maps.Clone(b.countries), maps.Clone(b.written.instead)
			return nil
		}
		if bases != nil {
			return e.Bad(value.Quoted(name)+" is not a known format", "use "+formatList())
		}
		m.columns, m.joined, m.countries = map[field][]string{}, map[field]bool{}, map[string]shipping.Country{}
		m.written.instead = map[field][]string{}
		return nil
	}
}

// mappingKeys is every key of a mapping file.
var mappingKeys = []string{"format", "storefront", "seller", "zone", "currency", "decimal", "more_decimals", "entities", "encoding", "units", "dates", "list", "items", "columns", "billing", "other_columns",
	"blank_number", "parent_rows", "cancel_prefix", "called_off", "fulfilled", "states", "item_states", "assume", "charges", "countries", "address", "defaults", "products"}

// describe reads what stands by itself.
func (m *Mapping) describe(key string, e mapfile.Entry) (err error) {
	switch key {
	case "format", "defaults", "products":
	case "zone":
		m.zone, err = e.Zone()
	case "currency":
		m.currency, err = e.Currency()
	case "decimal":
		m.written.Decimal, err = e.Word("point", "comma")
	case "more_decimals":
		m.written.Round, err = e.Either("refuse", "round")
	case "entities":
		m.written.entities, err = e.Either("refuse", "decode")
	case "encoding":
		m.written.encoding, err = e.Encoding()
	case "units":
		return e.Keys(m.readUnits)
	case "dates":
		m.dates, err = e.Dates()
	case "columns":
		return e.Keys(m.readColumn)
	case "billing":
		return e.Keys(m.readInstead)
	case "other_columns":
		m.refuseOther, err = e.Either("ignore", "refuse")
	case "blank_number":
		m.continues, err = e.Either("refuse", "continues")
	case "parent_rows":
		m.parents, err = e.Either("refuse", "skip")
	case "called_off":
		var words []string
		if words, err = e.List(); err == nil {
			err = m.states.Add(e, state.Cancel, words...)
		}
	case "fulfilled":
		var ship bool
		if ship, err = e.Either("skip", "ship"); err == nil {
			err = m.itemStates.Add(e, map[bool]state.Meaning{true: state.Ship, false: state.Sent}[ship], "fulfilled")
		}
	case "states":
		return e.Keys(m.states.Read(state.Orders))
	case "item_states":
		return e.Keys(m.itemStates.Read(state.Lines))
	case "assume":
		m.written.unsaid, err = state.Assumed(e)
	case "charges":
		m.charges, err = e.List()
	case "countries":
		return e.Keys(m.readCountry)
	case "address":
		m.bare, err = e.Either("full", "country")
	case "cancel_prefix":
		m.cancelPrefix, err = e.List()
	case "storefront", "seller", "list", "items":
		*map[string]*string{"storefront": &m.Storefront, "seller": &m.seller, "list": &m.written.json.List, "items": &m.written.json.Items}[key], err = e.Text()
	default:
		return e.Bad("there is no such key", "the keys are "+strings.Join(mappingKeys, ", "))
	}
	return err
}

// stand reads what depends on the rest: products, whose values are in the mapping's currency and
// whose origins may use its names of countries.
func (m *Mapping) stand(key string, e mapfile.Entry) error {
	switch key {
	case "defaults":
		return e.Keys(m.readProduct(&m.defaults))
	case "products":
		m.products = map[shipping.SKU]shipping.Product{}
		return e.Keys(func(sku string, e mapfile.Entry) error {
			var p shipping.Product
			if _, twice := m.products[SKU(sku)]; twice {
				return e.Bad("the product stands twice, written otherwise", "name it once")
			}
			err := e.Keys(m.readProduct(&p))
			m.products[SKU(sku)] = p
			return err
		})
	}
	return nil
}

func (m *Mapping) readProduct(p *shipping.Product) func(string, mapfile.Entry) error {
	rd := m.reading()
	return func(key string, e mapfile.Entry) error {
		at := slices.IndexFunc(listFields, func(f field) bool { return f != fSKU && f != fCurrency && listName(f) == key })
		if at < 0 {
			return e.Bad("a product has no such key", "the keys are name, weight_g, length_mm, width_mm, height_mm, hs, origin, value, battery, dangerous, class, min_shelf_life_days, rotation")
		}
		text, err := e.Text()
		if err != nil {
			return err
		}
		if w := rd.Product(p, listFields[at].String(), text, m.currency); w != nil {
			return e.Bad(w.Message, w.Hint)
		}
		return nil
	}
}

// readUnits reads in which units the file is written.
func (m *Mapping) readUnits(key string, e mapfile.Entry) (err error) {
	switch key {
	case "weight":
		m.written.Weight, err = e.Unit(measure.Weights)
	case "size":
		m.written.Size, err = e.Unit(measure.Lengths)
	default:
		err = e.Bad("nothing else has a unit", "the keys are weight, size")
	}
	return err
}

func (m *Mapping) readColumn(key string, e mapfile.Entry) error {
	for _, f := range orderFields {
		if f.String() == key {
			names, joined, err := e.Columns()
			m.columns[f], m.joined[f] = names, joined
			return err
		}
	}
	var names []string
	for _, f := range orderFields {
		names = append(names, f.String())
	}
	return e.Bad("there is no such field", "the fields are "+strings.Join(names, ", "))
}

// readInstead reads the columns of the address of the buyer, which stand in for that of the recipient.
func (m *Mapping) readInstead(key string, e mapfile.Entry) (err error) {
	for f := fName; f <= fCountry; f++ {
		if f.String() == key {
			m.written.instead[f], err = e.List()
			return err
		}
	}
	return e.Bad("there is no such field of an address", "the fields are name, company, address1, address2, city, region, region_name, postcode, country")
}

func (m *Mapping) readCountry(name string, e mapfile.Entry) error {
	text, err := e.Text()
	if err != nil {
		return err
	}
	c := shipping.Country(text)
	if !c.Known() {
		return e.Bad(value.Quoted(text)+" is not the code of a country", "write two capital letters, such as DE")
	}
	m.countries[value.Fold(name)] = c
	return nil
}

func (m *Mapping) reading() *value.Reader {
	rd := &value.Reader{Form: m.written.Form, Countries: m.countries}
	if m.written.Decimal == "" {
		rd.Unsure = value.Pointed
	}
	return rd
}
