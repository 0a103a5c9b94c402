package shipping

// Status is where a parcel stands, in fifteen words.
type Status string

// The statuses.
const (
	Pending        Status = "pending"
	InfoReceived   Status = "info_received"
	Accepted       Status = "accepted"
	InTransit      Status = "in_transit"
	InCustoms      Status = "customs"
	OutForDelivery Status = "out_for_delivery"
	ReadyForPickup Status = "ready_for_pickup"
	AttemptFailed  Status = "attempt_failed"
	Exception      Status = "exception"
	Delivered      Status = "delivered"
	Returning      Status = "returning"
	Returned       Status = "returned"
	Lost           Status = "lost"
	Cancelled      Status = "cancelled"
	Expired        Status = "expired"
)

// Statuses lists all fifteen in the order of a parcel's life.
func Statuses() []Status {
	return []Status{Pending, InfoReceived, Accepted, InTransit, InCustoms, OutForDelivery, ReadyForPickup,
		AttemptFailed, Exception, Delivered, Returning, Returned, Lost, Cancelled, Expired}
}

// Final reports whether nothing more is expected of a parcel with this status.
func (s Status) Final() bool {
	switch s {
	case Delivered, Returned, Lost, Cancelled, Expired:
		return true
	}
	return false
}

// Milestone is what a scan means. Its status follows from the table in tracking.
type Milestone string

// The milestones, in the order of travel.
const (
	Unmapped           Milestone = "unmapped" // kept raw, meaning not known
	LabelCreated       Milestone = "label_created"
	PickedUp           Milestone = "picked_up"
	DroppedOff         Milestone = "dropped_off"
	OriginHubIn        Milestone = "origin_hub_in"
	OriginHubOut       Milestone = "origin_hub_out"
	ExportSubmitted    Milestone = "export_submitted"
	ExportHeld         Milestone = "export_held"
	ExportReleased     Milestone = "export_released"
	ExportCancelled    Milestone = "export_cancelled"
	HandedToLinehaul   Milestone = "handed_to_linehaul"
	DepartedOrigin     Milestone = "departed_origin"
	TransitIn          Milestone = "transit_in"
	TransitOut         Milestone = "transit_out"
	ArrivedDestination Milestone = "arrived_destination"
	HeldByOperator     Milestone = "held_by_operator"
	ImportSubmitted    Milestone = "import_submitted"
	ImportInfoRequired Milestone = "import_information_required"
	DutyDue            Milestone = "duty_due"
	ImportHeld         Milestone = "import_held"
	ImportReleased     Milestone = "import_released"
	CustomsRefused     Milestone = "customs_refused"
	LeftImportOffice   Milestone = "left_import_office"
	HandedToLastMile   Milestone = "handed_to_last_mile"
	Sorted             Milestone = "sorted"
	AtDeliveryOffice   Milestone = "delivery_office"
	WithCourier        Milestone = "with_courier"
	DeliveryFailed     Milestone = "delivery_failed"
	AwaitingPickup     Milestone = "awaiting_pickup"
	PickupExpired      Milestone = "pickup_expired"
	DeliveredMilestone Milestone = "delivered"
	Delayed            Milestone = "delayed"
	Redirected         Milestone = "redirected"
	Damaged            Milestone = "damaged"
	DeclaredLost       Milestone = "declared_lost"
	Destroyed          Milestone = "destroyed"
	ReturnStarted      Milestone = "return_started"
	ReturnTransit      Milestone = "return_transit"
	ReturnCustoms      Milestone = "return_customs"
	BackWithSender     Milestone = "back_with_sender"
	VoidedMilestone    Milestone = "voided"
)
