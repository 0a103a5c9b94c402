package channel_test

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/channel/quote"
	"crosslane/shipping"
)

var update = flag.Bool("update", false, "write testdata/rates.json anew")

const question = `{"from":"szx","to":{"country":"DE","postcode":"10115"},"weight_g":450,"size_mm":[200,150,60],
	"value":{"amount":"49.90","currency":"EUR"},"batteries":["inside"],"hs":["851830"],"at":"2026-11-21"}`

// TestRates holds a whole answer against testdata/rates.json.
func TestRates(t *testing.T) {
	got, err := quote.Rates(table(t, sample()), []byte(question), handover)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/rates.json", append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/rates.json")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != strings.TrimSpace(string(want)) {
		t.Errorf("got\n%s", got)
	}
}

// TestRatesFromLines: goods told line by line are the same parcel as told in sum.
func TestRatesFromLines(t *testing.T) {
	compiled := table(t, sample())
	sum, err := quote.Rates(compiled, []byte(`{"from":"szx","to":{"country":"France","postcode":"75001"},"weight_g":700,
		"value":{"amount":59.9,"currency":"EUR"},"batteries":["inside"],"hs":["851830","420212"],"at":"2026-11-21"}`), handover)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := quote.Rates(compiled, []byte(`{"from":"szx","to":{"country":"FR","postcode":"75001"},"at":"2026-11-21T23:00:00+08:00","lines":[
		{"sku":"EAR-1","quantity":2,"weight_g":200,"price":{"amount":"24.95","currency":"EUR"},"hs":"851830","battery":"inside"},
		{"sku":"BAG-1","weight_g":300,"price":{"amount":"10","currency":"EUR"},"hs":"420212","battery":null}]}`), handover)
	if err != nil {
		t.Fatal(err)
	}
	if string(sum) != string(lines) {
		t.Errorf("told in sum:\n%s\ntold in lines:\n%s", sum, lines)
	}
}

// TestRatesOfOneUnit: a single unit's size is the parcel's, several units' is not.
func TestRatesOfOneUnit(t *testing.T) {
	compiled := table(t, sample())
	for in, want := range map[string]bool{
		`{"from":"szx","to":{"country":"DE"},"lines":[{"weight_g":400,"size_mm":[1300,10,10]}]}`:              true,
		`{"from":"szx","to":{"country":"DE"},"lines":[{"weight_g":400,"size_mm":[1300,10,10],"quantity":2}]}`: false,
	} {
		out, err := quote.Rates(compiled, []byte(in), handover)
		if err != nil || strings.Contains(string(out), "longest side is 130 cm") != want {
			t.Errorf("%s: %v, too long: want %v", in, err, want)
		}
	}
}

