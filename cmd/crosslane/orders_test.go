package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestOrdersAndParcels: what there is is listed, by stage and page by page, and an order can be called off, once.
func TestOrdersAndParcels(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	head := "number,placed,name,address1,city,postcode,country,sku,quantity,price,currency,weight_g,hs,origin\n"
	row := func(number, postcode string) string {
		return number + ",2026-03-02,Ida Probe,Weg 1,Köln," + postcode + ",DE,mug,1,4.00,EUR,400,691200,CN\n"
	}
	done(t, "sku,warehouse,quantity\nmug,szx,1\n", "--data", data, "import", "stock", "-", "--new")
	held(t, head+row("A-1", "50667")+row("A-2", "50667")+row("A-3", "5"), "--data", data, "import", "orders", "-")
	list := func(args ...string) string { return done(t, "", append([]string{"--data", data}, args...)...) }
	if out := list("orders"); strings.Count(out, "\n") != 4 || !strings.Contains(out, "A-3") || !strings.Contains(out, "is not a postcode of Germany") || !strings.Contains(out, "4.00 EUR") {
		t.Error(out)
	}
	for stage, number := range map[string]string{"held": "A-3", "waiting": "A-2", "shipping": "A-1"} {
		if out := list("orders", "--stage", stage); strings.Count(out, "\n") != 2 || !strings.Contains(out, number) {
			t.Errorf("%s: %s", stage, out)
		}
	}
	if out := list("orders", "--stage", "completed"); out != "No such orders.\n" {
		t.Error(out)
	}
	first := list("orders", "--limit", "2")
	last := strings.Fields(strings.Split(strings.TrimSpace(first), "\n")[2])[0]
	if out := list("orders", "--limit", "2", "--before", last); strings.Count(out, "\n") != 2 || strings.Contains(first, strings.Fields(strings.Split(out, "\n")[1])[0]) {
		t.Errorf("%s%s", first, out)
	}
	if out := list("orders", "--limit", "2", "--before", "A-2"); strings.Contains(out, "A-2 ") {
		t.Error(out)
	}
	if out := list("parcels", "--status", "pending"); strings.Count(out, "\n") != 2 || !strings.Contains(out, "par_") {
		t.Error(out)
	}
	if out := list("parcels", "--status", "lost"); out != "No such parcels.\n" {
		t.Error(out)
	}
	if out := list("orders", "cancel", "A-2", "--reason", "buyer"); !strings.Contains(out, "is called off") {
		t.Error(out)
	}
	if out := list("orders", "--stage", "cancelled"); !strings.Contains(out, "A-2") {
		t.Error(out)
	}
	if note := list("explain", "A-2"); !strings.Contains(note, "Cancelled: the buyer does not want it any more.") {
		t.Error(note)
	}
	for args, says := range map[string]string{"orders cancel A-9 --reason buyer": "no order A-9", "orders cancel ord_nobody --reason buyer": "no such order", "orders cancel A-2": "--reason", "orders cancel A-1 --reason weather": "--reason",
		"orders cancel A-1 --reason buyer --storefront other": "no order A-1", "explain A-1 --storefront other": "no order A-1", "label A-2": "the order A-2 has no parcel", "orders --before A-9": "no order A-9", "parcels --before nonsense": "no parcel nonsense", "orders --stage lost": "--stage"} {
		if _, errs, status := typed(t, "", append([]string{"--data", data}, strings.Fields(args)...)...); status == 0 || !strings.Contains(errs, says) {
			t.Errorf("%s: status %d: %s", args, status, errs)
		}
	}
}

// TestHeldSinceBefore: an order that the record holds, and the file alone does not, is told each time that it comes in, and so is an
// export that holds no orders.
func TestHeldSinceBefore(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	const head = "number,placed,name,address1,city,postcode,country,sku,quantity,price,currency,weight_g,hs,origin\n"
	const cuba = head + "K-1,2026-03-02,Ida Probe,Calle 1,La Habana,10400,CU,mug,1,4.00,EUR,400,691200,CN\n"
	for _, says := range []string{"held 1", "unchanged 1"} {
		out, errs, status := typed(t, cuba, "--data", data, "import", "orders", "-", "--new")
		if status != 1 || !strings.Contains(out, says) || !strings.Contains(out, "Cuba is under embargo") || strings.Contains(out, "line 0") {
			t.Errorf("status %d: %s%s", status, out, errs)
		}
	}
	if _, errs, status := typed(t, head, "--data", data, "import", "orders", "-"); status != 1 || !strings.Contains(errs, "holds no orders") {
		t.Errorf("status %d: %s", status, errs)
	}
}
