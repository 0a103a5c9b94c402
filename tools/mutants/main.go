// Mutants puts small faults into rooms of the house, one at a time, and tells which of them
// the room's own tests do not notice. The sample follows from the seed alone.
package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

type verdict int

const (
	survived verdict = iota
	killed
	unfit // does not compile
)

// room is one room under trial.
type room struct {
	name     string
	patience time.Duration // how long its tests may take before a change counts as noticed
	scratch  string
}

func main() {
	size := flag.Int("n", 15, "changes to judge in each room")
	seed := flag.Uint64("seed", 1, "seed of the sample")
	least := flag.Int("least", 0, "percent that must be noticed in each room")
	workers := flag.Int("workers", 2, "changes judged at once")
	equivalent := flag.String("equivalent", "tools/mutants/equivalent.txt", "changes that make no difference, each with its reason")
	flag.Parse()
	scratch, err := os.MkdirTemp("", "mutants-")
	fail(err)
	defer os.RemoveAll(scratch)
	same, err := known(*equivalent)
	fail(err)
	low := false
	for _, name := range flag.Args() {
		r := &room{name: name, scratch: scratch}
		judged, missed := r.trial(*size, *seed, *workers, same)
		share := 100 * (judged - len(missed)) / max(judged, 1)
		low = low || share < *least
		fmt.Printf("%-12s %3d sampled, %3d killed (%d %%), %d survived\n", name, judged, judged-len(missed), share, len(missed))
		for _, c := range missed {
			fmt.Printf("  %s:%d: %s\n", c.file, c.line, c.what())
		}
	}
	if low {
		os.RemoveAll(scratch)
		os.Exit(1)
	}
}

func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutants:", err)
		os.Exit(2)
	}
}

// known reads the list of equivalent changes: one a line, its reason after " # ".
func known(path string) (map[string]bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	same := map[string]bool{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if what, why, ok := strings.Cut(lines.Text(), " # "); ok && strings.TrimSpace(why) != "" {
			same[what] = true
		}
	}
	return same, lines.Err()
}

// trial judges changes in the order of the draw until enough of them were fit to be judged.
func (r *room) trial(size int, seed uint64, workers int, same map[string]bool) (judged int, missed []change) {
	start := time.Now()
	if out, err := r.test(context.Background(), "./"+r.name+"/..."); err != nil {
		fail(fmt.Errorf("the tests of %s fail before any change:\n%s", r.name, out))
	}
	r.patience = 20*time.Second + 4*time.Since(start)
	var next sync.Mutex
	draw := slices.DeleteFunc(r.draw(seed), func(c change) bool { return same[c.String()] })
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			next.Lock()
			defer next.Unlock()
			for judged < size && len(draw) > 0 {
				c := draw[0]
				draw = draw[1:]
				judged++ // a seat, given back if the change is unfit
				next.Unlock()
				v := r.judge(c, w)
				next.Lock()
				switch v {
				case unfit:
					judged--
				case survived:
					missed = append(missed, c)
				}
			}
		})
	}
	all.Wait()
	slices.SortFunc(missed, func(a, b change) int { return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.start, b.start)) })
	return judged, missed
}

// draw lists the room's changes in an order that follows from the seed.
func (r *room) draw(seed uint64) (all []change) {
	fail(filepath.WalkDir(r.name, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		some, err := changesIn(path)
		all = append(all, some...)
		return err
	}))
	h := fnv.New64a()
	h.Write([]byte(r.name))
	rand.New(rand.NewPCG(seed, h.Sum64())).Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	return all
}

// judge builds the room with the change laid over it and asks first the tests beside the change, then all of the room.
func (r *room) judge(c change, worker int) verdict {
	text, err := c.apply()
	fail(err)
	file := filepath.Join(r.scratch, fmt.Sprint(r.name, worker, ".go"))
	fail(os.MkdirAll(filepath.Dir(file), 0o700))
	fail(os.WriteFile(file, text, 0o600))
	whole, err := filepath.Abs(c.file)
	fail(err)
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {whole: file}})
	fail(err)
	fail(os.WriteFile(file+".json", overlay, 0o600))
	beside := "./" + filepath.ToSlash(filepath.Dir(c.file))
	for _, what := range []string{beside, "./" + r.name + "/..."} {
		ctx, stop := context.WithTimeout(context.Background(), 2*r.patience)
		out, err := r.test(ctx, what, "-overlay", file+".json", "-timeout", r.patience.String())
		stop()
		switch {
		case strings.Contains(out, "[build failed]"):
			return unfit
		case err != nil:
			return killed
		}
	}
	return survived
}

// test runs tests in as little memory as they need: a change may make a loop endless.
func (r *room) test(ctx context.Context, what string, flags ...string) (string, error) {
	line := append([]string{"-c", `ulimit -v 16000000 2>/dev/null; exec go test "$@"`, "sh", "-failfast", "-short", "-vet=off", "-p=1"}, flags...)
	run := exec.CommandContext(ctx, "sh", append(line, what)...)
	run.WaitDelay = time.Second
	out, err := run.CombinedOutput()
	return string(out), err
}
