package quote

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"crosslane/book"
	"crosslane/channel"
	"crosslane/fact"
	"crosslane/shipping"
)

// request is the question of Rates as it is read.
type request struct {
	plan fact.ParcelPlan
	at   time.Time
}

// largest bounds what a person may ask about: a thousand tonnes, a kilometre.
const largest = 1_000_000_000

// mostPrice bounds what goods are worth, in minor units.
const mostPrice = 1_000_000_000_000

// readRequest reads and completes a question: what weight and value are not given for the
// parcel as a whole are summed from its lines.
func readRequest(t *channel.Table, in []byte, now time.Time) (*request, error) {
	if err := wellFormed(in); err != nil {
		return nil, err
	}
	r := &request{at: now}
	var lines contents
	err := readObject("", in, readers{
		"from":      textInto(&r.plan.Warehouse),
		"to":        r.readPlace,
		"weight_g":  numberInto(&r.plan.Weight, 1, largest),
		"size_mm":   sizeInto(&r.plan.Size),
		"value":     moneyInto(&r.plan.Value),
		"batteries": eachOf(lines.addBattery),
		"dangerous": boolInto(&r.plan.Dangerous),
		"hs":        eachOf(lines.addHS),
		"at":        r.readTime,
		"lines":     eachOf(lines.add),
	})
	if err != nil {
		return nil, err
	}
	lines.complete(&r.plan)
	return r, checkRequest(t.Book(), &r.plan)
}

// checkRequest checks what must be there.
func checkRequest(b *book.Book, p *fact.ParcelPlan) error {
	names := make([]string, len(b.Warehouses))
	for i, w := range b.Warehouses {
		names[i] = string(w.ID)
	}
	if !slices.Contains(names, string(p.Warehouse)) {
		return shipping.BadField("from", "\""+string(p.Warehouse)+"\" is not a warehouse", "known are "+strings.Join(names, ", "))
	}
	if p.Ship.Country == "" {
		return shipping.BadField("to.country", "missing", "two letters of ISO 3166-1, such as DE")
	}
	if p.Weight == 0 {
		return shipping.BadField("weight_g", "missing", "give the parcel's weight in grams, or weight_g for each line")
	}
	return nil
}

// readPlace reads the destination, and writes its postcode in the country's usual form.
func (r *request) readPlace(field string, raw json.RawMessage) error {
	var country string
	to := &r.plan.Ship
	if err := readObject(field, raw, readers{
		"country": textInto(&country), "region": textInto(&to.Region), "postcode": textInto(&to.Postcode),
	}); err != nil || country == "" {
		return err
	}
	c, ok := shipping.CountryNamed(country)
	if !ok {
		return shipping.BadField(field+".country", "\""+country+"\" is not a country", "use two letters of ISO 3166-1, such as DE")
	}
	to.Country = c
	if to.Postcode == "" {
		return nil
	}
	postcode, err := c.NormalPostcode(to.Postcode)
	to.Postcode = postcode
	return under(field, err)
}

// under puts the path of an object before the field of an error about one of its values.
func under(field string, err error) error {
	told, ok := errors.AsType[*shipping.Error](err)
	if !ok {
		return err
	}
	inner := *told
	inner.Field = strings.TrimSuffix(field+"."+told.Field, ".")
	return &inner
}

// readTime reads the instant of hand-over: a day, or an instant of RFC 3339.
func (r *request) readTime(field string, raw json.RawMessage) error {
	var s string
	if err := textInto(&s)(field, raw); err != nil {
		return err
	}
	for _, form := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.ParseInLocation(form, s, time.UTC); err == nil {
			r.at = at
			return nil
		}
	}
	return shipping.BadField(field, "\""+s+"\" is not a day", "write 2026-11-21 or 2026-11-21T10:00:00+08:00")
}

func sizeInto(to *shipping.Dimensions) func(string, json.RawMessage) error {
	return func(field string, raw json.RawMessage) error {
		var sides []shipping.Millimetres
		if err := eachOf(func(field string, raw json.RawMessage) error {
			var side shipping.Millimetres
			err := numberInto(&side, 1, 1_000_000)(field, raw)
			sides = append(sides, side)
			return err
		})(field, raw); err != nil {
			return err
		}
		if len(sides) != 3 {
			return shipping.BadField(field, "a parcel has three sides", "write [length, width, height] in millimetres")
		}
		*to = shipping.Dimensions{Length: sides[0], Width: sides[1], Height: sides[2]}
		return nil
	}
}

// moneyInto reads {"amount": "49.90", "currency": "EUR"}; the amount is a decimal, as a text or a number.
func moneyInto(to *shipping.Money) func(string, json.RawMessage) error {
	return func(field string, raw json.RawMessage) error {
		var amount string
		var currency shipping.Currency
		if err := readObject(field, raw, readers{
			"currency": textInto(&currency),
			"amount": func(field string, raw json.RawMessage) error {
				if raw[0] != '"' {
					amount = string(raw)
					return nil
				}
				return textInto(&amount)(field, raw)
			},
		}); err != nil {
			return err
		}
		m, err := shipping.ParseMoney(amount, currency)
		if err != nil {
			return moneyError(field, err)
		}
		if m.Amount < 0 || m.Amount > mostPrice {
			return shipping.BadField(field+".amount", m.String()+" is out of bounds", "")
		}
		*to = m
		return nil
	}
}

// moneyError names the amount where ParseMoney did not name the currency.
func moneyError(field string, err error) error {
	err = under(field, err)
	if told, ok := errors.AsType[*shipping.Error](err); ok && told.Field == field {
		told.Field += ".amount"
	}
	return err
}

func addOnce[T comparable](list *[]T, one T) {
	if !slices.Contains(*list, one) {
		*list = append(*list, one)
	}
}
