package packing

import "math"

// lifts are ways to count the extent of a piece along the three axes of a carton:
// as it is (0), or so that more than the share 1-e counts as all of it and less
// than e as nothing. However counted, pieces that lie in one carton add up to no
// more than the carton (dual feasible functions: Fekete and Schepers, Mathematical
// Methods of Operations Research 60, 2004).
var lifts = func() (all [][3]float64) {
	shares := []float64{0, 1.0 / 2, 1.0 / 3}
	for _, x := range shares {
		for _, y := range shares {
			for _, z := range shares {
				all = append(all, [3]float64{x, y, z})
			}
		}
	}
	return all
}()

// lift counts a share of an extent.
func lift(x, e float64) float64 {
	switch {
	case x >= e && x <= 1-e:
		return x
	case x < e:
		return 0
	}
	return 1
}

// shares is the share of a carton's room that a piece takes up at least, for each
// of the lifts; infinite where it does not fit.
func (it *Item) shares(room Size) (out [27]float64) {
	edges, may := it.edges(), it.upright()
	for i := range out {
		out[i] = math.Inf(1)
	}
	for up := range edges {
		for turn := range 2 {
			a, b := edges[(up+1+turn)%3], edges[(up+2-turn)%3]
			x := float64(a) / float64(room.WidthMM)
			y := float64(b) / float64(room.LengthMM)
			z := float64(edges[up]) / float64(room.DepthMM)
			if !may[up] || x > 1 || y > 1 || z > 1 {
				continue
			}
			for i, e := range lifts {
				out[i] = min(out[i], lift(x, e[0])*lift(y, e[1])*lift(z, e[2]))
			}
		}
	}
	return out
}

// mayTakeAll says whether nothing speaks against all pieces fitting into one carton.
func (s *search) mayTakeAll(carton int) bool {
	var sum [27]float64
	for k, i := range s.items {
		for j, share := range s.request.Items[i].shares(s.fillers[carton].carton.Inner) {
			if sum[j] += share * float64(s.count[k]); sum[j] > 1+1e-9 {
				return false
			}
		}
	}
	return true
}
