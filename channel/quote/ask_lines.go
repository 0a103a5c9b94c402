package quote

import (
	"encoding/json"
	"strings"

	"crosslane/fact"
	"crosslane/shipping"
)

// contents are the goods in the parcel, as far as the question tells them.
type contents struct {
	weight    shipping.Grams
	value     shipping.Money
	batteries []shipping.Battery
	hs        []string
	dangerous bool
	units     int64
	size      shipping.Dimensions // of the last line
}

func (c *contents) addBattery(field string, raw json.RawMessage) error {
	var b shipping.Battery
	if err := textInto(&b)(field, raw); err != nil {
		return err
	}
	switch b {
	case shipping.NoBattery:
		return nil
	case shipping.BatteryInside, shipping.BatteryWith, shipping.BatteryAlone:
		addOnce(&c.batteries, b)
		return nil
	}
	return shipping.BadField(field, "\""+string(b)+"\" is not a way of carrying cells", "inside, with or alone")
}

func (c *contents) addHS(field string, raw json.RawMessage) error {
	var code string
	if err := textInto(&code)(field, raw); err != nil {
		return err
	}
	if strings.Trim(code, "0123456789") != "" || len(code) < 2 || len(code) > 10 {
		return shipping.BadField(field, "\""+code+"\" is not an HS code", "2 to 10 digits without points")
	}
	addOnce(&c.hs, code)
	return nil
}

// add reads one line of goods: weight and price are of one unit.
func (c *contents) add(field string, raw json.RawMessage) error {
	var line shipping.Line
	line.Quantity = 1
	if err := readObject(field, raw, readers{
		"sku":       textInto(&line.SKU),
		"name":      textInto(&line.Name),
		"quantity":  numberInto(&line.Quantity, 1, 1_000_000),
		"weight_g":  numberInto(&line.Weight, 1, 1_000_000_000),
		"size_mm":   sizeInto(&line.Size),
		"price":     moneyInto(&line.Price),
		"battery":   c.addBattery,
		"dangerous": textInto(&line.Dangerous),
		"hs":        c.addHS,
	}); err != nil {
		return err
	}
	value, err := line.Price.Times(line.Quantity)
	if err == nil {
		c.value, err = c.value.Plus(value)
	}
	if err != nil {
		return under(field+".price", err)
	}
	c.weight += line.Weight * shipping.Grams(line.Quantity)
	if c.weight > largest || c.value.Amount > mostPrice {
		return shipping.BadField(field, "the lines are too heavy or too dear for one parcel", "")
	}
	c.dangerous = c.dangerous || line.Dangerous != ""
	c.units += line.Quantity
	c.size = line.Size
	return nil
}

// complete fills in what was not given for the parcel as a whole. The size of one unit is the
// parcel's; what several units measure together is for packing to say, and is left open.
func (c *contents) complete(p *fact.ParcelPlan) {
	p.Batteries, p.HS = c.batteries, c.hs
	p.Dangerous = p.Dangerous || c.dangerous
	if p.Weight == 0 {
		p.Weight = c.weight
	}
	if p.Value.Currency == "" {
		p.Value = c.value
	}
	if p.Size.IsZero() && c.units == 1 {
		p.Size = c.size
	}
}
