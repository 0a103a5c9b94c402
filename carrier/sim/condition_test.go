package sim

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"crosslane/book"
	"crosslane/carrier"
	"crosslane/shipping"
)

func days(n float64) time.Time { return start.Add(time.Duration(n * 24 * float64(time.Hour))) }

// both is what is told of the same 200 parcels without conditions and with them.
func both(t *testing.T, list ...Condition) (usual, bent []carrier.Message) {
	t.Helper()
	var feeds [2][]carrier.Message
	for i := range feeds {
		config := Config{Behave: always(plain)}
		if i == 1 {
			config.Conditions = list
		}
		r := open(t, config)
		for n := range 200 {
			if _, err := r.Book(t.Context(), request(n)); err != nil && shipping.CodeOf(err) != shipping.Refused {
				t.Fatal(err)
			}
		}
		r.pass(year)
		feeds[i] = r.feed(t)
	}
	return feeds[0], feeds[1]
}

func TestAClosedGateLetsNobodyThrough(t *testing.T) {
	for _, c := range []struct {
		gates []shipping.Milestone
		Condition
	}{
		{[]shipping.Milestone{shipping.HandedToLinehaul, shipping.DepartedOrigin}, Condition{From: days(1.5), Until: days(4), NoDeparture: true}},
		{[]shipping.Milestone{shipping.HandedToLinehaul, shipping.DepartedOrigin}, Condition{From: days(1), Until: days(3), Embargo: true}},
		{[]shipping.Milestone{shipping.PickedUp}, Condition{From: start.Add(time.Second), Until: days(2), Embargo: true}},
		{[]shipping.Milestone{shipping.ArrivedDestination}, Condition{From: days(9), Until: days(13), NoArrival: true}},
		{[]shipping.Milestone{shipping.ImportReleased}, Condition{From: days(10), Until: days(15), NoClearance: true}},
	} {
		usual, bent := both(t, c.Condition)
		gate := c.gates[0]
		was, is := when(usual, gate), when(bent, gate)
		stood, behind := 0, c.Until.Add(c.Until.Sub(c.From)/catchUp)
		for w, at := range is {
			switch planned := was[w]; {
			case !at.Before(c.From) && at.Before(c.Until):
				t.Errorf("%s at %s, while it was closed", gate, at)
			case !planned.Before(c.From) && planned.Before(c.Until):
				if stood++; at.After(behind) {
					t.Errorf("%s at %s, the jam should be gone by %s", gate, at, behind)
				}
			case planned.Before(c.From) && at != planned:
				t.Errorf("%s at %s, planned for %s before it was closed", gate, at, planned)
			}
			for other, planned := range was {
				if planned.Before(was[w]) && is[other].After(at) {
					t.Fatalf("%s: %s overtook %s", gate, w, other)
				}
			}
		}
		for _, m := range c.gates {
			for _, at := range when(bent, m) {
				if !at.Before(c.From) && at.Before(c.Until) {
					t.Errorf("%s at %s, while it was closed", m, at)
				}
			}
		}
		if stood < 30 || len(when(bent, shipping.DeliveredMilestone)) != 200 {
			t.Errorf("%s: %d stood, %d of 200 were delivered", gate, stood, len(when(bent, shipping.DeliveredMilestone)))
		}
	}
}

func TestSlowLegsAreThoseEnteredMeanwhile(t *testing.T) {
	c := Condition{From: days(1.8), Until: days(5), Slow: 200}
	usual, bent := both(t, c)
	from, to := when(bent, shipping.HandedToLinehaul), when(bent, shipping.ArrivedDestination)
	wasFrom, wasTo := when(usual, shipping.HandedToLinehaul), when(usual, shipping.ArrivedDestination)
	slowed := 0
	for w, at := range from {
		took, was := to[w].Sub(at), wasTo[w].Sub(wasFrom[w])
		if c.holds(at.Unix()) {
			was *= 2
			slowed++
		}
		if d := took - was; d < -time.Second || d > time.Second {
			t.Errorf("handed over at %s, it took %s, not %s", at, took, was)
		}
	}
	if slowed < 50 || slowed > 180 {
		t.Errorf("%d of 200 were slowed down", slowed)
	}
}

