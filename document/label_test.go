package document

import (
	"bytes"
	"strings"
	"testing"

	"github.com/boombuler/barcode/code128"

	"crosslane/shipping"
)

func sample(to shipping.Address) *Label {
	return &Label{
		Carrier: "Swiftpost", Service: "Euro Truck", Waybill: "LX123456785CN", Routing: "DE 47",
		From:   shipping.Address{Company: "Crosslane Shenzhen", Lines: []string{"88 Bao'an Avenue", "Building 4"}, City: "Shenzhen", Postcode: "518101", Country: "CN"},
		To:     to,
		Weight: 1240, Size: shipping.Dimensions{Length: 300, Width: 200, Height: 100}, Reference: "par_0123456789-1", Shipped: "2026-03-02",
		Notes: []string{"Lithium ion cells PI967", "Do not open"},
	}
}

var addressees = map[string]shipping.Address{
	"german":  {Name: "Jürgen Groß", Lines: []string{"Königstraße 12"}, City: "Duisburg", Postcode: "47051", Country: "DE", Phone: "+49 203 1"},
	"polish":  {Name: "Żaneta Wójcik-Łęcka", Lines: []string{"ul. Świętego Marcina 7"}, City: "Łódź", Postcode: "90-001", Country: "PL"},
	"russian": {Name: "Алексей Иванов", Lines: []string{"ул. Пушкина, д. 5"}, City: "Алматы", Postcode: "050000", Country: "KZ"},
	"greek":   {Name: "Νίκος Παπαδόπουλος", Lines: []string{"Οδός Ερμού 15"}, City: "Αθήνα", Postcode: "105 63", Country: "GR"},
	"chinese": {Name: "王小明", Lines: []string{"中山路100号 3栋 502室"}, City: "上海", Postcode: "200001", Country: "CN"},
	"korean":  {Name: "김민준", Lines: []string{"테헤란로 152"}, City: "서울", Postcode: "06236", Country: "KR"},
	"us":      {Name: "Ann Example", Company: "Example & Sons", Lines: []string{"1600 Amphitheatre Parkway", "Suite 100"}, City: "Mountain View", Region: "CA", Postcode: "94043", Country: "US"},
	"long":    {Name: strings.Repeat("Longname ", 12), Lines: []string{"a", "b", "c", "d", "e"}, City: strings.Repeat("Ł", 80), Postcode: "1", Country: "PL", Region: "r"},
	"nothing": {},
}

func TestALabelIsTheSameBytesEveryTime(t *testing.T) {
	for name, to := range addressees {
		a, err := sample(to).PDF()
		if err != nil {
			t.Fatal(name, err)
		}
		b, _ := sample(to).PDF()
		if !bytes.Equal(a, b) || !bytes.HasPrefix(a, []byte("%PDF-")) || len(a) > 40_000 {
			t.Errorf("%s: %d and %d bytes", name, len(a), len(b))
		}
		if !bytes.Contains(a, []byte("/CreationDate (D:19700101")) {
			t.Errorf("%s: the label shows when it was drawn", name)
		}
		other := sample(to)
		other.Waybill = "LX123456799CN"
		if c, _ := other.PDF(); bytes.Equal(a, c) {
			t.Errorf("%s: another waybill gives the same label", name)
		}
	}
}

func TestABarcodeHoldsItsNumber(t *testing.T) {
	for _, number := range []string{"LX123456785CN", "1Z999AA10123456784", "9400111202555842332669"} {
		b, err := code128Bars(number)
		if err != nil {
			t.Fatal(err)
		}
		want, err := code128.Encode(number)
		if err != nil {
			t.Fatal(err)
		}
		drawn := make([]bool, b.modules)
		for _, bar := range b.black {
			for i := range bar.width {
				drawn[bar.at+i] = true
			}
		}
		for x, black := range drawn {
			r, _, _, _ := want.At(x, 0).RGBA()
			if black != (r == 0) {
				t.Fatalf("%s: module %d of %d", number, x, b.modules)
			}
		}
		if module := min(0.5, inner/float64(b.modules+20)); module < 0.25 {
			t.Errorf("%s: a module of %.2f mm is too fine for a scanner", number, module)
		}
	}
}

