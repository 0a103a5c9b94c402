package file

import (
	"strings"
	"testing"
)

// TestOtherExports: the export that was taken by mistake is named, with the one that is wanted.
func TestOtherExports(t *testing.T) {
	for header, want := range map[string]string{
		"Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,Street 1": "Order Items",
		"order_id,order_number,order_date,status,shipping_first_name,line_item_1,line_item_2":                                  "a row for each item",
		"order_id,sku,quantity": "",
	} {
		if got := Other(strings.Split(header, ",")); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("%s: %s", header, got)
		}
	}
}
