package order

import (
	"strings"
	"testing"
)

// TestRegionAsItsCountryWritesIt: a label shows a province by its name where its country writes no codes, and rules go by the code.
func TestRegionAsItsCountryWritesIt(t *testing.T) {
	const head = "Name,Created at,Currency,Financial Status,Cancelled at,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Shipping Province Name,Lineitem sku,Lineitem quantity,Lineitem price,Lineitem fulfillment status\n"
	for row, want := range map[string]string{
		"중구,'04524,KR-11,KR,Seoul":         "Seoul, KR KR-11 04524",
		"Chiyoda,'1000001,JP-13,JP,Tōkyō":  "Tōkyō, JP JP-13 100-0001",
		"Los Angeles,'90001,CA,US,Alabama": "CA, US CA 90001",
		"Roma,'00184,RM,IT,Roma":           "RM, IT RM 00184",
		"Los Angeles,'90001,,US,CA":        "CA, US CA 90001",
		"Cork,T12 X70A,CO,IE,":             "CO, IE CO T12 X70A",
		"Yalta,'98600,UA-43,UA,Crimea":     "Crimea, UA UA-43 98600",
		"Simeiz,'01001,43,UA,Crimea":       "Crimea, UA Crimea 01001",
	} {
		got, err := all(t, strings.NewReader(head+"#1,2026-03-02 09:00:05 +0100,EUR,paid,,Eva B,Gasse 3,"+row+",A,1,12.50,pending\n"), Options{})
		if err != nil || len(got) != 1 {
			t.Fatal(row, err)
		}
		if is := got[0].Address.Region + ", " + got[0].Order.Ship.String(); is != want {
			t.Errorf("%s: %s, not %s", row, is, want)
		}
	}
}
