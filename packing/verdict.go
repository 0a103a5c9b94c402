package packing

import "crosslane/packing/check"

// verdict lets the checker judge an answer, against the request alone.
func verdict(r *Request, a *Answer) Verdict {
	items, wanted := make(map[string]*Item, len(r.Items)), make(map[string]int64, len(r.Items))
	for i := range r.Items {
		items[r.Items[i].ID], wanted[r.Items[i].ID] = &r.Items[i], r.Items[i].Quantity
	}
	cartons := make(map[string]*Carton, len(r.Cartons))
	for i := range r.Cartons {
		cartons[r.Cartons[i].ID] = &r.Cartons[i]
	}
	packed, left, v := map[string]int64{}, map[string]int64{}, Verdict{}
	for i := range a.Parcels {
		p := &a.Parcels[i]
		l := loadToCheck(r, cartons[p.Carton], p, items)
		for _, fault := range l.Faults() {
			fault.Parcel = i
			v.Faults = append(v.Faults, fault)
		}
		for j := range p.Contents {
			packed[p.Contents[j].Item]++
		}
	}
	for _, u := range a.Unpacked {
		left[u.Item] += u.Quantity
	}
	v.Faults = append(v.Faults, check.Count(wanted, packed, left)...)
	v.Valid = len(v.Faults) == 0
	return v
}

// loadToCheck tells the checker what was asked of a parcel and what is in it.
func loadToCheck(r *Request, c *Carton, p *Parcel, items map[string]*Item) check.Load {
	l := check.Load{
		Size: c.Inner.extent(), MaxG: check.NoLimit,
		SupportPercent: r.support(), ByStop: r.UnloadByStop,
		Goods: make([]check.Goods, len(p.Contents)),
	}
	if c.MaxWeightG > 0 {
		l.MaxG = c.MaxWeightG - c.EmptyWeightG
	}
	for i := range p.Contents {
		at, it := &p.Contents[i], items[p.Contents[i].Item]
		l.Goods[i] = check.Goods{
			Name: it.ID, Edges: it.extent(), Upright: it.upright(),
			At: [3]int64{at.XMM, at.YMM, at.ZMM}, Size: at.extent(),
			WeightG: it.WeightG, MaxLoadG: it.loadLimit(), TopOnly: it.LoadOnTop,
			Class: it.DangerClass, Stop: it.Stop,
		}
	}
	return l
}

func (it *Item) loadLimit() int64 {
	switch {
	case it.NoStacking:
		return 0
	case it.MaxLoadG > 0:
		return it.MaxLoadG
	}
	return check.NoLimit
}

func (s Size) extent() [3]int64 { return [3]int64{s.WidthMM, s.LengthMM, s.DepthMM} }