func TestRatesOfTheWhile(t *testing.T) {
	whole := Condition{From: start.Add(-time.Hour), Until: start.Add(year)}
	for name, c := range map[string]struct {
		set   func(*Condition)
		count func([]carrier.Message) int
	}{
		"lose":   {func(c *Condition) { c.Lose = 500 }, func(l []carrier.Message) int { return 200 - len(when(l, shipping.DeliveredMilestone)) }},
		"damage": {func(c *Condition) { c.Damage = 500 }, func(l []carrier.Message) int { return len(when(l, shipping.Damaged)) }},
		"hold":   {func(c *Condition) { c.Hold = 500 }, func(l []carrier.Message) int { return len(when(l, shipping.ImportHeld)) }},
		"return": {func(c *Condition) { c.Return = 500 }, func(l []carrier.Message) int { return len(when(l, shipping.BackWithSender)) }},
		"refuse": {func(c *Condition) { c.Refuse = 500 }, func(l []carrier.Message) int { return 200 - len(when(l, shipping.PickedUp)) }},
	} {
		one := whole
		c.set(&one)
		if usual, bent := both(t, one); c.count(usual) != 0 || c.count(bent) < 75 || c.count(bent) > 125 {
			t.Errorf("%s: %d of 200, at a rate of one half; %d without", name, c.count(bent), c.count(usual))
		}
	}
	// A rate of the while stands in the place of the usual one, upwards and downwards.
	whole.Lose, whole.Damage, whole.Hold, whole.Return = 1, 1, 1, 1
	r := open(t, Config{Behave: always(Behaviour{Damage: 1000, Hold: 1000, Return: 1000}), Conditions: []Condition{whole}})
	for n := range 100 {
		r.take(t, n)
	}
	r.pass(year)
	if feed := r.feed(t); len(when(feed, shipping.BackWithSender)) > 5 || len(when(feed, shipping.ImportHeld)) > 5 || len(when(feed, shipping.DeliveredMilestone)) < 95 {
		t.Errorf("%d came back, %d were held, %d delivered", len(when(feed, shipping.BackWithSender)), len(when(feed, shipping.ImportHeld)), len(when(feed, shipping.DeliveredMilestone)))
	}
}

// What is decided anew on the way changes what comes, not what was.
func TestNothingHappensTwice(t *testing.T) {
	c := Condition{From: start, Until: start.Add(year), Return: 300, Lose: 100}
	r := open(t, Config{Behave: always(Behaviour{Hold: 500, Damage: 500, Return: 500, Lose: 200}), Conditions: []Condition{c}})
	for n := range 300 {
		r.take(t, n)
	}
	r.pass(year)
	seen := map[string]bool{}
	last := map[string]time.Time{}
	for _, m := range r.feed(t) {
		once := m.Waybill + string(m.Scan.Milestone)
		if seen[once] || m.At.Before(last[m.Waybill]) {
			t.Fatalf("%s at %s, after %s", m.Raw, m.At, last[m.Waybill])
		}
		seen[once], last[m.Waybill] = true, m.At
	}
	if s := r.Stats().Channels[truck.ID]; s.Lost < 15 || s.Lost > 60 || s.Returned < 50 || s.Returned > 110 {
		t.Errorf("got %+v", s)
	}
}

// A parcel that is sent back was at the door when it would have been delivered, be it late.
func TestWhatIsSentBackWasAsSlowAsTheRest(t *testing.T) {
	slowed := Condition{From: start, Until: days(36), Slow: 300}
	_, slow := both(t, slowed)
	_, back := both(t, slowed, Condition{From: start, Until: start.Add(year), Return: 1000})
	delivered, failed := when(slow, shipping.DeliveredMilestone), when(back, shipping.DeliveryFailed)
	for w, at := range delivered {
		if d := failed[w].Sub(at); d < -time.Second || d > time.Second {
			t.Fatalf("%s and %s", at, failed[w])
		}
	}
	if len(delivered) != 200 {
		t.Errorf("%d were delivered", len(delivered))
	}
}

func TestAClockThatIsWrong(t *testing.T) {
	usual, bent := both(t, Condition{From: days(1), Until: days(5), Skew: -90})
	wrong := 0
	for i := range usual {
		at := usual[i].At
		if c := (Condition{From: days(1), Until: days(5)}); c.holds(at.Unix()) {
			at = at.Add(-90 * time.Minute)
			wrong++
		}
		if bent[i].Waybill != usual[i].Waybill || !bent[i].At.Equal(at) {
			t.Fatalf("message %d: %s, not %s", i, bent[i].At, at)
		}
	}
	if wrong < 200 || wrong > len(usual)/2 {
		t.Errorf("%d of %d are wrong", wrong, len(usual))
	}
}

