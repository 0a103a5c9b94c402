package carrier

import "crosslane/carrier/mention"

// Forget lets every message go that speaks of an erased person from those of a carrier that wait for their parcels, as a
// Poller keeps them, and answers with those that are left and how many there were. They are those that bear a number of a
// parcel of the person, or the person's telephone number, and those that bear one of some words: name, street, e-mail address;
// see mention.Somebody. A number too short to be looked for in words is found where it is the message's own.
func Forget(unmatched string, numbers, words []string) (left string, n int, err error) {
	waiting, err := readUnmatched(unmatched)
	if err != nil {
		return unmatched, 0, err
	}
	who := mention.Of(numbers, words)
	n = waiting.drop(func(u *Unmatched) bool { return who.Bears(u.Waybill) || who.In(append(u.words(), string(u.Raw))...) })
	left, err = waiting.text()
	return left, n, err
}
