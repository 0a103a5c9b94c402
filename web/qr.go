package web

import (
	"fmt"
	"html/template"
	"image/color"
	"strings"

	"github.com/boombuler/barcode/qr"

	"crosslane/shipping"
)

// quiet is how many modules around a QR code stay white (ISO/IEC 18004).
const quiet = 4

// drawQR draws a text as a QR code, black on white in any light; the label says what it is to who does not see it.
func drawQR(text, label string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", &shipping.Error{Code: shipping.Internal, Message: "the QR code could not be drawn", Hint: "type the secret below it", Cause: err}
	}
	var path strings.Builder
	size := code.Bounds().Dx()
	for y := range size {
		for x := range size {
			if code.At(x, y) == color.Black {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return template.HTML(fmt.Sprintf(`<svg class="qr" role="img" aria-label="%s" viewBox="0 0 %[2]d %[2]d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[2]dv%[2]dH0z"/><path fill="#000" d="%[3]s"/></svg>`, //nolint:gosec // figures
		template.HTMLEscapeString(label), size+2*quiet, path.String())), nil
}