func TestFaultsOfTheWhile(t *testing.T) {
	c := Condition{From: days(1), Until: days(5), Faults: Faults{Malformed: 500, Duplicate: 500, Late: 500, Unknown: 500}}
	usual, bent := both(t, c)
	torn := 0
	for _, m := range bent {
		if m.Problem != nil {
			torn++
		}
	}
	if torn < 200 || len(bent) < len(usual)+400 || len(bent) > 2*len(usual) {
		t.Errorf("%d messages, %d of them torn, %d without", len(bent), torn, len(usual))
	}
	r := open(t, Config{Behave: always(plain), Conditions: []Condition{{From: start, Until: days(1), Faults: Faults{DropAnswer: 1000, Busy: 1000}}}})
	for tries := range 2 {
		if _, err := r.Book(t.Context(), request(1)); shipping.CodeOf(err) != shipping.Unavailable || r.Stats().Booked != int64(tries) {
			t.Errorf("try %d: %v, %+v", tries, err, r.Stats())
		}
	}
	r.take(t, 1)
	r.pass(25 * time.Hour)
	r.take(t, 2)
}

func TestAnEmbargo(t *testing.T) {
	where := Where{Countries: []shipping.Country{"DE"}}
	for name, capacity := range map[string]Capacity{"whatever comes": {}, "a line with a hub": {PerDay: 240, Hub: 100}, "a hub with room for all": {PerDay: 240}} {
		r := open(t, Config{Behave: always(plain), Capacity: map[shipping.ChannelID]Capacity{truck.ID: capacity},
			Conditions: []Condition{{From: start.Add(time.Hour), Until: days(20), Embargo: true, Where: where}}})
		first, other := r.take(t, 1), request(2)
		kept := r.take(t, 3)
		r.pass(time.Hour)
		if _, err := r.Book(t.Context(), request(4)); carrier.RefusalCode(err) != "EMBARGO" {
			t.Errorf("%s: %v", name, err)
		}
		other.To.Country = "FR"
		yes, err := r.Book(t.Context(), other)
		if err != nil {
			t.Fatal(err)
		}
		r.pass(10 * 24 * time.Hour)
		feed := r.feed(t)
		if gone := when(feed, shipping.DepartedOrigin); !gone[first.Waybill].IsZero() || gone[yes.Waybill].IsZero() || len(when(feed, shipping.PickedUp)) != 1 {
			t.Errorf("%s: departed are %v", name, gone)
		}
		if err := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: first.Waybill}); err != nil {
			t.Errorf("%s: what stays can be cancelled: %v", name, err)
		}
		r.pass(year)
		if done := when(r.feed(t), shipping.DeliveredMilestone); len(done) != 2 || done[kept.Waybill].Before(days(20)) {
			t.Errorf("%s: delivered are %v", name, done)
		}
	}
}

func TestAFewTrucksLess(t *testing.T) {
	c := Condition{From: days(4), Until: days(8), CapacityShare: 40, Where: Where{Kinds: []book.ChannelKind{book.DedicatedLine}}}
	r := open(t, Config{Behave: always(plain), Conditions: []Condition{c}, Capacity: map[shipping.ChannelID]Capacity{truck.ID: {PerDay: 50}}})
	for n := range 600 {
		r.take(t, n)
	}
	r.pass(year)
	var before, meanwhile, after int
	for _, at := range when(r.feed(t), shipping.HandedToLinehaul) {
		switch {
		case c.holds(at.Unix()):
			meanwhile++
		case at.Before(c.From) && at.After(days(3)):
			before++
		case !at.Before(c.Until) && at.Before(days(9)):
			after++
		}
	}
	if meanwhile < 78 || meanwhile > 82 || before < 48 || before > 52 || after < 48 || after > 52 {
		t.Errorf("%d the day before, %d in four days of 40 per cent, %d the day after", before, meanwhile, after)
	}
}

