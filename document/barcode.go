package document

import (
	"image/color"

	"github.com/boombuler/barcode/code128"

	"crosslane/shipping"
)

// code128Bars are the modules of a barcode of ISO/IEC 15417, without quiet zones: for each whether it is black.
func code128Bars(content string) ([]bool, error) {
	img, err := code128.Encode(content)
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Invalid, Field: "waybill", Message: "\"" + content + "\" does not go into a barcode", Hint: "use 1 to 80 signs of ASCII", Cause: err}
	}
	black := make([]bool, img.Bounds().Dx())
	for x := range black {
		black[x] = img.At(x, 0) == color.Black
	}
	return black, nil
}
