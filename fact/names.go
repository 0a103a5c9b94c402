package fact

// The names of timers of a parcel. A timer waits for what its name says. The end of a leg is awaited by a timer that
// is called TimerLeg and the milestone that ends it.
const (
	TimerHandover = "handover" // hand-over to the carrier, after booking
	TimerDepart   = "depart"   // departure from the origin country, after pick-up
	TimerArrive   = "arrive"   // arrival in the destination country, after departure
	TimerSilence  = "silence"  // any scan at all
	TimerPromise  = "promise"  // delivery within the promise
	TimerPickup   = "pickup"   // collection by the addressee at a locker or post office
	TimerRetry    = "retry"    // another try, for a parcel that no channel took
	TimerLeg      = "leg:"     // before the milestone that ends the leg

	// TimerPromiseAtRisk is TimerPromise once it was said that it is at risk; so that it is said once.
	TimerPromiseAtRisk = "promise_at_risk"
)

// The names of other timers.
const (
	TimerPlan = "plan"  // of a depot: the morning on which its tours are planned
	TimerBack = "back:" // of a lane: a switch's next step; trigger and channel stand behind it
	CaseDue   = "due"   // of a case: when it is to be done
)

// The kinds of cases. A deviation is called as the timer that found it, where one did.
const (
	CaseHandover      = TimerHandover
	CaseDepart        = TimerDepart
	CaseArrive        = TimerArrive
	CaseSilence       = TimerSilence
	CasePromise       = TimerPromise
	CasePickup        = TimerPickup
	CaseLeg           = "leg"             // a leg takes longer than it may; it is counted, and nobody's work
	CaseHeld          = "held"            // import customs hold the parcel beyond the most hours of the leg
	CaseAtRisk        = "at_risk"         // the promise is at risk
	CaseStuck         = "stuck"           // no channel is left for the parcel
	CaseVoidAndMoving = "void_and_moving" // its label is void, and it moves all the same
	CaseCalledOff     = "called_off"      // it was called off, or its order cancelled, and it moves all the same
	CaseCancelRefused = "cancel_refused"  // its order is cancelled, and its label stays valid
	CaseTour          = "tour"            // the tours alone do not bring it to its end
	CaseLost          = "lost"            // its carrier declares it lost
	CaseDestroyed     = "destroyed"       // it was destroyed on its way
	CaseReturned      = "returned"        // it is back with the sender
	CaseDamaged       = "damaged"         // it is reported damaged
	CaseRefused       = "customs_refused" // customs do not let it in
	CaseVoided        = "voided"          // its carrier calls it off, and nobody here did
	CaseStockShort    = "stock_short"     // a lot holds less than is promised from it
	CaseSwitch        = "switch"          // a channel is switched off
	CaseRetold        = "retold"          // the storefront tells an order otherwise than it was recorded

	CaseNoWay          = "no_way"          // this program cannot reach a carrier
	CaseNumberTaken    = "number_taken"    // a carrier gave a parcel the number of another
	CaseUnusableAnswer = "unusable_answer" // a carrier's answer cannot be used
)

// The desks that give reasons, and the room that asks them. They are stored: add, and never rename.
const (
	InventoryDesk   Desk = "inventory"
	ChannelDesk     Desk = "channel"
	TrackingDesk    Desk = "tracking"
	TourDesk        Desk = "tour"
	FulfillmentDesk Desk = "fulfillment"
)
