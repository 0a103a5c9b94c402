package account

import "crosslane/db"

// Tables are what a backup of the accounts holds.
var Tables = []db.Table{
	{Name: "account_user", Columns: append(db.Texts("merchant", "id", "email", "name", "grants", "password"), db.Numbers("made", "ended")...)},
	{Name: "account_token", Columns: append(db.Texts("merchant", "id", "kind", "holder", "name", "proof", "grants", "scopes"), db.Numbers("made", "expires", "used", "ended")...)},
	{Name: "account_session", Columns: db.Texts("merchant", "id", "place", "agent", "factor")},
	{Name: "account_factor", Columns: append(db.Texts("merchant", "id", "holder", "kind", "name", "mark", "sealed"), db.Numbers("counter", "made", "used")...)},
	{Name: "account_rule", Columns: append(db.Texts("merchant", "rule"), db.Numbers("made")...)},
	{Name: "account_deed", Columns: append(db.Texts("merchant", "id", "actor", "did", "about"), db.Numbers("at")...)},
}
