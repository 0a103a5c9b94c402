package book

import "crosslane/shipping"

// Messages say what buyers are told of their parcels, how, and when they are left in peace.
type Messages struct {
	Enabled bool `json:"enabled"`
	// Ways are how messages travel. Empty: by mail.
	Ways []shipping.MessageWay `json:"ways,omitempty"`
	// QuietFrom and QuietUntil are times of day where the buyer is, "21:00" and "08:00"; no mail
	// is sent between them. Both empty: mails are sent at any hour.
	QuietFrom  string `json:"quiet_from,omitempty"`
	QuietUntil string `json:"quiet_until,omitempty"`
	// Kinds are what buyers are told. Empty: everything.
	Kinds []shipping.MessageKind `json:"kinds,omitempty"`
}
