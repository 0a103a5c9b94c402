package document

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"

	"crosslane/document/page"
	"crosslane/document/text"
	"crosslane/shipping"
)

var update = flag.Bool("update", false, "draw the golden pictures anew")

func sample(to shipping.Address) *Label {
	return &Label{
		Carrier: "Swiftpost", Service: "Euro Truck", Waybill: "LX123456785CN", Routing: "DE 47",
		From: shipping.Address{Name: "Crosslane Shenzhen", Lines: []string{"88 Bao'an Avenue", "Building 4"}, City: "Shenzhen", Postcode: "518101", Country: "CN"},
		To:   to, Order: "536365", Piece: 1, Pieces: 2,
		Weight: 1240, Size: shipping.Dimensions{Length: 300, Width: 200, Height: 100}, Reference: "par_0123456789-1", Shipped: "2026-03-02",
		Notes: []string{"Lithium ion cells PI967", "Do not open"},
	}
}

// addressees are addresses in nine scripts, and corners.
var addressees = map[string]shipping.Address{
	"latin":      {Name: "Nguyễn Thị Ánh Tuyết", Company: "Công ty TNHH Đồng Nai", Lines: []string{"Số 12, ngõ 45 phố Trần Hưng Đạo", "Phường Cửa Nam, Quận Hoàn Kiếm"}, City: "Hà Nội", Postcode: "100000", Country: "VN"},
	"cyrillic":   {Name: "Алексей Ёлкин-Щербаков", Lines: []string{"ул. Пушкина, д. 5, кв. 12"}, City: "Алматы", Postcode: "050000", Country: "KZ"},
	"greek":      {Name: "Νίκος Παπαδόπουλος", Lines: []string{"Οδός Ερμού 15"}, City: "Αθήνα", Postcode: "105 63", Country: "GR"},
	"arabic":     {Name: "محمد بن عبد الله", Lines: []string{"شارع الملك فهد 1234، شقة 5", "Building 7, حي العليا"}, City: "الرياض", Postcode: "12211", Country: "SA"},
	"hebrew":     {Name: "יוסי כהן", Lines: []string{"רחוב הרצל 12/3", "דירה 4 (קומה ב')"}, City: "תל אביב", Postcode: "6688213", Country: "IL"},
	"thai":       {Name: "สมชาย ใจดี", Lines: []string{"99/1 ถนนสุขุมวิท แขวงคลองเตย", "เขตคลองเตย ใกล้สถานีรถไฟฟ้าอโศกและศูนย์การค้าเทอร์มินอลทเวนตี้วัน"}, City: "กรุงเทพมหานคร", Postcode: "10110", Country: "TH"},
	"devanagari": {Name: "श्रीमती प्रियंका शर्मा", Lines: []string{"१२३, महात्मा गांधी मार्ग", "क्षत्रिय कॉलोनी"}, City: "मुंबई", Region: "महाराष्ट्र", Postcode: "400001", Country: "IN"},
	"chinese":    {Name: "王小明", Lines: []string{"宝安区中山路100号 3栋 502室"}, City: "上海", Postcode: "200001", Country: "CN"},
	"hangul":     {Name: "김민준", Lines: []string{"테헤란로 152 강남파이낸스센터"}, City: "서울", Postcode: "06236", Country: "KR"},
	"japanese":   {Name: "渡邉 さくら", Lines: []string{"神南１丁目２−３ パークハイツ 405"}, City: "渋谷区", Region: "東京都", Postcode: "150-0041", Country: "JP"},
	"us":         {Name: "Ann Example", Company: "Example & Sons", Lines: []string{"1600 Amphitheatre Parkway", "Suite 100"}, City: "Mountain View", Region: "CA", Postcode: "94043", Country: "US", Phone: "+1 650 555 0100"},
	"long":       {Name: "Jürgen Groß", Lines: []string{"Donaudampfschifffahrtsgesellschaftskapitänsstraße 1234, Hinterhaus, Aufgang C, 7. Stock"}, City: "Duisburg", Region: "SN", Postcode: "47051", Country: "DE"},
}

