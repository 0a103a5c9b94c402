package book_test

import (
	"errors"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/shipping"
)

// proofed is a small Book without a mistake.
const proofed = `name: Proofs
from: 2026-01-01T00:00:00Z
base: EUR
fx:
  - {currency: JPY, micro: 6100, from: 2026-01-01}
warehouses:
  - {id: szx, name: Shenzhen, place: {country: CN, postcode: 518000}, zone: Asia/Shanghai, overseas: false}
carriers:
  - {id: meteor, name: Meteor, connector: table, phone: "+49 203 1", poll_minutes: 15, calls_per_day: 500}
policy: {day_cost: 25, late_cost: 1500, backups: 2, high_value: {amount: 40000, currency: JPY}}
alerts: {depart: 48}
triggers:
  - {name: late, when: health.late_hours > 48, then: {switch: 30}}
depots:
  - {id: d, warehouse: szx, carrier: meteor, position: {lon: 6735000, lat: -51455000}, radius: 35000, opens: 8, closes: 18, service: 240}
channels:
  - &one
    id: one
    carrier: meteor
    service: "007"
    kind: express
    from: [szx]
    to: [DE, NO]
    legs:
      - {name: a, from: CN, to: "", ends: delivered, usual_hours: 20, most_hours: 40}
    rates: sheet
    limits: {weight: 31500, side: 1200}
    days: {least: 3, most: 5}
    reliability: 970
    waybill: "ME#########C"
  - <<: *one
    id: two
rates:
  - name: sheet
    currency: JPY
    from: 2026-01-01
    divisor: 5000
    zones:
      - {name: all, countries: [DE, NO], prefixes: [42, "04"], breaks: [{up_to: 500, flat: 1650}]}
    surcharges:
      - {name: fuel, kind: fuel, per_mille: 165}
`

