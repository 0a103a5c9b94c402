package channel_test

import (
	"errors"
	"strings"
	"testing"

	"crosslane/book"
	"crosslane/channel"
	"crosslane/shipping"
)

// TestProofOfPrefixes: what can never match is refused with the reason, and what may be meant is told.
func TestProofOfPrefixes(t *testing.T) {
	for _, c := range []struct {
		countries, prefixes string
		says, hint          string // of the error; empty: none
		remark              string
	}{
		{"DE", "97,04,10115,00000", "", "", ""},
		{"DE", "101155", "longer than any postcode of DE", "99999", ""},
		{"DE", "1-20", "is no range", "as many signs", ""},
		{"DE", "07–08", "a sign that no entry has", "hyphen", ""},
		{"DE", "10*", "a sign that no entry has", "no star", ""},
		{"DE", "D-10", `postcodes of DE have digits alone`, "99999", ""},
		{"AT", "A1", "postcodes of AT have digits alone", "9999", ""},
		{"DE,AT", "10115", "", "", "no prefix of this zone is one of AT"},
		{"DE,AT", "10115,1010", "", "", ""},
		{"DE,AT", "123456", "longer than any postcode of", "", ""},
		{"GB", "B1,B,SW1A 1AA,KW15-1,HS,AB31-AB38,PA20-49,GIR", "", "", ""},
		{"GB", "1", "no postcode of GB begins", "A9 9AA", ""},
		{"GB", "B1234", "no postcode of GB begins", "", ""},
		{"GB", "HS1-9", "may be a postcode of GB as well as a range", `write "HS1..9" for the range, "HS1 9" for the postcode`, ""},
		{"GB", "AB38-AB31", "ends before it begins", `"AB31-AB38"`, ""},
		{"IE", "A65,D6W,H12-H18", "", "", ""},
		{"IE", "AB1", "no postcode of IE begins", "A99", ""},
		{"CA", "K1A,V,V0A-V0Z", "", "", ""},
		{"CA", "1A", "no postcode of CA begins", "A9A 9A9", ""},
		{"FR", "97000-97999,20..20", "", "", ""},
		{"FR", "97999-97000", "ends before it begins", `"97000-97999"`, ""},
		{"FR", "97000..979", "is no range", "as many signs", ""},
		{"FR", "970000-979999", "longer than any postcode of FR", "", ""},
		{"FR", "97000-979", "longer than any postcode of FR", "", ""},
		{"JP", "100-200", "may be a postcode of JP as well as a range", `"100..200" for the range, "100200"`, ""},
		{"PL", "00-95", "may be a postcode of PL as well as a range", `"0095"`, ""},
		{"US", "995-999,99950-1234", "", "", ""},
		{"NL", "1000 AA..1099 ZZ,1011", "", "", ""},
		{"NL", "AA", "no postcode of NL begins", "9999 AA", ""},
		{"HK", "1", "", "", "postcodes of HK are not checked"},
		{"HK,DE", "10", "", "", "postcodes of HK are not checked"},
	} {
		b := sample()
		z := &b.Rates[4].Zones[0]
		z.Prefixes, z.Countries = strings.Split(c.prefixes, ","), nil
		for code := range strings.SplitSeq(c.countries, ",") {
			z.Countries = append(z.Countries, shipping.Country(code))
		}
		b.Channels = nil
		remarks, err := channel.Proof(b)
		hold(t, c.countries+" "+c.prefixes, err, "rates[4].zones[0].prefixes", c.says, c.hint)
		if err == nil && (c.remark == "") != (len(remarks) == 0) || c.remark != "" && !strings.Contains(remarks[0].String(), c.remark) {
			t.Errorf("%s %s: remarks %v, want %q", c.countries, c.prefixes, remarks, c.remark)
		}
		if len(z.Countries) != 1 {
			continue
		}
		remote := sample()
		remote.Channels = nil
		remote.Rates[0].Surcharges[2].Country, remote.Rates[0].Surcharges[2].Prefixes = z.Countries[0], z.Prefixes
		_, err = channel.Proof(remote)
		hold(t, "remote "+c.countries+" "+c.prefixes, err, "rates[0].surcharges[2].prefixes", c.says, c.hint)
	}
}

// TestProofOfZones: two zones do not share postcodes unless one lies within the other.
func TestProofOfZones(t *testing.T) {
	for _, c := range []struct{ one, other, says string }{
		{"1000-1550", "1500-1999", `"1500-1999" shares postcodes with "1000-1550"`},
		{"1000-1999", "1", "are the postcodes of"},
		{"1000-1999", "1500-1599", ""},
		{"1500-1599", "1000-1999", ""},
		{"1000-1999", "2000-2999", ""},
		{"1000-1999", "1999-2500", "shares postcodes"},
		{"10", "101", ""},
	} {
		b := sample()
		b.Channels = nil
		breaks := b.Rates[4].Zones[0].Breaks
		b.Rates[4].Zones = []book.Zone{
			{Countries: []shipping.Country{"AT"}, Prefixes: []string{c.one}, Breaks: breaks},
			{Countries: []shipping.Country{"AT"}, Prefixes: []string{c.other}, Breaks: breaks},
			{Countries: []shipping.Country{"AT"}, Breaks: breaks},
		}
		_, err := channel.Proof(b)
		hold(t, c.one+" and "+c.other, err, "rates[4].zones[1].prefixes[0]", c.says, "")
	}
}

// TestProofOfLanes: a channel without a price for any of its countries is none; one that lacks some is told.
func TestProofOfLanes(t *testing.T) {
	b := sample()
	remarks, err := channel.Proof(b)
	if err != nil || len(remarks) != 1 || remarks[0].Field != "channels[1].to[2]" || !strings.Contains(remarks[0].Message, "no zone for GB") {
		t.Errorf("%v, %v", remarks, err)
	}
	b.Channels[4].To = []shipping.Country{"AT"}
	_, err = channel.Proof(b)
	hold(t, "no zone", err, "channels[4].to", "has a zone for none of its countries", "add zones")
}

// TestABookInForceIsNotProofed: what Proof refuses is compiled as ever, so that a Book that was published before opens.
func TestABookInForceIsNotProofed(t *testing.T) {
	for _, list := range [][]string{{"101155"}, {"A1"}, {"1000-1550", "1500-1999"}, {"97999-97000"}, {"1..22"}, {"20", "20-20"}, {"97", "97000-97999"}} {
		b := sample()
		zones := b.Rates[4].Zones
		for _, text := range list {
			zones = append(zones, book.Zone{Name: text, Countries: []shipping.Country{"DE"}, Prefixes: []string{text}, Breaks: zones[0].Breaks})
		}
		b.Rates[4].Zones = zones
		if _, err := channel.Compile(b); err != nil {
			t.Errorf("%q: %v", list, err)
		}
		if _, err := channel.Proof(b); err == nil {
			t.Errorf("%q is let through", list)
		}
	}
}

// hold holds an error against what it must tell; empty: there is none.
func hold(t *testing.T, name string, err error, field, says, hint string) {
	t.Helper()
	if says == "" {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return
	}
	var e *shipping.Error
	if !errors.As(err, &e) || e.Code != shipping.Invalid || !strings.HasPrefix(e.Field, field) || !strings.Contains(e.Message, says) || !strings.Contains(e.Hint, hint) {
		t.Errorf("%s: %v, want %s: %s (%s)", name, err, field, says, hint)
	}
}
