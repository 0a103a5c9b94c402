package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestOrdersOfOneNumber: where several orders bear a number every one is told, and none is picked.
func TestOrdersOfOneNumber(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	take := func(storefront, number, day string) {
		t.Helper()
		held(t, "number,placed,country,sku,quantity,price,currency\n"+number+","+day+",DE,mug,1,4.00,EUR\n", "--data", data, "import", "orders", "-", "--new", "--storefront", storefront)
	}
	take("web", "A-1", "2026-03-02")
	take("fair", "A-1", "2026-03-09")
	take("shop", "#A-1", "2026-03-03")
	for _, name := range []string{"A-1", "#A-1"} {
		out, errs, status := typed(t, "", "--data", data, "explain", name)
		if status != 1 || out != "" || !strings.HasPrefix(errs, "crosslane: 3 orders go by "+name+" (name one by its identifier, or say whose with the storefront: ord_") {
			t.Errorf("explain %s: status %d: %s%s", name, status, out, errs)
		}
		for _, of := range []string{"(A-1 of web, 2026-03-02, ", "(A-1 of fair, 2026-03-09, ", "(#A-1 of shop, 2026-03-03, "} {
			if !strings.Contains(errs, of) {
				t.Errorf("explain %s does not tell %s: %s", name, of, errs)
			}
		}
		if note := done(t, "", "--data", data, "explain", name, "--storefront", "shop"); !strings.Contains(note, "order #A-1 of shop") {
			t.Errorf("of the shop: %s", note)
		}
		if _, errs, _ := typed(t, "", "--data", data, "explain", name, "--storefront", "none"); !strings.Contains(errs, "no order "+name+" of storefront none") {
			t.Errorf("of none: %s", errs)
		}
	}
	if out, errs, status := typed(t, "", "--data", data, "explain", "A-2"); status != 1 || out != "" || !strings.Contains(errs, "no order A-2") {
		t.Errorf("of nobody: status %d: %s%s", status, out, errs)
	}
	_, errs, _ := typed(t, "", "--data", data, "explain", "A-1")
	id := regexp.MustCompile(`ord_[0-9a-z]+ \(A-1 of web, 2026-03-02`).FindString(errs)
	if note := done(t, "", "--data", data, "explain", strings.Fields(id + " ")[0]); !strings.Contains(note, "placed 2026-03-02") {
		t.Errorf("%s: %s", id, note)
	}
}

// TestACancellationFindsItsOwnStorefront: it calls off the order of its storefront, though a newer one of another bears the number.
func TestACancellationFindsItsOwnStorefront(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	const head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
	const line = head + "500000,20001,BLUE MUG,3,3/2/26 9:00,2.55,17850,United Kingdom\n"
	take := func(storefront, text string) {
		t.Helper()
		done(t, text, "--data", data, "import", "orders", "-", "--new", "--storefront", storefront)
	}
	take("one", line)
	take("two", strings.Replace(line, "3/2/26", "3/3/26", 1))
	take("one", head+"C500000,20001,BLUE MUG,-3,3/4/26 10:00,2.55,17850,United Kingdom\n")
	for storefront, cancelled := range map[string]bool{"one": true, "two": false} {
		if note := done(t, "", "--data", data, "explain", "500000", "--storefront", storefront); strings.Contains(note, "called off by C500000") != cancelled {
			t.Errorf("of %s: %s", storefront, note)
		}
	}
}

