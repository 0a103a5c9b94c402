package bundle

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"crosslane/document"
	"crosslane/shipping"
)

// drawn is a label of a parcel of somebody's.
func drawn(t testing.TB, f document.Form, waybill, name string) Label {
	t.Helper()
	l := &document.Label{Carrier: "Post", Waybill: waybill, To: shipping.Address{Name: name, Lines: []string{"Testgasse 3"}, City: "Wien", Postcode: "1010", Country: "AT"}}
	body, media, err := l.Draw(f)
	if err != nil {
		t.Fatal(err)
	}
	return Label{waybill, media, body}
}

func picture(t *testing.T, wide, high int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, wide, high))
	for x := range wide {
		img.SetGray(x, x%high, color.Gray{Y: 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestOneFileOfMany: each label has its page, in the order given and as large as it was; a picture has one of 4 by 6 inches.
func TestOneFileOfMany(t *testing.T) {
	list := []Label{drawn(t, document.PDF4x6, "W1", "Eva Beispiel"), {"W2", "image/png", picture(t, 812, 1218)}, drawn(t, document.PDFA6, "W3", "王小明"), drawn(t, document.PDF4x6, "W1", "Eva Beispiel")}
	file, err := Joined("application/pdf", list)
	if err != nil {
		t.Fatal(err)
	}
	sizes, err := api.PageDims(bytes.NewReader(file), model.NewDefaultConfiguration())
	if err != nil || len(sizes) != 4 {
		t.Fatal(sizes, err)
	}
	for i, want := range []string{"288x432", "288x432", "298x420", "288x432"} {
		if got := strconv.Itoa(int(sizes[i].Width+.5)) + "x" + strconv.Itoa(int(sizes[i].Height+.5)); got != want {
			t.Errorf("page %d is %s, want %s", i+1, got, want)
		}
	}
}

// TestAStreamForAPrinter: labels in its own language stand behind each other, each of them whole.
func TestAStreamForAPrinter(t *testing.T) {
	one, two := drawn(t, document.ZPL203, "W1", "Eva Beispiel"), Label{"W2", "application/zpl", []byte("\r\n^XA^FDW2^FS^XZ\r\n\r\n^XA^FDform^FS^XZ ")}
	file, err := Joined("application/zpl", []Label{one, two, one})
	if err != nil || strings.Count(string(file), "^XA") != 4 || strings.Count(string(file), "^XZ\n") != 3 || !strings.HasPrefix(string(file), "^XA") || strings.Index(string(file), "W2") < len(one.Body)/2 {
		t.Errorf("%v: %.80q", err, file)
	}
}

// TestWhatCannotBeJoinedIsNamed, and no half of a file is made.
func TestWhatCannotBeJoinedIsNamed(t *testing.T) {
	good := drawn(t, document.PDF4x6, "W1", "Eva Beispiel")
	zpl := Label{"W2", "application/zpl", []byte("^XA^FDW2^FS^XZ")}
	for name, c := range map[string]struct {
		media string
		list  []Label
		says  string
	}{
		"cut off":            {"application/pdf", []Label{good, {"W9", "application/pdf", good.Body[:len(good.Body)/2]}}, "label W9"},
		"no PDF at all":      {"application/pdf", []Label{good, {"W9", "application/pdf", []byte("%PDF-1.4 nothing")}, good}, "label W9"},
		"no picture":         {"application/pdf", []Label{{"W9", "image/png", []byte("\x89PNG\r\n\x1a\n")}}, "label W9"},
		"another kind":       {"application/pdf", []Label{good, zpl}, "label W2"},
		"a page in a stream": {"application/zpl", []Label{zpl, good}, "label W1"},
		"without its end":    {"application/zpl", []Label{zpl, {"W9", "application/zpl", []byte("^XA^FDW9^FS")}, zpl}, "label W9"},
		"nothing in it":      {"application/zpl", []Label{{"W9", "application/zpl", nil}}, "label W9"},
		"no kind of file":    {"image/gif", nil, "image/gif"},
	} {
		file, err := Joined(c.media, c.list)
		if shipping.CodeOf(err) != shipping.Invalid || !strings.Contains(err.Error(), c.says) || file != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, l := range c.list {
			if err := Fit(l); (err == nil) == (l.Name == "W9") {
				t.Errorf("%s: %s fits: %v", name, l.Name, err)
			}
		}
	}
}

// BenchmarkJoined puts a hundred labels, each of its own file, into one.
func BenchmarkJoined(b *testing.B) {
	var list []Label
	for i := range 100 {
		list = append(list, drawn(b, document.PDF4x6, "W"+strconv.Itoa(i), "Eva Beispiel"))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Joined("application/pdf", list); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(b.N)/100, "ms/label")
}
