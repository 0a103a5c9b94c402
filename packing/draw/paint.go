package draw

import "fmt"

// paint is the colours of one item: its three visible sides, its edges, and the
// letter on it.
type paint struct{ top, front, side, line, ink string }

// hues are base colours that stay apart for most eyes, also in print.
var hues = [][3]int{
	{68, 119, 170}, {221, 132, 62}, {60, 150, 110}, {190, 72, 94}, {142, 104, 174},
	{196, 160, 48}, {72, 168, 190}, {134, 98, 74}, {118, 138, 58}, {206, 112, 160},
}

// paintOf answers with the colours of the n-th item; after each round of hues they
// come back darker.
func paintOf(n int) paint {
	h := hues[n%len(hues)]
	deep := 100 - 14*(n/len(hues)%4)
	return paint{
		top: shade(h, deep+12), front: shade(h, deep-8), side: shade(h, deep-24),
		line: shade(h, deep-48), ink: "#ffffff",
	}
}

// shade scales a colour to a percentage; what is above 100 goes toward white.
func shade(rgb [3]int, percent int) string {
	for i, c := range rgb {
		if percent > 100 {
			rgb[i] = c + (255-c)*(percent-100)/60
		} else {
			rgb[i] = c * percent / 100
		}
	}
	return fmt.Sprintf("#%02x%02x%02x", rgb[0], rgb[1], rgb[2])
}
