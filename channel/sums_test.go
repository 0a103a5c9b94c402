package channel_test

import (
	"strings"
	"testing"

	"crosslane/channel/quote"
)

// TestLinesMakeTheParcel: what is not given for the parcel as a whole is what its lines say.
func TestLinesMakeTheParcel(t *testing.T) {
	compiled := table(t, sample())
	for question, want := range map[string]string{
		`{"from":"szx","to":{"country":"DE","postcode":"10115"},"at":"2026-11-21","lines":[{"weight_g":300,"quantity":2,"price":{"amount":"250","currency":"EUR"}}]}`:                             `"primary": "express"`,
		`{"from":"szx","to":{"country":"DE","postcode":"10115"},"at":"2026-11-21","value":{"amount":"10","currency":"EUR"},"lines":[{"weight_g":300,"price":{"amount":"900","currency":"EUR"}}]}`: `"primary": "swift-eco"`,
		`{"from":"szx","to":{"country":"DE","postcode":"10115"},"at":"2026-11-21","lines":[{"weight_g":300,"dangerous":"UN1266"}]}`:                                                               `"primary": "rail"`,
		`{"from":"szx","to":{"country":"DE","postcode":"10115"},"at":"2026-11-21","dangerous":true,"lines":[{"weight_g":300}]}`:                                                                   `"primary": "rail"`,
		`{"from":"szx","to":{"country":"DE","postcode":"10115"},"at":"2026-11-21","weight_g":50,"lines":[{"weight_g":300,"quantity":2}]}`:                                                         `"weight_g": 50,`,
		`{"from":"szx","to":{"country":"DE","postcode":"10115"},"at":"2026-11-21","lines":[{"weight_g":300,"quantity":2},{"weight_g":7}]}`:                                                        `"weight_g": 607,`,
	} {
		answer, err := quote.Rates(compiled, []byte(question), handover)
		if err != nil || !strings.Contains(string(answer), want) {
			t.Errorf("%s\nanswers %v, %s\nwant %s", question, err, answer, want)
		}
	}
}

// TestAllThatAParcelMayHold: a thousand tonnes in all its lines, and not a gram more.
func TestAllThatAParcelMayHold(t *testing.T) {
	compiled := table(t, sample())
	ask := func(lines string) error {
		_, err := quote.Rates(compiled, []byte(`{"from":"szx","to":{"country":"DE","postcode":"10115"},"at":"2026-11-21","lines":[`+lines+`]}`), handover)
		return err
	}
	if err := ask(`{"weight_g":500000000,"quantity":2}`); err != nil {
		t.Errorf("as heavy as can be: %v", err)
	}
	if err := ask(`{"weight_g":500000000,"quantity":2},{"weight_g":1}`); err == nil || !strings.Contains(err.Error(), "lines[1]: the lines are too heavy") {
		t.Errorf("a gram more: %v", err)
	}
}