// drawn is a label in dots of a printer.
func drawn(t *testing.T, l *Label, sheet Sheet, perInch int) *image.Gray {
	t.Helper()
	set := text.Borrow()
	defer set.Return()
	p, err := l.draw(set, sheet)
	if err != nil {
		t.Fatal(err)
	}
	return p.Pixels(perInch)
}

// The pictures were looked at, by people who read the script or by what they knew of it: letters joined, ordered and placed.
// -update draws them anew; then they want to be looked at again.
func TestLabelsLookAsTheyDid(t *testing.T) {
	for name, to := range addressees {
		l := sample(to)
		l.Phone, l.Simulated = name == "us", name == "greek"
		got := drawn(t, l, FourBySix, 150)
		path := "testdata/" + name + ".png"
		if *update {
			write(t, path, got)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > 40_000 || want.Bounds() != got.Bounds() {
			t.Errorf("%s: %d bytes, %v", path, len(data), want.Bounds())
		}
		if n := differing(want, got); n > 0 {
			t.Errorf("%s: %d dots are not as they were", name, n)
		}
	}
}

// differing counts the dots of two pictures that are not alike.
func differing(golden image.Image, got *image.Gray) (n int) {
	two := golden.(*image.Paletted)
	for i, v := range got.Pix {
		if (two.Pix[i] == 0) != (v != 0) { // white is the first of its colours
			n++
		}
	}
	return n
}

// write stores a picture in two colours.
func write(t *testing.T, path string, img image.Image) {
	t.Helper()
	two := image.NewPaletted(img.Bounds(), color.Palette{color.White, color.Black})
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			two.Set(x, y, img.At(x, y))
		}
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, two); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// A scanner reads the number from every form: from the PDF's drawing, and from what label printers print.
func TestAScannerReadsTheNumber(t *testing.T) {
	for _, number := range []string{"LX123456785CN", "1Z999AA10123456784", "9400111202555842332669", "SP123456789A"} {
		l := sample(addressees["us"])
		l.Waybill = number
		for perInch, sheet := range map[int]Sheet{203: FourBySix, 300: A6} {
			l.Simulated = sheet == A6
			scanned, err := scan(drawn(t, l, sheet, perInch))
			if err != nil || scanned != number {
				t.Errorf("%s on %s at %d dpi: %q, %v", number, sheet, perInch, scanned, err)
			}
		}
	}
}

func scan(img image.Image) (string, error) {
	dots, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		return "", err
	}
	result, err := oned.NewCode128Reader().Decode(dots, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return result.GetText(), nil
}

func TestALabelIsTheSameBytesEveryTime(t *testing.T) {
	for name, to := range addressees {
		forms := []Form{"", PDFA6}
		if name == "thai" {
			forms = []Form{"", PDF4x6, PDFA6, ZPL203, ZPL300}
		}
		for _, form := range forms {
			a, media, err := sample(to).Draw(form)
			if err != nil {
				t.Fatal(name, err)
			}
			b, _, _ := sample(to).Draw(form)
			begin := map[string]string{"application/pdf": "%PDF-", "application/zpl": "^XA"}[media]
			if !bytes.Equal(a, b) || begin == "" || !bytes.HasPrefix(a, []byte(begin)) || media == "application/pdf" && len(a) > 60_000 {
				t.Errorf("%s as %q: %s of %d and %d bytes", name, form, media, len(a), len(b))
			}
		}
	}
	if _, _, err := sample(addressees["us"]).Draw("a5"); shipping.CodeOf(err) != shipping.Invalid {
		t.Errorf("a form that there is not: %v", err)
	}
}

