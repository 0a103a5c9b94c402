package formats

import (
	"math"

	"crosslane/route"
	"crosslane/shipping"
)

// truncated is the DIMACS convention for windows: distance cut to one decimal.
const truncated = 10

// solomon reads Solomon's and Gehring and Homberger's form: name, vehicles and
// capacity, then per line number, x, y, demand, ready, due, service; the depot first.
func solomon(rows []row) (Instance, error) {
	i := Instance{Scale: truncated}
	if len(rows) < 7 {
		return i, tooShort()
	}
	i.Name = rows[0].words[0]
	fleet, err := rows[3].numbers(2)
	if err != nil {
		return i, err
	}
	for k, r := range rows[6:] {
		v, err := r.numbers(7)
		if err != nil {
			return i, err
		}
		if k == 0 {
			if fleet[0] < 0 || fleet[0] > most {
				return i, rows[3].wrong("is no number of vehicles")
			}
			i.fleet(int(fleet[0]), 0, int64(fleet[1]), &route.Window{Open: i.scaled(v[4]), Close: i.scaled(v[5])})
		} else {
			i.Problem.Stops = append(i.Problem.Stops, i.stop(k, v))
		}
		i.points = append(i.points, point{v[1], v[2]})
	}
	return i, i.spread(func(d float64) float64 { return math.Floor(d * truncated) })
}

// stop reads columns 3 to 6: demand, ready, due, service.
func (i *Instance) stop(place int, v []float64) route.Stop {
	return route.Stop{
		Place: place, Delivery: []int64{int64(v[3])}, Service: route.Duration{Base: i.scaled(v[6])},
		Windows: []route.Window{{Open: i.scaled(v[4]), Close: i.scaled(v[5])}},
	}
}

// thousandths is the scale for distances that are real numbers.
const thousandths = 1000

// liLim reads Li and Lim's form: vehicles, capacity, speed; then as Solomon's, with
// the index of the pickup or of the delivery that belongs to the line. A vehicle
// counts more than any distance.
func liLim(rows []row) (Instance, error) {
	i := Instance{Scale: thousandths, Vehicle: 10_000 * thousandths}
	if len(rows) < 2 {
		return i, tooShort()
	}
	fleet, err := rows[0].numbers(2)
	if err != nil {
		return i, err
	}
	if fleet[0] < 0 || fleet[0] > most {
		return i, rows[0].wrong("is no number of vehicles")
	}
	for k, r := range rows[1:] {
		v, err := r.numbers(9)
		if err != nil {
			return i, err
		}
		if k == 0 {
			i.fleet(int(fleet[0]), 0, int64(fleet[1]), &route.Window{Open: i.scaled(v[4]), Close: i.scaled(v[5])})
		} else {
			i.Problem.Stops = append(i.Problem.Stops, i.stop(k, v))
			i.Problem.Stops[k-1].Delivery = nil
			if v[8] > 0 {
				i.Problem.Pairs = append(i.Problem.Pairs, route.Pair{Pickup: k - 1, Delivery: int(v[8]) - 1, Amount: []int64{int64(v[3])}})
			}
		}
		i.points = append(i.points, point{v[1], v[2]})
	}
	return i, i.spread(func(d float64) float64 { return math.Round(d * thousandths) })
}

// cordeau reads Cordeau's form for several depots: type, vehicles per depot, stops,
// depots; per depot duration and load; then stops and depots with number, x, y,
// service, demand. The bound on duration counts driving and service.
func cordeau(rows []row) (Instance, error) {
	i := Instance{Scale: thousandths}
	if len(rows) < 2 {
		return i, tooShort()
	}
	head, err := rows[0].numbers(4)
	if err != nil {
		return i, err
	}
	perDepot, stops, depots := int(head[1]), int(head[2]), int(head[3])
	if perDepot < 0 || stops < 0 || depots < 0 || perDepot > most || depots > most || stops > most || len(rows) < 1+2*depots+stops {
		return i, tooShort()
	}
	for k, r := range rows[1+depots : 1+2*depots+stops] {
		v, err := r.numbers(5)
		if err != nil {
			return i, err
		}
		i.points = append(i.points, point{v[1], v[2]})
		if k < stops {
			i.Problem.Stops = append(i.Problem.Stops, route.Stop{
				Place: k, Delivery: []int64{int64(v[4])}, Service: route.Duration{Base: i.scaled(v[3])},
			})
			continue
		}
		if err := i.depot(k, perDepot, rows[1+k-stops]); err != nil {
			return i, err
		}
	}
	return i, i.spread(func(d float64) float64 { return math.Round(d * thousandths) })
}

func (i *Instance) depot(place, vehicles int, bounds row) error {
	v, err := bounds.numbers(2)
	if err != nil {
		return err
	}
	var shift *route.Window
	if v[0] > 0 {
		shift = &route.Window{Close: i.scaled(v[0])}
	}
	if v[1] < 0 {
		return shipping.BadField("load", "is negative", "")
	}
	i.fleet(vehicles, place, int64(v[1]), shift)
	return nil
}