func TestACarrierThatIsDown(t *testing.T) {
	down := Condition{From: days(1), Until: days(2), Down: true, Where: Where{Channels: []shipping.ChannelID{truck.ID}}}
	elsewhere := Condition{From: start, Until: days(9), Down: true, Where: Where{Channels: []shipping.ChannelID{"no channel of this carrier"}}}
	r := open(t, Config{Behave: always(plain), Conditions: []Condition{elsewhere, down}})
	yes := r.take(t, 1)
	r.pass(24 * time.Hour)
	_, booked := r.Book(t.Context(), request(2))
	_, told := r.Changes(t.Context(), "")
	undone := r.Cancel(t.Context(), &carrier.Cancellation{Key: "c", Waybill: yes.Waybill})
	for _, err := range []error{booked, told, undone, r.Health(t.Context())} {
		if shipping.CodeOf(err) != shipping.Unavailable {
			t.Errorf("got %v", err)
		}
	}
	if at := r.next(0); !at.Equal(down.Until) || r.Stats().Asked != 1 {
		t.Errorf("the next news is at %s, %d were asked for", at, r.Stats().Asked)
	}
	r.pass(24 * time.Hour)
	r.take(t, 2)
}

func TestWhoIsTouched(t *testing.T) {
	air := truck
	air.ID, air.Carrier, air.Kind, air.Capacity, air.To, air.Ports = "air", "wings", book.Express, book.BellyHold, []shipping.Country{"DE", "FR"}, []string{"DEFRA", "BELGG"}
	s, err := New(Config{Channels: []book.Channel{truck, air}, Now: func() time.Time { return start }})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		Where
		truck, air, concerned bool
	}{
		{Where{}, true, true, true},
		{Where{Carriers: []shipping.CarrierID{"wings"}}, false, true, true},
		{Where{Channels: []shipping.ChannelID{truck.ID}}, true, false, false},
		{Where{Kinds: []book.ChannelKind{book.Express, book.Postal}}, false, true, true},
		{Where{Capacity: []book.Capacity{book.BellyHold}}, false, true, true},
		{Where{Countries: []shipping.Country{"DE"}}, true, true, true},
		{Where{Countries: []shipping.Country{"FR"}}, false, false, true},
		{Where{Countries: []shipping.Country{"US"}}, false, false, false},
		{Where{Origins: []shipping.Country{"CN"}, Kinds: []book.ChannelKind{book.Express}}, false, true, true},
		{Where{Origins: []shipping.Country{"VN"}}, false, false, false},
		{Where{Ports: []string{"DEFRA", "BELGG"}}, false, true, true},
		{Where{Ports: []string{"DEHAM"}}, false, false, false},
	} {
		s.conditions = []Condition{{Where: c.Where}}
		truckIs, airIs := len(s.touching(truck.ID, "k", "CN", "DE")) > 0, len(s.touching(air.ID, "k", "CN", "DE")) > 0
		if truckIs != c.truck || airIs != c.air || c.concerns(&air) != c.concerned {
			t.Errorf("%+v touches the truck: %v, the aeroplane: %v, which is concerned: %v", c.Where, truckIs, airIs, c.concerns(&air))
		}
	}
	s.conditions = []Condition{{Where: Where{Ports: []string{"DEFRA"}}}}
	through := 0
	for n := range 400 {
		through += len(s.touching(air.ID, request(n).Key, "CN", "DE"))
	}
	if through < 160 || through > 240 {
		t.Errorf("%d of 400 go through one of two ports", through)
	}
}

func TestConditionsAreChecked(t *testing.T) {
	sound := Condition{From: start, Until: days(1)}
	for field, spoil := range map[string]func(*Condition){
		"from": func(c *Condition) { c.From = time.Time{} }, "until": func(c *Condition) { c.Until = c.From },
		"slow": func(c *Condition) { c.Slow = -1 }, "capacity_share": func(c *Condition) { c.CapacityShare = 10_001 },
		"skew": func(c *Condition) { c.Skew = -1441 }, "lose": func(c *Condition) { c.Lose = 1001 },
		"faults.late": func(c *Condition) { c.Faults.Late = -1 },
	} {
		bad := sound
		spoil(&bad)
		_, err := New(Config{Conditions: []Condition{sound, bad}})
		if shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), "conditions[1]."+field) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := Check(append(hard(), sound)); err != nil {
		t.Error(err)
	}
}