// A label can be drawn again in another form, as if it had been drawn so at once. Its file says nothing that is not on it.
func TestALabelIsDrawnAgain(t *testing.T) {
	l := sample(addressees["us"])
	l.To.Email = "ann@shop.example"
	for _, from := range []Form{PDF4x6, ZPL203} {
		first, _, err := l.Draw(from)
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range []Form{PDF4x6, PDFA6, ZPL203} {
			want, _, _ := l.Draw(to)
			got, media, err := Again(first, to)
			if err != nil || media == "" || !bytes.Equal(got, want) {
				t.Errorf("%s as %s: %v", from, to, err)
			}
		}
		kept, _ := page.Kept(first)
		if bytes.Contains(kept, []byte("shop.example")) || bytes.Contains(kept, []byte("555")) || !bytes.Contains(kept, []byte("536365")) {
			t.Errorf("%s", kept)
		}
	}
	for _, other := range []string{"", "%PDF-1.4 of a carrier", "^XA^FXof a carrier^FS^XZ"} {
		if _, _, err := Again([]byte(other), PDFA6); shipping.CodeOf(err) != shipping.Unsupported {
			t.Errorf("%q: %v", other, err)
		}
	}
}

func TestABadWaybillIsRefused(t *testing.T) {
	for _, waybill := range []string{"", "LX王", strings.Repeat("A", 100)} {
		l := sample(addressees["us"])
		l.Waybill = waybill
		if _, err := PDF(FourBySix, l); shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%q: %v", waybill, err)
		}
	}
}