func TestRatesRefusesBadInput(t *testing.T) {
	compiled := table(t, sample())
	for in, want := range map[string]string{
		``:                            `this is no JSON: there is nothing in it`,
		`[]`:                          `not an object`,
		`{"from":}`:                   `this is no JSON: line 1, column 9: "}" does not belong there`,
		question + `{}`:               `this is no JSON: line 2, column 103: "{" does not belong there`,
		`{"form":"szx"}`:              `form: unknown key`,
		`{"from":"szx","from":"szx"}`: `from: given twice`,
		`{"from":7}`:                  `from: not a text`,
		`{"from":"moon","to":{"country":"DE"},"weight_g":1}`:      `from: "moon" is not a warehouse (known are szx, duisburg)`,
		`{"from":"szx","weight_g":1}`:                             `to.country: missing`,
		`{"from":"szx","to":{"country":"Atlantis"},"weight_g":1}`: `to.country: "Atlantis" is not a country`,
		`{"to":{"country":"DE","postcode":"1011"}}`:               `to.postcode: "1011" is not a postcode of Germany`,
		`{"to":{"country":"DE","zip":"10115"}}`:                   `to.zip: unknown key`,
		`{"to":"DE"}`:                                             `to: not an object`,
		`{"from":"szx","to":{"country":"DE"}}`:                    `weight_g: missing`,
		`{"weight_g":0}`:                                          `weight_g: 0 is out of bounds`,
		`{"weight_g":1e3}`:                                        `weight_g: 1e3 is not a whole number`,
		`{"weight_g":99999999999999999999}`:                       `weight_g: 9223372036854775807 is out of bounds`,
		`{"size_mm":[1,2]}`:                                       `size_mm: a parcel has three sides`,
		`{"size_mm":[1,2,-3]}`:                                    `size_mm[2]: -3 is out of bounds`,
		`{"size_mm":{}}`:                                          `size_mm: not a list`,
		`{"value":{"amount":"4,9","currency":"EUR"}}`:             `value.amount: "4,9" is not an amount`,
		`{"value":{"amount":"49.90","currency":"eur"}}`:           `value.currency: "eur" is not a currency code`,
		`{"value":{"amount":"-1","currency":"EUR"}}`:              `value.amount: -1.00 EUR is out of bounds`,
		`{"value":{"currency":"EUR"}}`:                            `value.amount: "" is not an amount`,
		`{"batteries":["loose"]}`:                                 `batteries[0]: "loose" is not a way of carrying cells`,
		`{"dangerous":"yes"}`:                                     `dangerous: neither true nor false`,
		`{"hs":["8518.30"]}`:                                      `hs[0]: "8518.30" is not an HS code`,
		`{"at":"tomorrow"}`:                                       `at: "tomorrow" is not a day`,
		`{"lines":[{"weight":1}]}`:                                `lines[0].weight: unknown key`,
		`{"lines":[{"sku":"A"},{"quantity":0}]}`:                  `lines[1].quantity: 0 is out of bounds`,
		`{"lines":[{"price":{"amount":"1","currency":"EUR"}},{"price":{"amount":"1","currency":"USD"}}]}`: `lines[1].price: cannot add USD to EUR`,
		`{"lines":[{"weight_g":1000000000,"quantity":2}]}`:                                                `lines[0]: the lines are too heavy`,
	} {
		_, err := quote.Rates(compiled, []byte(in), handover)
		var told *shipping.Error
		if !errors.As(err, &told) || told.Code != shipping.Invalid || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s\n got %v\nwant %s", in, err, want)
		}
	}
}

// FuzzRates: whatever is handed in, the answer is JSON with every channel once, or an Invalid error.
func FuzzRates(f *testing.F) {
	f.Add([]byte(question))
	f.Add([]byte(`{"from":"duisburg","to":{"country":"de"},"lines":[{"sku":"A","quantity":3,"weight_g":200,"price":{"amount":1.5,"currency":"USD"}}]}`))
	f.Add([]byte(`{"value":{"amount":1e400,"currency":"KWD"}}`))
	f.Add([]byte(`{"at":"0000-01-01","from":"szx","to":{"country":"GB","postcode":"ZE29XX"},"weight_g":1}`))
	compiled := table(f, sample())
	f.Fuzz(func(t *testing.T, in []byte) {
		out, err := quote.Rates(compiled, in, handover)
		if err != nil {
			if shipping.CodeOf(err) != shipping.Invalid {
				t.Fatalf("%q: %v", in, err)
			}
			return
		}
		var answer struct{ Channels []struct{ Channel string } }
		if err := json.Unmarshal(out, &answer); err != nil || len(answer.Channels) != len(sample().Channels) {
			t.Fatalf("%q: %v\n%s", in, err, out)
		}
	})
}

// TestWhatAQuoteMinds: without a postcode a quote says what it does not speak of, and where an embargo holds orders.
func TestWhatAQuoteMinds(t *testing.T) {
	compiled := table(t, book.Default())
	for to, want := range map[string]string{
		`{"country":"ES"}`: `"to.postcode is missing: the prices are not those of Canary Islands, Ceuta, Melilla"`, `{"country":"ES","postcode":"28001"}`: "",
		`{"country":"ES","region":"Canarias"}`: "", `{"country":"BE"}`: "", `{"country":"US"}`: "Alaska", `{"country":"CU"}`: "Cuba is under embargo", `{"country":"RU","postcode":"295000"}`: "Crimea is under embargo",
	} {
		out, err := quote.Rates(compiled, []byte(`{"from":"szx","weight_g":450,"to":`+to+`}`), handover)
		if err != nil || strings.Contains(string(out), `"mind"`) != (want != "") || !strings.Contains(string(out), want) {
			t.Errorf("%s: %.400s, %v", to, out, err)
		}
	}
}
