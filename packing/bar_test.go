//go:build unix

package packing_test

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"crosslane/packing"
)

// dataFolder is where the research instances lie; they are not part of the repository.
func dataFolder(b *testing.B) string {
	dir := os.Getenv("PACKING_DATA")
	if dir == "" {
		b.Skip("PACKING_DATA names no folder with instances")
	}
	return dir
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func readCSV(b *testing.B, path string) [][]string {
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	return rows
}

func num(b *testing.B, s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

func size(b *testing.B, f []string) packing.Size {
	return packing.Size{WidthMM: num(b, f[0]), LengthMM: num(b, f[1]), DepthMM: num(b, f[2])}
}

func readCartons(b *testing.B, path string) (cartons []packing.Carton) {
	for _, f := range readCSV(b, path) {
		cartons = append(cartons, packing.Carton{
			ID: f[0], Outer: size(b, f[1:]), EmptyWeightG: num(b, f[4]), Inner: size(b, f[5:]), MaxWeightG: num(b, f[8]),
		})
	}
	return cartons
}

// readOrders reads the orders, lines of one item added up, in the order of the file.
func readOrders(b *testing.B, path string) (ids []string, orders map[string][]packing.Item) {
	orders = map[string][]packing.Item{}
	for _, f := range readCSV(b, path) {
		items, known := orders[f[0]]
		if !known {
			ids = append(ids, f[0])
		}
		it := packing.Item{ID: f[2], Quantity: num(b, f[1]), Size: size(b, f[3:]), WeightG: num(b, f[6])}
		if at := slices.IndexFunc(items, func(o packing.Item) bool { return o.ID == it.ID }); at < 0 {
			items = append(items, it)
		} else {
			items[at].Quantity += it.Quantity
		}
		orders[f[0]] = items
	}
	return ids, orders
}

// BenchmarkBarOrders packs the real orders into the fewest cartons, with the default
// rule of support, and compares with what BoxPacker needed (three-dimensional column).
func BenchmarkBarOrders(b *testing.B) {
	dir := dataFolder(b)
	cartons := readCartons(b, filepath.Join(dir, "cartons.csv"))
	ids, orders := readOrders(b, filepath.Join(dir, "orders_items.csv"))
	expected := map[string]int{}
	for _, f := range readCSV(b, filepath.Join(dir, "orders_expected.csv")) {
		expected[f[0]] = int(num(b, f[4]))
	}
	for b.Loop() {
		var ours, theirs, more, fewer, least int
		times := make([]time.Duration, 0, len(ids))
		begin := cpuTime()
		for _, id := range ids {
			start := cpuTime()
			a, err := packing.Pack(packing.Request{Items: orders[id], Cartons: cartons, Objective: packing.FewestCartons})
			times = append(times, cpuTime()-start)
			if err != nil || !a.Verdict.Valid || len(a.Unpacked) > 0 {
				b.Fatalf("order %s: %v %+v %+v", id, err, a.Verdict, a.Unpacked)
			}
			ours, theirs, least = ours+len(a.Parcels), theirs+expected[id], least+leastCartons(orders[id], cartons)
			if len(a.Parcels) > expected[id] {
				more++
				b.Logf("order %s: %d cartons, BoxPacker %d", id, len(a.Parcels), expected[id])
			}
			if len(a.Parcels) < expected[id] {
				fewer++
			}
		}
		total := cpuTime() - begin
		slices.Sort(times)
		fmt.Printf("%d orders: %d cartons, BoxPacker %d, by volume and weight alone at least %d; %d orders with fewer, %d with more; %.3f CPU s, p50 %v, p99 %v, worst %v\n",
			len(ids), ours, theirs, least, fewer, more, total.Seconds(), times[len(times)/2], times[len(times)*99/100], times[len(times)-1])
		b.ReportMetric(float64(ours)/float64(theirs), "cartons/BoxPacker")
		b.ReportMetric(float64(times[len(times)*99/100].Microseconds()), "p99-us")
	}
}

// leastCartons is the number of cartons that no packing can go below, were the goods
// a liquid.
func leastCartons(items []packing.Item, cartons []packing.Carton) int {
	var volume, weight, room, payload int64
	for _, it := range items {
		volume += it.Quantity * it.VolumeMM3()
		weight += it.Quantity * it.WeightG
	}
	for _, c := range cartons {
		room, payload = max(room, c.Inner.VolumeMM3()), max(payload, c.MaxWeightG-c.EmptyWeightG)
	}
	return int(max((volume+room-1)/room, (weight+payload-1)/payload))
}

// BenchmarkUsualOrder packs an order of three lines into one of four cartons by price.
func BenchmarkUsualOrder(b *testing.B) {
	r := packing.Request{
		Currency: "EUR",
		Freight:  &packing.Freight{VolumetricDivisor: 5000, RoundSideMM: 10, RoundWeightG: 500, Breaks: []packing.Break{{UpToG: 2000, PriceMinor: 590}, {UpToG: 10000, PriceMinor: 990}}, StepG: 1000, StepMinor: 110},
		Items:    []packing.Item{item("mug", 2, mm(120, 95, 110), 380), item("book", 3, mm(148, 210, 22), 410), item("lamp", 1, mm(180, 180, 190), 900)},
		Cartons:  []packing.Carton{carton("XS", mm(150, 200, 80), 30), carton("S", mm(200, 300, 150), 45), carton("M", mm(300, 400, 250), 85), carton("L", mm(400, 600, 400), 140)},
	}
	b.ReportAllocs()
	for b.Loop() {
		if a, err := packing.Pack(r); err != nil || !a.Verdict.Valid {
			b.Fatal(err, a.Verdict)
		}
	}
}

// readContainers reads container-loading problems in the form of Bischoff and Ratcliff.
func readContainers(b *testing.B, path string) (out []packing.Request) {
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	in := bufio.NewReader(f)
	next := func() (n int64) {
		if _, err := fmt.Fscan(in, &n); err != nil && !errors.Is(err, io.EOF) {
			b.Fatal(err)
		}
		return n
	}
	for range next() {
		_, _ = next(), next()
		inner := packing.Size{WidthMM: next(), LengthMM: next(), DepthMM: next()}
		one := int64(1)
		r := packing.Request{Objective: packing.MostVolume, Cartons: []packing.Carton{{ID: "container", Outer: inner, Inner: inner, Available: &one}}}
		for range next() {
			it := packing.Item{ID: strconv.FormatInt(next(), 10)}
			for _, e := range []struct {
				edge packing.Edge
				to   *int64
			}{{packing.EdgeWidth, &it.WidthMM}, {packing.EdgeLength, &it.LengthMM}, {packing.EdgeDepth, &it.DepthMM}} {
				*e.to = next()
				if next() == 1 {
					it.UprightEdges = append(it.UprightEdges, e.edge)
				}
			}
			it.Quantity = next()
			r.Items = append(r.Items, it)
		}
		out = append(out, r)
	}
	return out
}

// BenchmarkBarContainers fills the containers of BR1 to BR3 within 1 and 5 CPU
// seconds each, without support and with full support. PACKING_STEP takes every
// so many instances of a file; 1 takes all.
func BenchmarkBarContainers(b *testing.B) {
	dir := dataFolder(b)
	step, err := strconv.Atoi(os.Getenv("PACKING_STEP"))
	if err != nil || step < 1 {
		step = 10
	}
	for _, support := range []int64{0, 100} {
		for _, limit := range []time.Duration{time.Second, 5 * time.Second} {
			b.Run(fmt.Sprintf("support=%d/limit=%v", support, limit), func(b *testing.B) {
				for b.Loop() {
					b.ReportMetric(fillContainers(b, dir, step, support, limit), "%used")
				}
			})
		}
	}
}

// fillContainers answers with the mean share of volume used, in percent.
func fillContainers(b *testing.B, dir string, step int, support int64, limit time.Duration) float64 {
	var mean float64
	var longest time.Duration
	line := fmt.Sprintf("support %3d %%, %v CPU:", support, limit)
	for _, name := range []string{"br1", "br2", "br3"} {
		var sum, n float64
		all := readContainers(b, filepath.Join(dir, name+".txt"))
		for i := 0; i < len(all); i += step {
			r, start := all[i], cpuTime()
			r.SupportPercent = &support
			r.Stop = func() bool { return cpuTime()-start > limit }
			a, err := packing.Pack(r)
			longest = max(longest, cpuTime()-start)
			if err != nil || !a.Verdict.Valid {
				b.Fatalf("%s %d: %v %v", name, i, err, a.Verdict.Faults)
			}
			sum, n = sum+used(&r, &a), n+1
		}
		mean += sum / n / 3
		line += fmt.Sprintf(" %s %.2f %%", name, 100*sum/n)
	}
	fmt.Printf("%s, mean %.2f %% (every %d. instance, longest %.2f s)\n", line, 100*mean, step, longest.Seconds())
	return 100 * mean
}

func used(r *packing.Request, a *packing.Answer) float64 {
	var volume int64
	for _, p := range a.Parcels {
		for _, c := range p.Contents {
			volume += c.VolumeMM3()
		}
	}
	return float64(volume) / float64(r.Cartons[0].Inner.VolumeMM3())
}
