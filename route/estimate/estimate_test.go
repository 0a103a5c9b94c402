package estimate_test

import (
	"math"
	"testing"

	"crosslane/route"
	"crosslane/route/estimate"
)

func TestMetres(t *testing.T) {
	bern, zurich := route.Point{Lon: 7.4474, Lat: 46.9480}, route.Point{Lon: 8.5417, Lat: 47.3769}
	// 95.5 km apart as the crow flies, about 125 km by road.
	if d := estimate.Metres(bern, zurich); math.Abs(d-1.4*95_500) > 1000 {
		t.Errorf("Bern to Zurich: %.0f m", d)
	}
	near := route.Point{Lon: 7.4474, Lat: 46.9580} // 1,112 m north
	if d := estimate.Metres(bern, near); math.Abs(d-1.35*1112) > 3 {
		t.Errorf("1,112 m through the town: %.0f m", d)
	}
}

// A longer way takes longer, at no less speed.
func TestSecondsGrow(t *testing.T) {
	last := 0.0
	for d := 500.0; d < 300_000; d += 500 {
		s := estimate.Seconds(d)
		if s <= last || d/s < (d-500)/max(last, 1e-9)-1e-9 && last > 0 {
			t.Fatalf("%.0f m take %.1f s, 500 m less %.1f s", d, s, last)
		}
		last = s
	}
}

func TestMatrix(t *testing.T) {
	m := estimate.Matrix([]route.Point{{Lon: 8, Lat: 47}, {Lon: 8.1, Lat: 47}, {Lon: 8, Lat: 47}})
	if m.Durations[1] != m.Durations[3] || m.Durations[1] == 0 || m.Durations[2] != 0 || m.Distances[4] != 0 {
		t.Errorf("got %+v", m)
	}
}
