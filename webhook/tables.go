package webhook

import "crosslane/db"

// Tables are what a backup of the webhooks holds.
var Tables = []db.Table{
	{Name: "webhook_cursor", Columns: append(db.Texts("merchant"), db.Numbers("place")...)},
	{Name: "webhook_subscription", Columns: append(db.Texts("merchant", "id", "url", "types", "about", "secrets", "maker", "state", "why"), db.Numbers("made", "since", "behind", "failing")...)},
	{Name: "webhook_delivery", Columns: append(db.Texts("merchant", "subscription", "id", "subject", "type", "body", "state", "held", "answer", "why"),
		db.Numbers("turn", "made", "tries", "due", "tried", "status", "millis")...)},
}
