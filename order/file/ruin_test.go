package file

import "testing"

// TestRuin: what a spreadsheet makes of numbers and names is told, and what only looks a little like it is whole.
func TestRuin(t *testing.T) {
	for _, text := range []string{"1E+12", "1.23457E+11", "1,2E+11", "28-Nov", "Nov-28", "01-Mar", "1-Mar-26", "28.11.2026", "28/11/2026", "11/28/26", "2026-11-28", "2026-11-28 00:00:00",
		"TRUE", "FALSE", "WAHR", "12:30", "12:30:00", "1001,00", "1001.0", "1,001", "#REF!", "####"} {
		if Ruin(text) == "" || Nameless(text) == "" {
			t.Errorf("%q is taken as it is", text)
		}
	}
	for _, text := range []string{"", "1001", "1E5", "3E10", "E+12", "NOV-28", "MAR1", "28.11", "1.2.3", "TRUE-1", "True", "12-30", "2026-0001", "26-11-0001", "1001-00", "A1001,00", "114-1234567-1234567", "0-0-1"} {
		if what := Ruin(text); what != "" {
			t.Errorf("%q %s", text, what)
		}
	}
}

// TestNameless: a word that says that there is no reference is none.
func TestNameless(t *testing.T) {
	for _, text := range []string{"-", "--", "N/A", "n/a", "none", "NONE", "0", "00", "0-0", ".", "?", "TBD", "tbd", "null", "#N/A", "unknown", "1.23457E+11"} {
		if Nameless(text) == "" {
			t.Errorf("%q names a paper", text)
		}
	}
	for _, text := range []string{"", "1", "GRN-1", "10", "A", "none-1", "納品書", "Lieferschein 7", "2026/11/7-A"} {
		if what := Nameless(text); what != "" {
			t.Errorf("%q %s", text, what)
		}
	}
}

// TestLostTwice: U+FFFD that was itself read in another encoding is no letter of a name.
func TestLostTwice(t *testing.T) {
	if !Ruined("Jï¿½rgen") || !Ruined("ï»¿Ida") || Ruined("Naïve ¿Qué?") {
		t.Error("a lost letter passes, or a whole text does not")
	}
}
