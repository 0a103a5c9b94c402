package onward

import (
	"reflect"
	"testing"
	"time"

	"crosslane/shipping"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestWhatCanBeANumber(t *testing.T) {
	for said, want := range map[string]string{
		"9400 1000 0000 0000 0000 00": "9400100000000000000000", "rr123456785gb": "RR123456785GB", "AB-1234-5": "AB12345", "A12345": "A12345",
		"": "", "N/A": "", "null": "", "12345": "", "ABCDEF": "", "ABC123": "", "000000": "", "A00000": "", "12345ü": "", "12345;6": "",
		"1234567890123456789012345678901234567890": "1234567890123456789012345678901234567890", "12345678901234567890123456789012345678901": "",
	} {
		if got := Plain(said); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

func TestTheNewestWordStands(t *testing.T) {
	var l Numbers
	for _, step := range []struct {
		carrier, number string
		news            bool
		want            []string
	}{
		{"", "A100001", true, []string{" A100001"}},
		{"USPS", "A100001", true, []string{"USPS A100001"}},      // named since
		{"", "A100001", false, []string{"USPS A100001"}},         // none is no other name
		{"U.S.P.S.", "A100001", false, []string{"USPS A100001"}}, // the same
		{"usps", "A100002", true, []string{"usps A100002"}},      // another number in its place
		{"", "B100001", true, []string{"usps A100002", " B100001"}},
		{"", "B100002", true, []string{"usps A100002", " B100002"}},
		{"GLS", "C100001", true, []string{"usps A100002", " B100002", "GLS C100001"}},
		{"DPD", "D100001", true, []string{" B100002", "GLS C100001", "DPD D100001"}}, // the oldest is let go
		{"GLS", "D100001", true, []string{" B100002", "GLS D100001"}},                // another's name for it, and GLS's newest
	} {
		var news bool
		before := append(Numbers{}, l...)
		next, news := l.With(Number{Carrier: step.carrier, Number: step.number, Since: start})
		if !reflect.DeepEqual(before, append(Numbers{}, l...)) {
			t.Errorf("%+v: the old ones were changed", step)
		}
		l = next
		var got []string
		for _, n := range l {
			got = append(got, n.Carrier+" "+n.Number)
		}
		if news != step.news || !reflect.DeepEqual(got, step.want) {
			t.Errorf("%s %s: %v %q, want %v %q", step.carrier, step.number, news, got, step.news, step.want)
		}
	}
	if !l.Has("D100001") || l.Has("A100002") || l.Has("") {
		t.Errorf("%+v", l)
	}
}

func TestNamesHoweverTheyAreWritten(t *testing.T) {
	if !Same("DHL Paket", "dhl-paket") || !Same("U.S.P.S.", "usps") || Same("DHL", "DHL Paket") || Folded("Österreichische Post (AT)") != "österreichischepostat" {
		t.Error("names are not compared as they are meant")
	}
}

func TestWhatIsHeardOfAnother(t *testing.T) {
	var k Custody
	for i, step := range []struct {
		m, stands  shipping.Milestone
		classifier string
		hour       int
		knows      bool
		want       Custody
	}{
		{shipping.LabelCreated, shipping.LabelCreated, "", 1, false, Custody{}},
		{shipping.Unmapped, "", "", 1, false, Custody{}},
		{shipping.VoidedMilestone, "", "", 1, false, Custody{}},
		{shipping.Sorted, shipping.ImportReleased, "estimated", 1, false, Custody{}},
		{shipping.Sorted, shipping.ImportReleased, "", 5, false, Custody{Since: at(5), Told: []shipping.Milestone{shipping.Sorted}}},
		{shipping.Sorted, shipping.ImportReleased, "planned", 1, false, Custody{Since: at(5), Told: []shipping.Milestone{shipping.Sorted}}},
		{shipping.Sorted, shipping.ImportReleased, "estimated", 1, false, Custody{Since: at(5), Told: []shipping.Milestone{shipping.Sorted}}},
		{shipping.HandedToLastMile, shipping.Sorted, "", 4, false, Custody{Since: at(4), Told: []shipping.Milestone{shipping.Sorted, shipping.HandedToLastMile}}},
		{shipping.Sorted, shipping.Sorted, "", 6, true, Custody{Since: at(4), Told: []shipping.Milestone{shipping.Sorted, shipping.HandedToLastMile}, By: "paket"}},
		{shipping.Sorted, shipping.Sorted, "", 7, false, Custody{Since: at(4), Told: []shipping.Milestone{shipping.Sorted, shipping.HandedToLastMile}, By: "paket"}},
		{shipping.Sorted, shipping.DeliveredMilestone, "correction", 8, false, Custody{Since: at(4), By: "paket"}},
	} {
		if knows := k.Hear(step.m, step.stands, step.classifier, "paket", at(step.hour)); knows != step.knows || !reflect.DeepEqual(k, step.want) {
			t.Errorf("step %d: %v %+v, want %+v", i, knows, k, step.want)
		}
	}
}

func at(hour int) time.Time { return start.Add(time.Duration(hour) * time.Hour) }
