package document

import (
	"image/color"

	"github.com/boombuler/barcode/code128"

	"crosslane/shipping"
)

// bar is one black bar, in modules from the left.
type bar struct{ at, width int }

// bars is a barcode: its bars and how many modules it is wide, without quiet zones.
type bars struct {
	black   []bar
	modules int
}

// code128Bars makes the bars of ISO/IEC 15417.
func code128Bars(content string) (bars, error) {
	img, err := code128.Encode(content)
	if err != nil {
		return bars{}, &shipping.Error{Code: shipping.Invalid, Field: "waybill", Message: "\"" + content + "\" does not go into a barcode", Hint: "use 1 to 80 signs of ASCII", Cause: err}
	}
	b := bars{modules: img.Bounds().Dx()}
	for x := range b.modules {
		if img.At(x, 0) != color.Black {
			continue
		}
		if n := len(b.black); n > 0 && b.black[n-1].at+b.black[n-1].width == x {
			b.black[n-1].width++
			continue
		}
		b.black = append(b.black, bar{x, 1})
	}
	return b, nil
}