// TestACreditNoteOfAPart: it calls nothing off, whatever the sign of its pieces; what is left is somebody's question, and the order does
// not go as it was, though its file comes in again. What several notes leave is counted together.
func TestACreditNoteOfAPart(t *testing.T) {
	const head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
	const line = "500000,20001,BLUE MUG,6,3/2/26 9:00,2.55,17850,United Kingdom\n"
	note := func(number, sku, quantity string) string {
		return number + "," + sku + ",BLUE MUG," + quantity + ",3/4/26 10:00,2.55,17850,United Kingdom\n"
	}
	for name, c := range map[string]struct {
		rows []string // of one file each
		says string   // by the import of the last one
		off  bool
	}{
		"a part":                               {[]string{line, note("C500000", "20001", "-2")}, "4 x 20001 instead of 6", false},
		"without sign":                         {[]string{line, note("C500000", "20001", "2")}, "4 x 20001 instead of 6", false},
		"a minus":                              {[]string{line, note("-500000", "20001", "2")}, "4 x 20001 instead of 6", false},
		"in one file":                          {[]string{line + note("C500000", "20001", "-2")}, "4 x 20001 instead of 6", false},
		"in one file, while it lies there":     {[]string{line + note("C500000", "20001", "-2"), line + note("C500000", "20001", "-2")}, "unchanged 2", false},
		"all in one file, while it lies there": {[]string{line + note("C500000", "20001", "-6"), line + note("C500000", "20001", "-6")}, "unchanged 2", true},
		"in two notes of one file":             {[]string{note("C500000", "20001", "-2") + line + strings.Replace(note("C500000", "20001", "-4"), "3/4", "3/5", 1)}, "", true},
		"above its order":                      {[]string{note("C500000", "20001", "-6") + line}, "cancelled 1", true},
		"all":                                  {[]string{line, note("C500000", "20001", "6")}, "cancelled 1", true},
		"in two":                               {[]string{line, note("C500000", "20001", "-2"), note("-500000", "20001", "-4")}, "", true},
		"other goods":                          {[]string{line, note("C500000", "20002", "-6")}, "6 x 20002, which is not left in it", false},
		"all and more":                         {[]string{line, note("C500000", "20001", "-7")}, "1 x 20001, which is not left in it", false},
		"postage":                              {[]string{line, note("C500000", "POST", "-1")}, "names none of its goods", false},
		"giving and taking":                    {[]string{line, note("C500000", "20001", "-7") + note("C500000", "20001", "1")}, "it credits 500000, but not just all", false},
		"not to be read":                       {[]string{line, note("C500000", "20001", "six")}, "it credits 500000, but not just all", false},
		"come again":                           {[]string{line + note("C500000", "20001", "-2"), line + note("C500000", "20001", "-2")}, "what is still to be sent", false},
		"of an unknown":                        {[]string{line, note("C600000", "20001", "-2")}, "it credits 600000, which is not known here: nothing is called off", false},
		"of one known later":                   {[]string{note("C500000", "20001", "-6"), line, note("C500000", "20001", "-6")}, "unchanged 1", true},
	} {
		t.Run(name, func(t *testing.T) {
			data, out := filepath.Join(t.TempDir(), "data"), ""
			if strings.HasSuffix(name, "while it lies there") {
				done(t, "sku,warehouse,location,lot,expires,quantity,reference\n20001,szx,A,L1,,50,R1\n", "--data", data, "import", "stock", "-", "--new")
			}
			for _, rows := range c.rows {
				out, _, _ = typed(t, head+rows, "--data", data, "import", "orders", "-", "--new")
			}
			told := done(t, "", "--data", data, "explain", "500000")
			if off := strings.Contains(told, "Cancelled: called off by "); !strings.Contains(out, c.says) || off != c.off {
				t.Errorf("%s%s", out, told)
			}
			if held := strings.Contains(told[strings.LastIndex(told, "Received"):], "Held until"); !c.off && held == (name == "of an unknown") {
				t.Errorf("held is %t: %s", held, told)
			}
			done(t, "", "--data", data, "audit")
		})
	}
}

// TestWindowsNobodyCanMeet: a window that ends before it begins, is over, or is longer than a day is refused.
func TestWindowsNobodyCanMeet(t *testing.T) {
	data := t.TempDir()
	done(t, "", "--data", data, "demo", "--headless", "--days", "1", "--orders", "20", "--seed", "7")
	place := filepath.Join(data, "demo-seed7-days1-orders20")
	note := done(t, "", "--data", place, "explain", "260302-00-001", "--json")
	_, rest, _ := strings.Cut(note, `"parcel:`)
	parcel, _, _ := strings.Cut(rest, `"`)
	for _, c := range []struct{ from, to, says string }{
		{"2126-03-04T16:00:00Z", "2126-03-04T14:00:00Z", "ends before it begins"},
		{"2126-03-04T16:00:00Z", "2126-03-04T16:00:00Z", "ends before it begins"},
		{"2026-03-04T14:00:00Z", "2026-03-04T16:00:00Z", "is over"},
		{"2126-03-04T14:00:00Z", "2126-03-05T14:00:01Z", "is longer than a day"},
	} {
		if out, errs, status := typed(t, "", "--data", place, "slot", parcel, c.from, c.to); status != 2 || out != "" || !strings.HasPrefix(errs, "crosslane: <to>: ") || !strings.Contains(errs, c.says) {
			t.Errorf("%s to %s: status %d: %s%s", c.from, c.to, status, out, errs)
		}
	}
}
