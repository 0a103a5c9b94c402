// Package epcis tells what is recorded of parcels in the form in which trading partners exchange it, and reads what they tell in it: visibility events of
// GS1's EPCIS 2.0 in JSON-LD, in the words of its Core Business Vocabulary (CBV) 2.0.
//
// Nobody's name, address or town stands in an event, and no time that was not said with its offset, or found by the clocks of one place.
package epcis
