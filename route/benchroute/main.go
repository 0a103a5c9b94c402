// Benchroute solves published instances and prints the mean gap of each family to
// the best known cost, every plan priced by the checker.
//
//	benchroute -data DIR [-seconds 1,5,30] [-only REGEXP] [-threads 1] [-seed 1]
//
// DIR holds best_known.json and a folder per family.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime/pprof"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"crosslane/route/check"
	"crosslane/route/formats"
	"crosslane/route/solver"
)

type bench struct {
	data    string
	only    *regexp.Regexp
	threads int
	seed    uint64
	known   map[string]bestKnown
	clock   func() time.Duration
}

type bestKnown struct {
	Family    string  `json:"family"`
	BestKnown float64 `json:"best_known"`
	Vehicles  int     `json:"vehicles"`
}

// forms are the folders of DIR and the form of the files in each.
var forms = map[string]string{
	"solomon": "solomon", "gehring-homberger": "solomon", "cvrp-x": "vrplib", "li-lim": "lilim", "cordeau": "cordeau",
}

func main() {
	data := flag.String("data", "", "folder with best_known.json and the families")
	seconds := flag.String("seconds", "1,5,30", "budgets")
	only := flag.String("only", "", "regular expression for names of instances")
	threads := flag.Int("threads", 1, "threads")
	seed := flag.Uint64("seed", 1, "seed")
	wall := flag.Bool("wall", false, "count time on the wall, not of the processor")
	profile := flag.String("profile", "", "write a CPU profile here")
	flag.Parse()
	b := &bench{data: *data, only: regexp.MustCompile("(?i)" + *only), threads: *threads, seed: *seed, clock: processor}
	if begun := time.Now(); *wall {
		b.clock = func() time.Duration { return time.Since(begun) }
	}
	if *profile != "" {
		f, err := os.Create(*profile)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		exit(err)
		defer pprof.StopCPUProfile()
	}
	exit(b.run(*seconds))
}

// processor is the time that this process has had of the processor, its collector
// of garbage included; on a shared machine it is fairer than the wall's.
func processor() time.Duration {
	used := usage()
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func usage() syscall.Rusage {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		panic(err)
	}
	return used
}

// seldom asks a dear clock at every 32nd call only. It serves one thread.
func seldom(clock func() time.Duration) func() time.Duration {
	calls, last := 0, time.Duration(0)
	return func() time.Duration {
		if calls++; calls&31 == 1 {
			last = clock()
		}
		return last
	}
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func (b *bench) run(seconds string) error {
	text, err := os.ReadFile(filepath.Join(b.data, "best_known.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &b.known); err != nil {
		return err
	}
	gaps := map[string][]float64{}
	for budget := range strings.SplitSeq(seconds, ",") {
		limit, err := strconv.ParseFloat(budget, 64)
		if err != nil {
			return err
		}
		for _, name := range b.names() {
			gap, err := b.one(name, time.Duration(limit*float64(time.Second)))
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			key := fmt.Sprintf("%-18s %5ss", b.family(name), budget)
			gaps[key] = append(gaps[key], gap)
		}
	}
	report(gaps)
	return nil
}

// report writes the table of mean gaps, and the most memory that was in use.
func report(gaps map[string][]float64) {
	fmt.Println("\nfamily             budget  mean gap %  instances")
	for _, key := range slices.Sorted(maps.Keys(gaps)) {
		sum := 0.0
		for _, g := range gaps[key] {
			sum += g
		}
		fmt.Printf("%s  %10.2f  %d\n", key, sum/float64(len(gaps[key])), len(gaps[key]))
	}
	fmt.Printf("\nmost memory of the process, instances and matrices included: %d MiB\n", usage().Maxrss>>10)
}

func (b *bench) names() []string {
	var names []string
	for name := range b.known {
		if b.only.MatchString(name) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(x, y string) int { return strings.Compare(b.family(x)+x, b.family(y)+y) })
	return names
}

// family splits the published families by size, as the table of gaps does.
func (b *bench) family(name string) string {
	f := b.known[name].Family
	if k := strings.Split(name, "_"); f == "gehring-homberger" && len(k) == 3 {
		return f + " " + k[1] + "00"
	}
	if f == "cvrp-x" {
		if n, _ := strconv.Atoi(strings.Split(strings.TrimPrefix(name, "X-n"), "-")[0]); n > 303 {
			return "cvrp-x, large"
		}
		return "cvrp-x, to 303"
	}
	return f
}

func (b *bench) file(name string) string {
	family := b.known[name].Family
	for _, n := range []string{name + ".txt", name + ".vrp", strings.ToLower(name) + ".txt"} {
		if path := filepath.Join(b.data, family, n); exists(path) {
			return path
		}
	}
	return filepath.Join(b.data, family, name)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// one solves an instance and answers with its gap in percent.
func (b *bench) one(name string, limit time.Duration) (float64, error) {
	f, err := os.Open(b.file(name))
	if err != nil {
		return 0, err
	}
	defer func() { _ = f.Close() }() // only read
	i, err := formats.Read(forms[b.known[name].Family], f)
	if err != nil {
		return 0, err
	}
	begun := b.clock()
	s, err := solver.Solve(context.Background(), i.Problem, solver.Options{Stop: solver.Within(seldom(b.clock), limit), Threads: b.threads, Seed: b.seed})
	if err != nil {
		return 0, err
	}
	over := 100 * ((b.clock()-begun).Seconds()/limit.Seconds() - 1)
	r, err := check.Solution(i.Problem, s)
	if err != nil {
		return 0, err
	}
	best := b.known[name].BestKnown
	cost := float64(r.Cost-int64(len(s.Routes))*i.Vehicle) / float64(i.Scale)
	gap := 100 * (cost/best - 1)
	fmt.Printf("%-12s %6s  cost %9.1f  gap %6.2f %%  %3d routes  %d left out  %8d iterations  over time %4.1f %%\n",
		name, limit, cost, gap, len(s.Routes), len(s.Unassigned), s.Iterations, over)
	return gap, nil
}
