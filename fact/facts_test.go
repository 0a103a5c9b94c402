package fact_test

import (
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"crosslane/fact"
)

var update = flag.Bool("update", false, "write golden samples for kinds and versions that have none")

// fill sets every field of a value to something that is not its zero value, so
// that a field that is forgotten in the stored form is seen.
func fill(v reflect.Value, n *int64) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString("s" + strconv.FormatInt(*n, 10))
	case reflect.Int, reflect.Int64:
		v.SetInt(-*n)
	case reflect.Uint64:
		v.SetUint(uint64(*n) << 40)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.UnixMilli(1_790_000_000_000 + *n).In(time.FixedZone("", 19800))))
			return
		}
		for _, field := range v.Fields() {
			fill(field, n)
		}
	case reflect.Pointer:
		fill(v.Elem(), n)
	}
}

// TestGolden reads every stored form that was ever written: testdata/facts holds one
// sample for each kind and version, the stored bytes and the JSON that they must give.
func TestGolden(t *testing.T) {
	for kind, version := range fact.Kinds() {
		file := filepath.Join("testdata", "facts", string(kind)+".v"+strconv.FormatUint(version, 10)+".txt")
		if _, err := os.Stat(file); err != nil && *update {
			var n int64
			body := fact.NewBody(kind)
			fill(reflect.ValueOf(body), &n)
			told, _ := json.MarshalIndent(body, "", "  ")
			text := hex.EncodeToString(fact.Encode(body)) + "\n" + string(told) + "\n"
			if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%s has no golden sample %s: run go test ./shipping -run Golden -update", kind, file)
		}
	}
	files, _ := filepath.Glob("testdata/facts/*.txt")
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { readGolden(t, file) })
	}
}

func readGolden(t *testing.T, file string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	stored, want, _ := strings.Cut(string(raw), "\n")
	kind, _, _ := strings.Cut(filepath.Base(file), ".")
	bytes, err := hex.DecodeString(stored)
	if err != nil {
		t.Fatal(err)
	}
	body, err := fact.Decode(fact.Kind(kind), bytes)
	if err != nil {
		t.Fatal(err)
	}
	got, _ := json.MarshalIndent(body, "", "  ")
	if string(got)+"\n" != want {
		t.Errorf("reads as\n%s\nwant\n%s", got, want)
	}
}

func TestEveryFieldIsStored(t *testing.T) {
	for kind := range fact.Kinds() {
		var n int64
		body := fact.NewBody(kind)
		fill(reflect.ValueOf(body), &n)
		back, err := fact.Decode(kind, fact.Encode(body))
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		a, _ := json.Marshal(body)
		b, _ := json.Marshal(back)
		if string(a) != string(b) {
			t.Errorf("%s loses a field:\nwrote %s\nread  %s", kind, a, b)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for kind := range fact.Kinds() {
		var n int64
		body := fact.NewBody(kind)
		fill(reflect.ValueOf(body), &n)
		f.Add(string(kind), fact.Encode(body))
	}
	f.Fuzz(func(t *testing.T, kind string, stored []byte) {
		body, err := fact.Decode(fact.Kind(kind), stored)
		if err != nil {
			return
		}
		again, err := fact.Decode(fact.Kind(kind), fact.Encode(body))
		if err != nil || !reflect.DeepEqual(body, again) {
			t.Fatalf("%s does not survive a second writing: %v", kind, err)
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	f := &fact.ScanReceived{Scan: fact.Scan{Carrier: "swiftpost", Waybill: "LX123456785CN", Code: "GTMS_SIGNED", Milestone: "delivered", Print: 99}}
	stored := fact.Encode(f)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := fact.Decode("ScanReceived", stored); err != nil {
			b.Fatal(err)
		}
	}
}
