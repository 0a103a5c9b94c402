module crosslane

go 1.26.0

require (
	codeberg.org/go-pdf/fpdf v0.12.0
	github.com/boombuler/barcode v1.1.0
	github.com/hajimehoshi/bitmapfont/v3 v3.2.0
	golang.org/x/image v0.47.0
)

require (
	github.com/pierrec/lz4/v4 v4.1.21 // indirect
	golang.org/x/text v0.43.0 // indirect
)
