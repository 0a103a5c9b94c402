package distance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"crosslane/route"
	"crosslane/shipping"
)

// osrm speaks the table service: /table/v1/{profile}/{lon,lat;...}.
var osrm = question{
	form: func(address, profile string, from, to []route.Point) (*http.Request, error) {
		var points, sources, targets []string
		for i, p := range from {
			points, sources = append(points, lonLat(p)), append(sources, strconv.Itoa(i))
		}
		for i, p := range to {
			points, targets = append(points, lonLat(p)), append(targets, strconv.Itoa(len(from)+i))
		}
		return http.NewRequest(http.MethodGet, fmt.Sprintf("%s/table/v1/%s/%s?annotations=duration,distance&sources=%s&destinations=%s",
			strings.TrimSuffix(address, "/"), url.PathEscape(profile), strings.Join(points, ";"), strings.Join(sources, ";"), strings.Join(targets, ";")), nil)
	},
	read: func(body []byte, t *tile) error {
		var a struct {
			Code      string       `json:"code"`
			Message   string       `json:"message"`
			Durations [][]*float64 `json:"durations"`
			Distances [][]*float64 `json:"distances"`
		}
		if json.Unmarshal(body, &a) != nil || a.Code == "" {
			return shipping.Fault(shipping.Unavailable, "the routing server does not speak OSRM", "")
		}
		if a.Code != "Ok" {
			return shipping.Fault(shipping.Refused, fmt.Sprintf("the routing server says %s: %s", a.Code, a.Message), "")
		}
		t.durations, t.distances = whole(a.Durations), whole(a.Distances)
		return nil
	},
}

func lonLat(p route.Point) string {
	return strconv.FormatFloat(p.Lon, 'f', 6, 64) + "," + strconv.FormatFloat(p.Lat, 'f', 6, 64)
}

// whole rounds rows to whole numbers; null is unreachable.
func whole(rows [][]*float64) []int32 {
	var out []int32
	for _, row := range rows {
		for _, v := range row {
			out = append(out, rounded(v, 1))
		}
	}
	return out
}

func rounded(v *float64, unit float64) int32 {
	if v == nil || math.IsNaN(*v) || *v < 0 || *v*unit >= route.Unreachable {
		return route.Unreachable
	}
	return int32(math.Round(*v * unit))
}

// costings are Valhalla's names for common profiles; others are passed as they are.
var costings = map[string]string{"car": "auto", "driving": "auto", "bike": "bicycle", "foot": "pedestrian"}

type location struct {
	Lat float64 `json:"lat"`
	Lon float64 `json:"lon"`
}

// valhalla speaks POST /sources_to_targets; distances come in kilometres.
var valhalla = question{
	form: func(address, profile string, from, to []route.Point) (*http.Request, error) {
		costing := profile
		if c, ok := costings[profile]; ok {
			costing = c
		}
		body, err := json.Marshal(map[string]any{"sources": locations(from), "targets": locations(to), "costing": costing, "units": "kilometers"})
		if err != nil {
			return nil, err
		}
		r, err := http.NewRequest(http.MethodPost, strings.TrimSuffix(address, "/")+"/sources_to_targets", bytes.NewReader(body))
		if err == nil {
			r.Header.Set("Content-Type", "application/json")
		}
		return r, err
	},
	read: func(body []byte, t *tile) error {
		var a struct {
			Error string `json:"error"`
			Rows  [][]struct {
				Time     *float64 `json:"time"`
				Distance *float64 `json:"distance"`
			} `json:"sources_to_targets"`
		}
		if json.Unmarshal(body, &a) != nil || a.Error == "" && a.Rows == nil {
			return shipping.Fault(shipping.Unavailable, "the routing server does not speak Valhalla", "")
		}
		if a.Error != "" {
			return shipping.Fault(shipping.Refused, "the routing server says "+a.Error, "")
		}
		for _, row := range a.Rows {
			for _, pair := range row {
				t.durations = append(t.durations, rounded(pair.Time, 1))
				t.distances = append(t.distances, rounded(pair.Distance, 1000))
			}
		}
		return nil
	},
}

func locations(points []route.Point) []location {
	all := make([]location, 0, len(points))
	for _, p := range points {
		all = append(all, location{p.Lat, p.Lon})
	}
	return all
}
