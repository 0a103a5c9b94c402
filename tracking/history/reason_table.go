package history

// The reasons, one word each.
const (
	Absent       = "absent"        // nobody was there
	Closed       = "closed"        // the business was
	BadAddress   = "address"       // wrong, incomplete, or the addressee has moved
	RefusedBy    = "refused"       // by the addressee
	NoAccess     = "access"        // the door, the street or security
	Payment      = "payment"       // cash on delivery, duty or postage is not paid
	Identity     = "identity"      // papers or age could not be shown
	Neighbour    = "neighbour"     // given to
	SafePlace    = "safe_place"    // left at
	Mailbox      = "mailbox"       // left in
	Collected    = "collected"     // fetched by the addressee
	PostOffice   = "post_office"   // waits at
	Locker       = "locker"        // waits in
	Shop         = "shop"          // waits at
	Depot        = "depot"         // waits at the carrier's own
	Partial      = "partial"       // some pieces only
	Damage       = "damaged"       //
	Weather      = "weather"       //
	Capacity     = "capacity"      // too much for today, or no vehicle
	Misroute     = "misroute"      // sent the wrong way
	Documents    = "documents"     // are missing or wrong
	Inspection   = "inspection"    // by customs or security
	Seized       = "seized"        // by an authority
	Holiday      = "holiday"       //
	OnRequest    = "on_request"    // of sender or addressee
	NotCollected = "not_collected" // in the time that it was kept
	Missing      = "missing"       // cannot be found
	ForceMajeure = "force_majeure" // strike, flood, war: nobody's fault
)