// TestProofreadPasses: what is right is let through, and so are all Books that ship.
func TestProofreadPasses(t *testing.T) {
	for name, file := range map[string]string{
		"small": proofed, "default": string(book.DefaultFile()), "with an end": proofed + "...\n", "with a begin": "---\n" + proofed, "Windows": strings.ReplaceAll(proofed, "\n", "\r\n"),
		"tabs in remarks": "# a\tb\n" + proofed + "# x\ty\n",
	} {
		if err := book.Proofread([]byte(file)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := book.Read([]byte(file)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// misread is one change of the small Book, and what must be told of it. Where Field is empty the place is not held.
type misread struct{ from, to, field, says, hint string }

// TestProofreadNumbers: what is no whole number is refused in the key's own unit.
func TestProofreadNumbers(t *testing.T) {
	try(t, []misread{
		{"flat: 1650", "flat: 16.50", "line 39, column 92: rates[0].zones[0].breaks[0].flat", "16.50 is no whole number", "write whole minor units"},
		{"day_cost: 25", "day_cost: 16.50", "policy.day_cost", "16.50 is no whole number", "write minor units, 1650 for 16.50 EUR"},
		{"amount: 40000", "amount: 1.5", "policy.high_value.amount", "1.5 is", "write whole minor units"},
		{"micro: 6100", "micro: 0.0061", "fx[0].micro", "0.0061 is", "write millionths, 6100 for 0.0061 in the base currency"},
		{"weight: 31500", "weight: 31.5", "line 27, column 22: channels[0].limits.weight", "31.5 is", "write grams, 31500 for 31.5 kg"},
		{"up_to: 500", "up_to: .5", "breaks[0].up_to", ".5 is", "write grams, 500 for .5 kg"},
		{"side: 1200", "side: 1.2", "limits.side", "1.2 is", "write millimetres, 1200 for 1.2 m"},
		{"radius: 35000", "radius: 3.5", "depots[0].radius", "3.5 is", "write metres, 3500 for 3.5 km"},
		{"usual_hours: 20", "usual_hours: 24.7", "channels[0].legs[0].usual_hours", "24.7 is", "write whole hours"},
		{"depart: 48", "depart: 1.5", "alerts.depart", "1.5 is", "write whole hours"},
		{"poll_minutes: 15", "poll_minutes: 1.5", "carriers[0].poll_minutes", "1.5 is", "write whole minutes"},
		{"calls_per_day: 500", "calls_per_day: 0.5", "carriers[0].calls_per_day", "0.5 is", "write whole calls"},
		{"service: 240", "service: 4.5", "depots[0].service", "4.5 is", "write whole seconds"},
		{"opens: 8", "opens: 8.5", "depots[0].opens", "8.5 is", "write whole hours of the local day"},
		{"least: 3", "least: 3.0", "channels[0].days.least", "3.0 is", "write whole days"},
		{"reliability: 970", "reliability: 97.5", "channels[0].reliability", "97.5 is", "write thousandths, 975 for 97.5 %"},
		{"per_mille: 165", "per_mille: 16.5", "surcharges[0].per_mille", "16.5 is", "write thousandths, 165 for 16.5 %"},
		{"switch: 30", "switch: 33.3", "triggers[0].then.switch", "33.3 is", "write whole per cent"},
		{"lon: 6735000", "lon: 6.735", "depots[0].position.lon", "6.735 is", "write millionths of a degree, 6735000 for 6.735 degrees"},
		{"lat: -51455000", "lat: -51.455", "depots[0].position.lat", "-51.455 is", "-51455000 for -51.455 degrees"},
		{"divisor: 5000", "divisor: 5000.5", "rates[0].divisor", "5000.5 is", "write whole cm³ per kg"},
		{"flat: 1650", "flat: 010", "breaks[0].flat", "010 is read as 8", "write 10"},
		{"flat: 1650", "flat: 04", "breaks[0].flat", "04 is written oddly", "write 4"},
		{"flat: 1650", "flat: 08", "breaks[0].flat", "08 is no whole number", "write whole minor units"},
		{"flat: 1650", "flat: 0o17", "breaks[0].flat", "0o17 is written oddly", "write 15"},
		{"flat: 1650", "flat: 0x10", "breaks[0].flat", "0x10 is written oddly", "write 16"},
		{"flat: 1650", "flat: 0b11", "breaks[0].flat", "0b11 is written oddly", "write 3"},
		{"flat: 1650", "flat: 1e3", "breaks[0].flat", "1e3 is written oddly", "write 1000"},
		{"flat: 1650", "flat: 1_000", "breaks[0].flat", "1_000 is written oddly", "write 1000"},
		{"flat: 1650", "flat: +5", "breaks[0].flat", "+5 is written oddly", "write 5"},
		{"flat: 1650", "flat: .inf", "breaks[0].flat", ".inf is no whole number", "digits alone"},
		{"flat: 1650", "flat: 12:30", "breaks[0].flat", "12:30 is no whole number", "digits alone"},
		{"flat: 1650", "flat: true", "breaks[0].flat", "true is no whole number", "digits alone"},
		{"flat: 1650", `flat: "1650"`, "breaks[0].flat", `"1650" is a text`, "write 1650, without quotes"},
		{"flat: 1650", "flat: 1'650", "breaks[0].flat", "1'650 is no whole number", "write 1650"},
		{"flat: 1650", "flat: 1 650", "breaks[0].flat", "1 650 is no whole number", "write 1650"},
		{"divisor: 5000", "divisor: 5,000", "rates[0].divisor", "5,000 is no whole number", "write 5000"},
		{"flat: 1650", "flat: -1", "breaks[0].flat", "-1 is out of bounds", "0 to"},
		{"flat: 1650", "flat: 99999999999999999999", "breaks[0].flat", "is out of bounds", "0 to"},
		{"flat: 1650", "flat: 2026-01-01", "breaks[0].flat", "2026-01-01 is no whole number", "digits alone"},
		{"reliability: 970", "reliability: 1001", "channels[0].reliability", "1001 is out of bounds", "0 to 1000"},
		{"flat: 1650", "flat: [1650]", "breaks[0].flat", "one value is wanted", ""},
	})
	for currency, want := range map[string]string{"EUR": "1650 for 16.50 EUR", "KWD": "16500 for 16.50 KWD", "JPY": "write whole minor units"} {
		text := strings.NewReplacer("currency: JPY\n    from", "currency: "+currency+"\n    from", "flat: 1650", "flat: 16.50").Replace(proofed)
		told(t, "flat in "+currency, book.Proofread([]byte(text)), "rates[0].zones[0].breaks[0].flat", "16.50 is no whole number", want)
	}
}

// TestProofreadTexts: a text that YAML, or another program that reads it, would take for something else is to be quoted.
func TestProofreadTexts(t *testing.T) {
	try(t, []misread{
		{`"007"`, "007", "line 20, column 14: channels[0].service", "007 is read as a number", `quote it: "007"`},
		{`"04"]`, "04]", "rates[0].zones[0].prefixes[1]", "04 is read as a number", `quote it: "04"`},
		{`"04"]`, "010]", "prefixes[1]", "010 is read as a number", `"010"`},
		{`"04"]`, "0x10]", "prefixes[1]", "0x10 is read as a number", `"0x10"`},
		{`"04"]`, "1_000]", "prefixes[1]", "1_000 is read as a number", `"1_000"`},
		{`"04"]`, "+5]", "prefixes[1]", "+5 is read as a number", `"+5"`},
		{`"04"]`, "1e3]", "prefixes[1]", "1e3 looks like a number", `"1e3"`},
		{`"04"]`, "08]", "prefixes[1]", "08 looks like a number", `"08"`},
		{`"04"]`, "4.5]", "prefixes[1]", "4.5 is no text", `"4.5"`},
		{`"04"]`, "true]", "prefixes[1]", "true is no text", `"true"`},
		{`"04"]`, "~]", "prefixes[1]", "nothing is written", "leave the key out"},
		{`"04"]`, "]", "", "", ""},
		{`"04"]`, "0]", "", "", ""},
		{"to: [DE, NO]", "to: [DE, no]", "channels[0].to[1]", `"no" is not a country`, "write NO"},
		{"to: [DE, NO]", "to: [DE, UK]", "channels[0].to[1]", `"UK" is not a country`, "write GB"},
		{"to: [DE, NO]", "to: [DE, false]", "channels[0].to[1]", "false is no text", "quote it"},
		{"to: [DE, NO]", "to: DE", "channels[0].to", "a list is wanted", "[DE]"},
		{"to: [DE, NO]", "to:", "channels[0].to", "nothing is written", "leave the key out"},
		{"base: EUR", "base: euro", "line 3, column 7: base", `"euro" is not a currency`, "EUR"},
		{"overseas: false", "overseas: no", "warehouses[0].overseas", "no is neither true nor false", "true or false"},
		{"overseas: false", "overseas: off", "warehouses[0].overseas", "off is neither", "true or false"},
		{"overseas: false", "overseas: 0", "warehouses[0].overseas", "0 is neither", "true or false"},
		{"from: 2026-01-01T00:00:00Z", "from: 2026-01-01", "line 2, column 7: from", "2026-01-01 is no instant", "2026-12-01T00:00:00Z"},
		{"from: 2026-01-01T00:00:00Z", "from: 2026-01-01 10:00:00", "from", "is no instant", "zone"},
		{"from: 2026-01-01T00:00:00Z", "from: 2026-01-01T00:00:00", "from", "is no instant", "zone"},
		{"from: 2026-01-01}", "from: 2026-01-01T00:00:00Z}", "fx[0].from", "is not a day", "without a time"},
		{"from: 2026-01-01}", "from: 2026-02-30}", "fx[0].from", `"2026-02-30" is not a day`, "2026-11-21"},
		{"from: 2026-01-01}", "from: 20260101}", "fx[0].from", `"20260101" is not a day`, "2026-11-21"},
		{"kind: express", "kind: parcel", "channels[0].kind", `"parcel" is not known here`, "express, dedicated_line, postal, last_mile"},
		{"kind: fuel", "kind: petrol", "surcharges[0].kind", `"petrol" is not known here`, "fuel, peak, remote, size"},
		{"ends: delivered", "ends: arrived", "legs[0].ends", `"arrived" is not known here`, "delivered"},
		{"name: Proofs", `name: ""`, "name", "empty", "people call"},
		{"name: Proofs", "name: 2026", "", "", ""},
		{"overseas: false", "labels: a5", "warehouses[0].labels", `"a5" is not known here`, "4x6, a6, zpl203, zpl300"},
		{"overseas: false", "labels: a6", "", "", ""},
		{"overseas: false", "street: " + strings.Repeat("ä", 61), "warehouses[0].street", "61 signs, and a label has room for 60", "shorter"},
		{"overseas: false", "sender: " + strings.Repeat("ä", 60), "", "", ""},
	})
}

// TestProofreadFile: what the file is as a whole.
func TestProofreadFile(t *testing.T) {
	for name, c := range map[string]misread{
		"empty":             {to: "", field: "line 1", says: "empty", hint: "book show"},
		"nothing but words": {to: "# later\n", field: "line 1", says: "empty"},
		"only a begin":      {to: "---\n", field: "line 1", says: "empty"},
		"a list":            {to: "- a\n", field: "line 1, column 1", says: "keys with values are wanted"},
		"two Books":         {to: proofed + "---\n" + proofed, field: "line 43, column 1", says: "a second document"},
		"a mark":            {to: "\ufeff" + proofed, field: "line 1, column 1", says: "byte order mark", hint: "without BOM"},
		"another alphabet":  {to: proofed + "# \xff\n", field: "line 42, column 1", says: "UTF-8"},
		"a NUL":             {to: proofed + "# \x00\n", field: "line 42, column 1", says: "UTF-8"},
		"a tab that begins": {to: strings.Replace(proofed, "  - {id: szx", "\t- {id: szx", 1), field: "line 7, column 1", says: "a tab", hint: "blanks"},
		"a tab in a name":   {to: strings.Replace(proofed, "Proofs", "Pro\tofs", 1), field: "line 1, column 10", says: "a tab"},
		"a tab behind a #":  {to: strings.Replace(proofed, "Proofs", "Pro#o\tfs", 1), field: "line 1, column 12", says: "a tab"},
		"a torn one":        {to: "name: [x\n", field: "line 1", says: ""},
	} {
		told(t, name, book.Proofread([]byte(c.to)), c.field, c.says, c.hint)
	}
	try(t, []misread{
		{"base: EUR\n", "base: EUR\nbase: USD\n", "line 4, column 1", `"base" already defined`, "keep one"},
		{"least: 3,", "least: 3, least: 4,", "line 28, column 22", `"least" already defined`, "keep one"},
		{"  - <<: *one\n    id: two\n", "  - id: two\n    <<: *one\n", "line 32, column 5: channels[1]", "<< stands behind other keys", "write it first"},
		{"  - <<: *one\n", "  - <<: [*one]\n", "channels[1]", "<< lays one part below another", "<<: *name"},
		{"  - <<: *one\n", "  - <<: *won\n", "channels[1]", "there is no such anchor", ""},
		{"to: [DE, NO]", "to: *world", "channels[0].to", "there is no anchor &world", ""},
		{"    rates: sheet\n", "    rates: &one sheet\n", "line 26", "the anchor &one is written twice", "name of its own"},
		{"carrier: meteor\n", "carrier: !!str meteor\n", "line 19", "tag !!str", "quotes"},
		{"  - <<: *one\n", "  - &two\n    <<: *two\n", "channels[1]", "circle", "write out"},
		{"base: EUR\n", "base: EUR\nchanels: []\n", "line 4, column 1: chanels", "no key that is known here", "channels"},
		{"base: EUR\n", "base: EUR\nversion: x\n", "version", "no key that is known here", ""},
		{"reliability: 970", "reliable: 970", "channels[0].reliable", "no key", "reliability"},
		{"base: EUR\n", "", "line 1, column 1: base", "missing", "currency in which costs"},
		{"    carrier: meteor\n", "", "channels[0].carrier", "missing", "id of one of the carriers"},
		{"usual_hours: 20, ", "", "legs[0].usual_hours", "missing", "usually takes"},
		{", currency: JPY}}", "}}", "policy.high_value.currency", "missing", "ISO 4217"},
		{"least: 3,", "least: ~,", "channels[0].days.least", "nothing is written", ""},
		{"alerts: {depart: 48}", "alerts:", "alerts", "nothing is written", "leave the key out"},
		{"alerts: {depart: 48}", "alerts: 48", "alerts", "keys with values are wanted", ""},
		{"alerts: {depart: 48}", "alerts: {depart: }", "alerts.depart", "nothing is written", ""},
	})
}

// try makes each change for itself. One that nothing is to be told of passes.
func try(t *testing.T, list []misread) {
	t.Helper()
	for _, c := range list {
		text := strings.Replace(proofed, c.from, c.to, 1)
		if text == proofed {
			t.Errorf("the Book does not say %s", c.from)
			continue
		}
		err := book.Proofread([]byte(text))
		if c.says == "" {
			if err != nil {
				t.Errorf("%s: %v", c.to, err)
			}
			continue
		}
		told(t, c.to, err, c.field, c.says, c.hint)
	}
}

// told holds an error against what it must tell: where, why, and what to do.
func told(t *testing.T, name string, err error, field, says, hint string) {
	t.Helper()
	var e *shipping.Error
	if !errors.As(err, &e) || e.Code != shipping.Invalid {
		t.Errorf("%s: %v", name, err)
		return
	}
	if !strings.HasPrefix(e.Field, "line ") || !strings.Contains(e.Field, field) || !strings.Contains(e.Message, says) || !strings.Contains(e.Hint, hint) {
		t.Errorf("%s: field %q, message %q, hint %q; want %q, %q, %q", name, e.Field, e.Message, e.Hint, field, says, hint)
	}
}

func FuzzProofread(f *testing.F) {
	f.Add([]byte(proofed))
	f.Add(book.DefaultFile())
	f.Add([]byte("a: &x\n  <<: *x\n"))
	f.Add([]byte("name: !!str 04"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if book.Proofread(file) != nil {
			return
		}
		if _, err := book.Read(file); err != nil {
			t.Fatalf("let through, and not read: %v", err)
		}
	})
}
