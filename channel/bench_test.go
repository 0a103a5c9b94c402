package channel

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"crosslane/book"
	"crosslane/fact"
	"crosslane/shipping"
)

// broad is a Book of n channels, of which about half take the sample parcel.
func broad(n int) *book.Book {
	current := &book.Book{Base: "EUR", FX: []book.Exchange{{Currency: "CNY", Micro: 125_000}, {Currency: "USD", Micro: 920_000}},
		Policy: book.Policy{DayCost: 20, SpreadCost: 10, LateCost: 1500, Backups: 3, SmallWeight: 2000, HighValue: shipping.Money{Amount: 50000, Currency: "EUR"}}}
	for _, w := range []shipping.WarehouseID{"szx", "duisburg", "lax"} {
		current.Warehouses = append(current.Warehouses, book.Warehouse{ID: w, Place: shipping.Place{Country: "CN"}})
	}
	for i := range n {
		name := fmt.Sprintf("c%02d", i)
		current.Carriers = append(current.Carriers, book.Carrier{ID: shipping.CarrierID(name)})
		c := book.Channel{ID: shipping.ChannelID(name), Carrier: shipping.CarrierID(name), Kind: []book.ChannelKind{
			book.Express, book.DedicatedLine, book.Postal}[i%3], Rates: name,
			From: []shipping.WarehouseID{"szx"}, To: []shipping.Country{"DE", "FR", "GB", "US"},
			Limits: book.Limits{Weight: 20_000, Side: 1200, Girth: 3000, Value: shipping.Money{Amount: 90000, Currency: "USD"},
				Batteries: []shipping.Battery{shipping.BatteryInside}, NoHS: []string{"3303", "36", "9304"}},
			Days: shipping.Days{Least: 5, Most: int64(8 + i%9)}, Reliability: 900}
		switch i % 6 {
		case 1:
			c.From = []shipping.WarehouseID{"lax"}
		case 3:
			c.To = []shipping.Country{"JP"}
		case 5:
			c.Limits.Batteries = nil
		}
		current.Channels = append(current.Channels, c)
		current.Rates = append(current.Rates, broadSheet(name, i))
	}
	return current
}

func broadSheet(name string, i int) book.RateSheet {
	sheet := book.RateSheet{Name: name, Currency: "CNY", Divisor: 6000, Minimum: 2000, Surcharges: []book.Surcharge{
		{Name: "fuel", Kind: book.FuelSurcharge, PerMille: 185},
		{Name: "peak", Kind: book.PeakSurcharge, Flat: 1500, From: "2026-11-15", Until: "2026-12-24"},
		{Name: "remote", Kind: book.RemoteSurcharge, Flat: 2000, Country: "DE", Prefixes: []string{"25859", "26465", "27498", "83256"}},
		{Name: "oversize", Kind: book.SizeSurcharge, Flat: 10000, Side: 1000}}}
	for z := range 10 {
		zone := book.Zone{Name: fmt.Sprint(z), Countries: []shipping.Country{"DE"}, Prefixes: []string{fmt.Sprint(z)}}
		for b := range 12 {
			zone.Breaks = append(zone.Breaks, book.Break{UpTo: shipping.Grams(250 + 1000*b), Flat: int64(3000 + 500*b + i), PerStep: 50, Step: 100})
		}
		sheet.Zones = append(sheet.Zones, zone)
	}
	return sheet
}

func broadParcel() *fact.ParcelPlan {
	return &fact.ParcelPlan{Warehouse: "szx", Ship: shipping.Place{Country: "DE", Postcode: "10115"}, Weight: 1450,
		Size:  shipping.Dimensions{Length: 300, Width: 200, Height: 100},
		Value: shipping.Money{Amount: 4990, Currency: "EUR"}, Batteries: []shipping.Battery{shipping.BatteryInside}, HS: []string{"851830"}}
}

var day20261121 = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

// TestAllocations: a quote allocates nothing, and a choice the same for 10 channels as for 40: the
// two lists that it answers with, or nothing when they are handed in.
func TestAllocations(t *testing.T) {
	p := broadParcel()
	choices := func(n int) float64 {
		compiled, err := Compile(broad(n))
		if err != nil {
			t.Fatal(err)
		}
		if quote := testing.AllocsPerRun(100, func() { compiled.Quote("c00", p, day20261121) }); quote != 0 {
			t.Errorf("a quote allocates %v times", quote)
		}
		var c fact.ChannelChosen
		if room := testing.AllocsPerRun(100, func() { compiled.ChooseInto(&c, p, day20261121, nil) }); room != 0 {
			t.Errorf("a choice into room that is there allocates %v times", room)
		}
		return testing.AllocsPerRun(100, func() { compiled.Choose(p, day20261121) })
	}
	if few, many := choices(10), choices(40); few != many || many > 2 {
		t.Errorf("a choice allocates %v times with 10 channels, %v with 40", few, many)
	}
}

// bareLoop prices a parcel on the same arrays with no rule but lane and weight: what cannot be done without.
func bareLoop(t *Table, q *query) (best int64) {
	for i := range t.candidates {
		l := &t.candidates[i]
		if !l.from.has(q.from) || !l.to.has(q.to) || q.plan.Weight > l.limits.Weight {
			continue
		}
		s := l.sheets[0]
		zone := &s.Zones[s.postcodes[q.to].find(q.code.text(), q.code.key)]
		cost := breakPrice(findBreak(zone.Breaks, q.plan.Weight), q.plan.Weight)
		if cost += l.risk; best == 0 || cost < best {
			best = cost
		}
	}
	return best
}

// quickest is the least time of one call over many short rounds: what the work takes when
// nothing else runs in between.
func quickest(rounds int, work ...func()) []float64 {
	const calls = 50
	best := make([]float64, len(work))
	for range rounds {
		for i, f := range work {
			begin := time.Now()
			for range calls {
				f()
			}
			if took := float64(time.Since(begin)) / calls; best[i] == 0 || took < best[i] {
				best[i] = took
			}
		}
	}
	return best
}

// processor is how much time of the processors this process has used, the collector's too.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkChoose lays one parcel against 40 channels, into room that is handed in and into new lists. Beside the mean
// time, which has the collector in it, it prints the processor's, that of the quickest rounds, and the ratio to the bare
// loop in the quickest rounds of the same run.
func BenchmarkChoose(b *testing.B) {
	compiled, err := Compile(broad(40))
	if err != nil {
		b.Fatal(err)
	}
	p := broadParcel()
	q := compiled.ask(p, day20261121)
	var sum int64
	var c fact.ChannelChosen
	bare := func() { sum += bareLoop(compiled, &q) }
	for name, choose := range map[string]func(){
		"room": func() { compiled.ChooseInto(&c, p, day20261121, nil); sum += c.Primary.Score },
		"new":  func() { sum += compiled.Choose(p, day20261121).Primary.Score },
	} {
		b.Run(name, func(b *testing.B) {
			best := quickest(500, choose, bare)
			b.ReportAllocs()
			used := processor(b)
			b.ResetTimer()
			for b.Loop() {
				choose()
			}
			b.ReportMetric(float64(processor(b)-used)/float64(b.N), "cpu-ns")
			b.ReportMetric(best[0], "quickest-ns")
			b.ReportMetric(best[0]/best[1], "x-bare")
		})
	}
	if sum == 0 {
		b.Fatal("no channel took the parcel")
	}
}