// anything draws a condition of the first month.
func anything(d *rand.Rand) Condition {
	from := days(30 * d.Float64())
	c := Condition{From: from, Until: from.Add(time.Duration(1+d.IntN(150)) * time.Hour)}
	bit := func() bool { return d.IntN(4) == 0 }
	c.NoDeparture, c.NoArrival, c.NoClearance, c.Embargo = bit(), bit(), bit(), bit()
	if bit() {
		c.Slow, c.CapacityShare = int64(50+d.IntN(200)), int64(10+d.IntN(200))
	}
	if bit() {
		c.Lose, c.Damage, c.Hold, c.Return, c.Refuse = d.Int64N(400), d.Int64N(400), d.Int64N(400), d.Int64N(400), d.Int64N(400)
	}
	if bit() {
		c.Where.Countries = []shipping.Country{"DE"}
	}
	return c
}

func TestEveryParcelEndsWhateverHappens(t *testing.T) {
	for seed := range uint64(25) {
		d := rand.New(rand.NewPCG(seed, 1))
		var list []Condition
		for range 1 + d.IntN(8) {
			list = append(list, anything(d))
		}
		capacity := Capacity{PerDay: 20 + d.Int64N(80), Hub: d.Int64N(40)}
		r := open(t, Config{Seed: seed + 1, Conditions: list, Behave: always(Behaviour{Hold: 50, Miss: 100, Damage: 50, Return: 50, Lose: 50}),
			Capacity: map[shipping.ChannelID]Capacity{truck.ID: capacity}})
		for n := range 150 {
			ask := request(n)
			ask.Channel = []book.Channel{truck, truck, local}[n%3]
			ask.To.Country = []shipping.Country{"DE", "FR"}[n%2]
			if yes, err := r.Book(t.Context(), ask); err == nil && n%10 == 0 {
				_ = r.Cancel(t.Context(), &carrier.Cancellation{Key: ask.Key, Waybill: yes.Waybill}) // ordinary carriers say no at times
			}
			r.pass(2 * time.Hour)
		}
		r.pass(2 * year)
		feed := r.feed(t)
		for id, c := range r.Stats().Channels {
			if c.Booked < 10 || c.Booked != c.Cancelled+c.Delivered+c.Returned+c.Lost || c.Waiting != 0 || c.Uncollected != 0 || r.network(id).inside != 0 {
				t.Errorf("seed %d: %s: %+v", seed, id, c)
			}
		}
		if at := r.next(len(feed)); !at.IsZero() {
			t.Errorf("seed %d: there is still something to come at %s", seed, at)
		}
		for _, m := range feed {
			for i := range list {
				c := &list[i]
				mine := len(c.Where.Countries) == 0 || r.byWaybill[m.Waybill].To == "DE"
				closed := c.stopsDeparture() && (m.Scan.Milestone == shipping.HandedToLinehaul || m.Scan.Milestone == shipping.DepartedOrigin) ||
					c.NoArrival && m.Scan.Milestone == shipping.ArrivedDestination || c.NoClearance && m.Scan.Milestone == shipping.ImportReleased ||
					c.Embargo && m.Scan.Milestone == shipping.PickedUp
				if mine && closed && c.holds(m.At.Unix()) {
					t.Errorf("seed %d: %s at %s in spite of %+v", seed, m.Scan.Milestone, m.At, *c)
				}
			}
		}
	}
}

func TestAConditionIsPlainData(t *testing.T) {
	const text = `
name: strike at Hamburg
from: 2026-03-03T08:00:00Z
until: 2026-03-05T08:00:00Z
where: {ports: [DEHAM], capacity: [belly], kinds: [express]}
capacity_share: 40
no_arrival: true
faults: {drop_answer: 20}
`
	want := Condition{Name: "strike at Hamburg", From: days(1), Until: days(3), CapacityShare: 40, NoArrival: true, Faults: Faults{DropAnswer: 20},
		Where: Where{Ports: []string{"DEHAM"}, Capacity: []book.Capacity{book.BellyHold}, Kinds: []book.ChannelKind{book.Express}}}
	var fromYAML, fromJSON Condition
	if err := yaml.UnmarshalWithOptions([]byte(text), &fromYAML, yaml.Strict()); err != nil || !reflect.DeepEqual(fromYAML, want) {
		t.Errorf("%+v, %v", fromYAML, err)
	}
	written, err := json.Marshal(want)
	if err == nil {
		err = json.Unmarshal(written, &fromJSON)
	}
	if err != nil || !reflect.DeepEqual(fromJSON, want) || strings.Contains(string(written), "slow") {
		t.Errorf("%s, %v", written, err)
	}
}