func TestABadWaybillIsRefused(t *testing.T) {
	for _, waybill := range []string{"", "LX王", strings.Repeat("A", 100)} {
		l := sample(addressees["us"])
		l.Waybill = waybill
		if _, err := l.PDF(); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%q: %v", waybill, err)
		}
	}
}

func TestAnAddressStandsAsItsCountryWritesIt(t *testing.T) {
	for name, want := range map[string]string{
		"german": "Jürgen Groß|Königstraße 12|47051 Duisburg|GERMANY",
		"us":     "Ann Example|Example & Sons|1600 Amphitheatre Parkway|Suite 100|Mountain View CA 94043|UNITED STATES",
	} {
		if got := strings.Join(lines(addressees[name]), "|"); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestNumbersCanBeReadOut(t *testing.T) {
	for number, want := range map[string]string{"LX123456785CN": "LX 123 456 785 CN", "YT2312345678901234": "YT23 1234 5678 9012 34"} {
		if got := grouped(number); got != want {
			t.Errorf("%s: %s", number, got)
		}
	}
}

func TestEveryLineKeepsToItsWidth(t *testing.T) {
	s := newSheet(labelWidth, labelHeight)
	for _, text := range []string{strings.Repeat("W", 200), strings.Repeat("Щ", 200), strings.Repeat("国", 200), "short", "Łódź", ""} {
		got, size, used := s.fit(text, 60, bold, 13)
		if used > 60.01 || size > 13 || !strings.HasPrefix(text, got) || text != "" && got == "" {
			t.Errorf("%.12s: %.12s, %.1f mm at %.1f points", text, got, used, size)
		}
	}
}

// Every sign of the scripts that are promised has a shape of its own, not the box.
func TestScriptsThatAreCovered(t *testing.T) {
	for _, text := range []string{"ŻółćęśąńŁşğıčřžőű", "АБВГДЕЁЖЗабвгдеёжзїєіў", "ΑΒΓΔαβγδάέήίόύώ", "中山路号上海北京深圳广州", "東京都渋谷区カタカナひらがな", "서울특별시강남구"} {
		for _, r := range text {
			s := newSheet(20, 20)
			empty, _ := s.bytes()
			s = newSheet(20, 20)
			s.glyphs(string(r), 5, 15, plain, 10)
			drawn, _ := s.bytes()
			s = newSheet(20, 20)
			s.glyphs("\U0010fffd", 5, 15, plain, 10)
			box, _ := s.bytes()
			if bytes.Equal(drawn, empty) || bytes.Equal(drawn, box) {
				t.Errorf("%c has no shape", r)
			}
		}
	}
}

func FuzzLabel(f *testing.F) {
	f.Add("LX123456785CN", "Ann Example", "DE")
	f.Add("\x00", "\xff\xfe王\u202eعربي", "")
	f.Fuzz(func(t *testing.T, waybill, name, country string) {
		l := sample(shipping.Address{Name: name, City: name, Country: shipping.Country(country)})
		l.Waybill = waybill
		out, err := l.PDF()
		if err == nil && !bytes.Contains(out, []byte("%%EOF")) || err != nil && shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%q: %v", waybill, err)
		}
	})
}

func BenchmarkLabel(b *testing.B) {
	for _, name := range []string{"german", "russian", "chinese"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			l := sample(addressees[name])
			size := 0
			for b.Loop() {
				out, err := l.PDF()
				if err != nil {
					b.Fatal(err)
				}
				size = len(out)
			}
			b.ReportMetric(float64(size), "bytes/label")
		})
	}
}
