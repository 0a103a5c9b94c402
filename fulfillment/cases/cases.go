// Package cases names the cases that are opened about an order and its parcels: the same thing always has the same name, so that a
// case is found from the facts that it came of.
package cases

import (
	"slices"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
)

// TooLate is the case of a parcel that had left when its order was cancelled, which was recorded at an instant.
func TooLate(recorded time.Time, id shipping.ParcelID) shipping.CaseID {
	return shipping.NewCaseID(recorded, "cancelled:"+string(id))
}

// StaysValid is the case of a label that its carrier does not void, as was recorded at an instant.
func StaysValid(recorded time.Time, id shipping.ParcelID, waybill string) shipping.CaseID {
	return shipping.NewCaseID(recorded, "cancel:"+string(id)+":"+waybill)
}

// Retold is the case of an order that its storefront tells otherwise, as was recorded at an instant.
func Retold(recorded time.Time, id shipping.OrderID) shipping.CaseID {
	return shipping.NewCaseID(recorded, fact.CaseRetold+":"+string(id))
}

// Reach is the case of an order whose goods no channel takes.
func Reach(o *shipping.Order) shipping.CaseID {
	return shipping.NewCaseID(o.Placed, "reach:"+string(o.ID))
}

// Parted is the case of a parcel that no channel takes while others of its order, which is to leave in one piece, are on their way.
func Parted(id shipping.ParcelID) shipping.CaseID {
	return shipping.NewCaseID(time.UnixMilli(0), "parted:"+string(id))
}

// Short is the case of an order that gave way for want of a product.
func Short(o *shipping.Order, sku shipping.SKU) shipping.CaseID {
	return shipping.NewCaseID(o.Placed, "short:"+string(o.ID)+":"+string(sku))
}

// Lot is the case of a product of which a lot holds less than is promised from it.
func Lot(sku shipping.SKU) shipping.CaseID {
	return shipping.NewCaseID(time.UnixMilli(0), "short:"+string(sku))
}

// fates are the milestones at which somebody must act, whatever comes next, and the kinds of their cases.
var fates = map[shipping.Milestone]string{
	shipping.DeclaredLost: fact.CaseLost, shipping.Destroyed: fact.CaseDestroyed, shipping.BackWithSender: fact.CaseReturned,
	shipping.Damaged: fact.CaseDamaged, shipping.CustomsRefused: fact.CaseRefused,
	shipping.VoidedMilestone: fact.CaseVoided, shipping.ExportCancelled: fact.CaseVoided,
}

// Fate is the case of what befell a parcel that was handed over at an instant (zero: it was not), one for each kind; no kind where
// nobody need act.
func Fate(handed time.Time, id shipping.ParcelID, m shipping.Milestone) (name shipping.CaseID, what string) {
	if what = fates[m]; what == "" {
		return "", ""
	}
	if handed.IsZero() {
		handed = time.UnixMilli(0)
	}
	return shipping.NewCaseID(handed, what+":"+string(id)), what
}

// Of names the cases that may have been opened by what is recorded of an order and, behind that, of its parcels: each once. That
// there is such a case is not said.
func Of(facts []*fact.Fact) (list []shipping.CaseID) {
	var o shipping.Order
	var parcels []shipping.ParcelID
	handed := map[shipping.Stream]time.Time{}
	for _, f := range facts {
		own := shipping.ParcelID(f.Stream.ID())
		switch b := f.Body.(type) {
		case *fact.OrderReceived:
			o = b.Order
			list = append(list, Reach(&o))
		case *fact.Allocated:
			parcels = append(parcels, b.Parcels...)
		case *fact.OrderCancelled:
			for _, id := range parcels {
				list = append(list, TooLate(f.Recorded, id))
			}
		case *fact.OrderRetold:
			list = append(list, Retold(f.Recorded, o.ID))
		case *fact.GoodsMissing:
			list = append(list, Short(&o, b.SKU))
		case *fact.CancelRejected:
			list = append(list, StaysValid(f.Recorded, own, b.Waybill))
		case *fact.HandedOver:
			handed[f.Stream] = f.At
		case *fact.MilestoneReached:
			if name, what := Fate(handed[f.Stream], own, b.Milestone); what != "" {
				list = append(list, name)
			}
		case *fact.ParcelStuck:
			list = append(list, b.Case, Parted(own))
		case *fact.Deviated:
			list = append(list, b.Case)
		}
	}
	var once []shipping.CaseID
	for _, id := range list {
		if id != "" && !slices.Contains(once, id) {
			once = append(once, id)
		}
	}
	return once
}