// Nothing is cut, blank or a box: what cannot be drawn in full is refused with its field, and held when the order comes in.
func TestWhatCannotBeDrawnIsRefused(t *testing.T) {
	base := addressees["us"]
	for name, c := range map[string]struct {
		change func(*shipping.Address)
		field  string
		words  []string
	}{
		"emoji":           {func(a *shipping.Address) { a.Name = "Ann 🎁" }, "name", []string{"emoji", "leave it out"}},
		"no letter":       {func(a *shipping.Address) { a.City = "A\U000e0fff\U0010fffd" }, "city", []string{"no letter of any script", "leave it out"}},
		"broken text":     {func(a *shipping.Address) { a.Company = "A\xff" }, "company", []string{"no letter of any script"}},
		"cuneiform":       {func(a *shipping.Address) { a.Lines = []string{"1 Way", "𒀀𒀁"} }, "lines[1]", []string{"Cuneiform", "Latin letters", "fonts-noto-core"}},
		"a long word":     {func(a *shipping.Address) { a.Lines[0] = strings.Repeat("W", 60) + " 1234" }, "lines[0]", []string{"65 signs", "longest word 60", "shorten"}},
		"a long text":     {func(a *shipping.Address) { a.Lines[0] = strings.Repeat("Building 1234 ", 70) }, "lines[0]", []string{"shorten"}},
		"too many lines":  {func(a *shipping.Address) { a.Lines = strings.Split(strings.Repeat("Flat 1,", 20), ",") }, "lines", []string{"25 lines", "fewer"}},
		"a long number":   {func(a *shipping.Address) { a.Phone = strings.Repeat("1", 70) }, "phone", []string{"shorten"}},
		"a number of 🎁's": {func(a *shipping.Address) { a.Phone = "🎁" }, "phone", []string{"emoji"}},
	} {
		to := base
		to.Lines = slices.Clone(base.Lines)
		c.change(&to)
		if fonts := strings.Join(c.words, " "); strings.Contains(fonts, "Cuneiform") && Hold("1", &to) == (shipping.Hold{}) {
			t.Logf("%s: not tried, as this machine has a font for it", name)
			continue
		}
		l := sample(to)
		l.Phone = true
		_, err := PDF(FourBySix, l)
		held := Hold("1", &to)
		for _, said := range []string{errorText(err), held.Word} {
			if !strings.HasPrefix(said, c.field) || slices.ContainsFunc(c.words, func(w string) bool { return !strings.Contains(said, w) }) {
				t.Errorf("%s: %q", name, said)
			}
		}
		if shipping.CodeOf(err) != shipping.Invalid || held.Why != shipping.Unprintable {
			t.Errorf("%s: %v, held as %v", name, err, held)
		}
		if name := to.Name; strings.Contains(held.Word, "🎁") || strings.Contains(held.Word, name) {
			t.Errorf("the record would name somebody: %s", held.Word)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// What may be held and what may be printed are one question: whatever Hold lets through is drawn.
func FuzzLabel(f *testing.F) {
	f.Add("LX123456785CN", "Ann Example", "DE")
	f.Add("\x00", "\xff\xfe王\u202eعربي", "")
	f.Add("A", strings.Repeat("W", 32), "BR")
	f.Add("A", strings.Repeat("สุ", 100), "TH")
	f.Fuzz(func(t *testing.T, waybill, name, country string) {
		to := shipping.Address{Name: name, Company: name, Lines: []string{name, name, name, name, name}, City: name, Region: name, Country: shipping.Country(country)}
		l := sample(to)
		_, err := PDF(FourBySix, l)
		if held := Hold("1", &to); (err == nil) != (held == shipping.Hold{}) {
			t.Errorf("%q: %v, held as %v", name, err, held)
		}
		l.Waybill = waybill
		out, err := PDF(FourBySix, l)
		if err == nil && !bytes.Contains(out, []byte("%%EOF")) || err != nil && shipping.CodeOf(err) != shipping.Invalid {
			t.Errorf("%q: %v", waybill, err)
		}
	})
}

func TestAnAddressStandsAsItsCountryWritesIt(t *testing.T) {
	for country, want := range map[shipping.Country]string{
		"DE": "P C", "US": "C R P", "GB": "C|P", "IT": "P C R", "BR": "C-R|P", "AE": "C|R", "MX": "P C, R", "TR": "P C/R", "IE": "C|R|P", "FR": "P C", "SG": "C P",
	} {
		a := shipping.Address{Name: "N", City: "C", Region: "R", Postcode: "P", Country: country}
		if got := strings.Join(locality(&a), "|"); got != want {
			t.Errorf("%s: %s, want %s", country, got, want)
		}
	}
	seen := map[shipping.Country]string{}
	for pattern, list := range localities {
		for _, c := range list {
			if other, twice := seen[c]; twice || !c.Known() {
				t.Errorf("%s is written %q and %q", c, other, pattern)
			}
			seen[c] = pattern
		}
	}
	a := shipping.Address{City: "Recife", Postcode: "50000-000", Country: "BR"}
	if got := strings.Join(locality(&a), "|"); got != "Recife|50000-000" {
		t.Errorf("without a region: %s", got)
	}
}

func TestNumbersCanBeReadOut(t *testing.T) {
	for number, want := range map[string]string{"LX123456785CN": "LX 123 456 785 CN", "YT2312345678901234": "YT23 1234 5678 9012 34"} {
		if got := grouped(number); got != want {
			t.Errorf("%s: %s", number, got)
		}
	}
}

func BenchmarkLabel(b *testing.B) {
	for name, to := range addressees {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				out, err := PDF(FourBySix, sample(to))
				if err != nil {
					b.Fatal(err)
				}
				size = len(out)
			}
			b.ReportMetric(float64(size), "bytes/label")
		})
	}
}

// A thousand labels in one PDF share one font.
func BenchmarkThousandLabels(b *testing.B) {
	var list []*Label
	for len(list) < 1000 {
		for _, to := range addressees {
			list = append(list, sample(to))
		}
	}
	for b.Loop() {
		out, err := PDF(FourBySix, list[:1000]...)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(out))/1000, "bytes/label")
	}
}

func BenchmarkZPL(b *testing.B) {
	for b.Loop() {
		out, err := sample(addressees["thai"]).ZPL(203)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(out)), "bytes/label")
	}
}

// What is asked of each order that comes in.
func BenchmarkHold(b *testing.B) {
	for _, name := range []string{"us", "latin", "thai"} {
		to := addressees[name]
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if held := Hold("536365", &to); held != (shipping.Hold{}) {
					b.Fatal(held)
				}
			}
		})
	}
}
