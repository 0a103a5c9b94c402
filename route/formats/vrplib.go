package formats

import (
	"math"
	"strconv"
	"strings"

	"crosslane/route"
	"crosslane/shipping"
)

// vrplib reads VRPLIB's form with one depot, capacity and plane coordinates;
// distances are rounded to the nearest whole number.
func vrplib(rows []row) (Instance, error) {
	i := Instance{Scale: 1}
	capacity := int64(-1)
	section := ""
	for _, r := range rows {
		key := strings.TrimSuffix(r.words[0], ":")
		value := strings.TrimSpace(strings.TrimPrefix(strings.Join(r.words[1:], " "), ":"))
		var err error
		switch {
		case key == "EOF":
		case strings.HasSuffix(key, "_SECTION"):
			section = key
		case section == "":
			err = i.heading(r, key, value, &capacity)
		default:
			err = i.entry(r, section)
		}
		if err != nil {
			return i, err
		}
	}
	if capacity < 0 || len(i.points) < 1 || len(i.Problem.Stops) != len(i.points)-1 {
		return i, tooShort()
	}
	i.fleet(len(i.Problem.Stops), 0, capacity, nil)
	return i, i.spread(func(d float64) float64 { return math.Floor(d + 0.5) })
}

func (i *Instance) heading(r row, key, value string, capacity *int64) error {
	switch key {
	case "NAME":
		i.Name = value
	case "CAPACITY":
		c, err := strconv.ParseInt(value, 10, 64)
		if err != nil || c < 0 || c > largest {
			return r.wrong("is no capacity")
		}
		*capacity = c
	case "TYPE":
		if value != "CVRP" {
			return unread(r, key, value)
		}
	case "EDGE_WEIGHT_TYPE":
		if value != "EUC_2D" {
			return unread(r, key, value)
		}
	case "COMMENT", "DIMENSION":
	default:
		return unread(r, key, value)
	}
	return nil
}

func unread(r row, key, value string) error {
	e := shipping.Fault(shipping.Unsupported, r.wrong(key+" "+value+" is not read").Error(), "read are CVRP and EUC_2D")
	return e
}

func (i *Instance) entry(r row, section string) error {
	switch section {
	case "NODE_COORD_SECTION":
		v, err := r.numbers(3)
		if err == nil {
			i.points = append(i.points, point{v[1], v[2]})
		}
		return err
	case "DEMAND_SECTION":
		v, err := r.numbers(2)
		if err != nil {
			return err
		}
		if v[0] > 1 {
			i.Problem.Stops = append(i.Problem.Stops, route.Stop{Place: int(v[0]) - 1, Delivery: []int64{int64(v[1])}})
		}
		return nil
	case "DEPOT_SECTION":
		if r.words[0] != "1" && r.words[0] != "-1" {
			return r.wrong("the depot is not the first node")
		}
		return nil
	}
	return r.wrong("stands in a section that is not read: " + section)
}
