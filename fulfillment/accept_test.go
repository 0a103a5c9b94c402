package fulfillment_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/fulfillment"
	"crosslane/shipping"
)

var connectors = []string{"sim", "table"}

// TestBooksThatShipAreAccepted: the Book that the program starts with has nothing that anybody would have to mind.
func TestBooksThatShipAreAccepted(t *testing.T) {
	rules, remarks, err := fulfillment.Accept(book.DefaultFile(), connectors)
	if err != nil || len(remarks) != 0 || rules == nil {
		t.Fatalf("%v, %v", remarks, err)
	}
	bare, err := book.WithoutBackups(book.DefaultFile())
	if err != nil {
		t.Fatal(err)
	}
	telling, err := book.TellingOfDelays(book.DefaultFile())
	if err != nil {
		t.Fatal(err)
	}
	stories, err := os.ReadFile("testdata/book.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"without backups": bare, "telling": telling, "of the stories": stories} {
		if _, _, err := fulfillment.Accept(file, connectors); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// slip is one change of the Book that the program starts with, and what is told of it.
type slip struct{ from, to, field, says, hint string }

var refusals = []slip{
	{"name: Plain Courier,        connector: table", "name: Plain Courier, connector: ups", "carriers[15].connector", `no connector "ups"`, "known are sim, table"},
	{"carrier: comet", "carrier: komet", "channels[1].carrier", `"komet" is not a known carrier`, "comet"},
	{"rates: express-comet", "rates: express-comets", "channels[1].rates", `"express-comets" is not a known rate sheet`, "express-comet, express-meteor"},
	{"from: [szx]", "from: [sxz]", "channels[0].from[0]", `"sxz" is not a known warehouse`, "known are dui, lax, szx"},
	{"zone: Asia/Shanghai", "zone: Asia/Schanghai", "warehouses[0].zone", "Asia/Schanghai", ""},
	{`waybill: "ME#########C"`, "waybill: ABC", "channels[0].waybill", `"ABC" is not a pattern`, "SP#########C"},
	{`waybill: "PC###############C"`, `waybill: ""`, "channels[9].waybill", "every booking would be refused", "write a pattern"},
	{"usual_hours: 20, most_hours: 40}", "usual_hours: 20, most_hours: 7}", "channels[0].legs[0].usual_hours", "20 is more than the most, 7", "below most_hours"},
	{"ends: departed_origin,     usual_hours: 20, most_hours: 40}", "carrier: nobody, ends: departed_origin, usual_hours: 20, most_hours: 40}", "channels[0].legs[0].carrier", `"nobody" is not a known carrier`, ""},
	{"to: [US, CA]\n    legs:\n", "to: []\n    legs:\n", "channels[4].to", "empty", "at least one"},
	{"to: [JP, KR, AU, NZ, SG]", "to: [AT]", "channels[8].to", "a zone for none of its countries", "add zones"},
	{"limits: {weight: 30000, side", "limits: {weight: 30000, min_weight: 40000, side", "limits.min_weight", "no parcel fits", "below the most"},
	{"prefer: [last_mile]}\n  - {name: Europe", "avoid: [last_mile]}\n  - {name: Europe", ".kind", "avoid last_mile", "out of avoid"},
	{"{name: oversize, kind: size, flat: 2500, side: 1000, girth: 2600}", "{name: oversize, kind: fuel, flat: 2500, side: 1000}", "rates[0].surcharges[3].side", "does not look at measures", "another kind"},
	{"kind: fuel, per_mille: 165}", "kind: fuel, per_mille: 165, country: DE}", "rates[0].surcharges[0].country", "wherever a parcel goes", ""},
	{"kind: fuel, per_mille: 165}", `kind: fuel, per_mille: 165, prefixes: ["97"]}`, "rates[0].surcharges[0].prefixes", "wherever a parcel goes", ""},
	{"kind: fuel, per_mille: 165}", "kind: fuel, per_mille: 165, until: 2026-06-30}\n      - {name: fuel, kind: fuel, per_mille: 170, from: 2026-06-30}",
		"rates[0].surcharges[1].from", `two rows "fuel" hold on one day (2026-06-30)`, "the day before"},
	{"kind: fuel, per_mille: 165}", "kind: fuel, per_mille: 165, until: 2026-06-30}\n      - {name: fuel, kind: fuel, per_mille: 170, from: 2026-07-02}",
		"rates[0].surcharges[1].from", "holds between 2026-06-30 and 2026-07-02", "until: 2026-07-01"},
	{"kind: fuel, per_mille: 165}", "kind: fuel, per_mille: 165}\n      - {name: toll, kind: fuel, per_mille: 5}", "rates[0].surcharges[1]", `"toll" and "fuel" are both fuel, and hold on one day`, "one row of fuel a day"},
	{"    zones:\n      - {name: Europe,   countries", "    fuel_on: [remote area, oversiz]\n    zones:\n      - {name: Europe,   countries", "rates[0].fuel_on[1]", `"oversiz" is no surcharge of this sheet`, "but fuel"},
	{"    zones:\n      - {name: Europe,   countries", "    fuel_on: [fuel]\n    zones:\n      - {name: Europe,   countries", "rates[0].fuel_on[0]", "or is fuel itself", "but fuel"},
	{`    waybill: "CW########C"`, "    account: X1\n    waybill: \"CW########C\"", "channels[1].account", "no rule reads it", "under carriers"},
	{"  depart: 48\n", "  depart: 48\n  backup_late: 48\n", "alerts.backup_late", "no rule reads it", "health.late_hours > 48"},
	{"  - {id: meteor,   name: Meteor Express,", "  - {id: meteor,   phone: \"+49 30 1\", name: Meteor Express,", "carriers[0].phone", "nothing reads it", "behind a #"},
	{"limits: {weight: 30000, side", "limits: {weight: 0, side", "channels[0].limits.weight", "0 is no limit", "leave the key out"},
	{"limits: {weight: 30000, side", "limits: {weight: 30000, value: {amount: 0, currency: EUR}, side", "channels[0].limits.value.amount", "0 is no limit", "leave the key out"},
	{"high_value: {amount: 40000, currency: EUR}", "high_value: {amount: 0, currency: EUR}", "policy.high_value.amount", "0 is no limit", "leave the key out"},
	{"  backups: 3\n", "  backups: 3\n  embargo: [CU]\n  release: [CU]\n", "policy.release[0]", "Cuba stands under policy.embargo too", "one of the two"},
	{"  backups: 3\n", "  backups: 3\n  embargo: [UA]\n  release: [UA-43]\n", "policy.release[0]", "stands under policy.embargo too", "one of the two"},
	{"  backups: 3\n", "  backups: 3\n  release: [CU, FR]\n", "policy.release[1]", "no embargo on France", "docs/territories.md"},
	{"  backups: 3\n", "  backups: 3\n  embargo: [RU, UA-99]\n", "policy.embargo[1]", `"UA-99" is not a country`, ""},
	{"    to: [US, CA]\n    legs:\n", "    to: [US, CA, US-XX]\n    legs:\n", "to[2]", `"US-XX" is not a country`, ""},
	{"{name: peak, kind: peak, per_mille: 90, from: 2026-11-15, until: 2027-01-10}", "{name: peak, kind: peak, per_mille: 90, from: 2026-11-15, until: 2026-11-10}",
		"rates[0].surcharges[4].until", "2026-11-10 lies before 2026-11-15", "later day"},
	{"  - name: express-comet\n    currency: USD\n    from: 2024-01-01\n", "  - name: express-comet\n    currency: USD\n    from: 2020-01-01\n    until: 2023-12-31\n",
		"rates[1].until", "ends on 2023-12-31, before the Book holds", "later from"},
	{"flat: 1900, country: US, prefixes: [\"995\"", "flat: 1900, country: US, prefixes: [\"9950011112222\"", "rates[0].surcharges[1].prefixes[0]", "longer than any postcode of US", "99999"},
	{"flat: 1900, country: US, prefixes: [\"995\"", "flat: 1900, country: US, prefixes: [\"AK\"", "rates[0].surcharges[1].prefixes[0]", "digits alone", "99999"},
	{"flat: 1900, country: US, prefixes: [\"995\"", "flat: 1900, country: US, prefixes: [042", "rates[0].surcharges[1].prefixes[0]", "042 is read as a number", `"042"`},
	{"kind: express", "kind: parcel", "channels[0].kind", `"parcel" is not known here`, "express, dedicated_line"},
	{`channel.kind == "dedicated_line" && channel.capacity`, `channel.id == "szx-meteo" && channel.capacity`, "triggers[7].when", "szx-meteo", "szx-meteor"},
	{"warehouse: dui\n", "warehouse: du\n", "depots[0].warehouse", "", ""},
	{`days: ["11-20..12-02"]`, `days: ["2026-12-02..2026-11-20"]`, "peaks[1].days[0]", "", ""},
	{"flat: 1650}", "flat: 16.50}", "rates[0].zones[0].breaks[0].flat", "16.50 is no whole number", "1650 for 16.50 EUR"},
}

// TestWhatStopsTheBusinessIsRefused: with line, column, path, reason and hint.
func TestWhatStopsTheBusinessIsRefused(t *testing.T) {
	for _, c := range refusals {
		_, _, err := fulfillment.Accept(slipped(t, c), connectors)
		var e *shipping.Error
		if !errors.As(err, &e) || e.Code != shipping.Invalid || !strings.HasPrefix(e.Field, "line ") || !strings.Contains(e.Field, ", column ") ||
			!strings.Contains(e.Field, c.field) || !strings.Contains(e.Message, c.says) || !strings.Contains(e.Hint, c.hint) || e.Hint == "" {
			t.Errorf("%s: %v\nwant %s: %s (%s)", c.to, err, c.field, c.says, c.hint)
		}
	}
}

// TestWhatIsLeftOutIsTold: a remark with its place, and the Book is accepted.
func TestWhatIsLeftOutIsTold(t *testing.T) {
	for _, c := range []slip{
		{"    reliability: 970\n    capacity: freighter\n", "    capacity: freighter\n", "channels[0].reliability", "every parcel of szx-meteor counts as late, which adds 1500", "950"},
		{"  late_cost: 1500     #", "  #", "policy.late_cost", "the reliability of channels decides nothing", "minor units of EUR"},
		{"  day_cost: 25        # one promised day\n  spread_cost: 15     #", "  #", "policy.day_cost", "how long a channel takes decides nothing", ""},
		{"  prefer_bonus: 100\n", "", "policy.prefer_bonus", "what markets prefer decides nothing", ""},
		{"  backups: 3\n", "", "policy.backups", "no channel stands by", "such as 3"},
		{"  depart: 48\n  arrive: 168\n", "  arrive: 168\n", "alerts", "depart left out", ""},
		{"city: Los Angeles}\n", "city: Los Angeles}\n  - {id: spare, place: {country: PL}, sender: S, street: T, city: U}\n", "warehouses[3].id", "no channel takes parcels from spare", ""},
		{"  - name: express-comet\n    currency: USD\n    from: 2024-01-01\n", "  - name: express-comet\n    currency: USD\n    from: 2025-01-01\n", "rates[1].from", "take nothing until then", ""},
		{"  - name: express-comet\n    currency: USD\n    from: 2024-01-01\n", "  - name: express-comet\n    currency: USD\n    until: 2029-01-01\n", "rates[1].until", "none follows", ""},
		{"{currency: USD, micro: 920000}", "{currency: USD, micro: 920000, from: 2025-01-01}", "fx[0].from", "no rate of USD before 2025-01-01", ""},
		{"to: [JP, KR, AU, NZ, SG]", "to: [JP, KR, AU, NZ, SG, FJ]", "channels[8].to[5]", "no zone for FJ", ""},
		{"    rates: plain-nz\n", "    rates: coral-apac\n", "rates[9].name", `no channel has the rate sheet "plain-nz"`, ""},
	} {
		rules, remarks, err := fulfillment.Accept(slipped(t, c), connectors)
		if err != nil || rules == nil || len(remarks) != 1 {
			t.Errorf("%s: %v, %v", c.to, remarks, err)
			continue
		}
		if r := remarks[0]; !strings.HasPrefix(r.Field, "line ") || !strings.Contains(r.Field, c.field) || !strings.Contains(r.Message, c.says) || !strings.Contains(r.Hint, c.hint) || r.Hint == "" {
			t.Errorf("%s: %s\nwant %s: %s", c.to, r, c.field, c.says)
		}
	}
	const cartons = "  cartons:\n"
	file := string(book.DefaultFile())
	before, after, _ := strings.Cut(file, cartons)
	_, rest, _ := strings.Cut(after, "\nalerts:")
	_, remarks, err := fulfillment.Accept([]byte(before+"\nalerts:"+rest), connectors)
	if err != nil || len(remarks) != 1 || !strings.Contains(remarks.String(), "no warehouse has a carton") {
		t.Errorf("without cartons: %v, %v", remarks, err)
	}
}

// TestABookInForceIsReadAsEver: what a stricter program refuses still opens, as it may have been published before.
func TestABookInForceIsReadAsEver(t *testing.T) {
	opened := 0
	for _, c := range refusals {
		if strings.Contains(c.says, "not a known") || strings.Contains(c.says, "lies before") || c.says == "" || c.says == "empty" ||
			strings.Contains(c.field, "fuel_on") || strings.Contains(c.field, "to[2]") || strings.Contains(c.field, "zone") && strings.Contains(c.says, "Schanghai") || strings.Contains(c.field, "triggers") || strings.Contains(c.field, "kind") && strings.Contains(c.says, "not known") {
			continue // these were refused ever
		}
		file := slipped(t, c)
		if _, err := fulfillment.Open(file); err != nil {
			t.Errorf("%s: %v", c.to, err)
		}
		if rules, _, err := fulfillment.Accept(file, connectors); err == nil || rules == nil {
			t.Errorf("%s: %v, and the Book %v", c.to, err, rules)
		}
		opened++
	}
	if opened < 15 {
		t.Errorf("%d Books", opened)
	}
}

func slipped(t *testing.T, c slip) []byte {
	t.Helper()
	text := strings.Replace(string(book.DefaultFile()), c.from, c.to, 1)
	if text == string(book.DefaultFile()) {
		t.Fatalf("the Book does not say %s", c.from)
	}
	if !strings.HasPrefix(c.field, "triggers") { // they take long to compile
		before, after, _ := strings.Cut(text, "\ntriggers:")
		_, rest, _ := strings.Cut(after, "\n# Seasons")
		text = before + "\n# Seasons" + rest
	}
	return []byte(text)
}
