package storefront

import "crosslane/db"

// Tables are what a backup of the storefronts holds.
var Tables = []db.Table{
	{Name: "storefront_connection", Columns: append(db.Texts("merchant", "name", "sort", "url", "warehouse", "location", "parcels", "mapping", "credentials", "maker", "state", "why", "held"),
		db.Numbers("orders", "complete", "stock", "made", "since", "asked", "pulled", "fails", "due")...)},
	{Name: "storefront_cursor", Columns: append(db.Texts("merchant"), db.Numbers("place")...)},
	{Name: "storefront_order", Columns: db.Texts("merchant", "storefront", "id", "remote")},
	{Name: "storefront_parcel", Columns: append(db.Texts("merchant", "storefront", "parcel", "waybill", "state", "why"), db.Numbers("made", "tries", "due")...)},
	{Name: "storefront_stock", Columns: append(db.Texts("merchant", "storefront", "sku", "why"), db.Numbers("turn", "told", "due")...)},
}
