package carrier

// The bounds of the usual answers, and how deep one may be nested.
var (
	BookingAnswer = Bounds{Bytes: 1 << 20, Document: 4 << 20}
	ShortAnswer   = Bounds{Bytes: 64 << 10}
	ListAnswer    = Bounds{Bytes: 4 << 20}
)
