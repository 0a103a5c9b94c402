package addressee_test

import (
	"testing"

	"crosslane/order/addressee"
)

// TestName: what stands for nobody is doubted; a name is one by a single word that is none of these.
func TestName(t *testing.T) {
	for _, text := range []string{"None", "none none", "N/A", "n.a.", "Redacted", "[REDACTED]", "<redacted>", "null", "NULL NULL", "-", "--", "Unknown", "x", "X X", ".", "...", "xxx", "No Name", "no-name", "Guest", "Customer", "Anonymous",
		"unbekannt", "not provided", "Not available", "Sin nombre", "A.", "12345", "(blank)", "*", "_", "Nil", "test", "Test Test", "Test Customer", "TESTER", "asdf", "ida@example.com", "ida.probe@mail.example.co.uk"} {
		if addressee.Name(text) == "" {
			t.Errorf("%q names somebody", text)
		}
	}
	for _, text := range []string{"Anna Null", "Jennifer Null", "A. Null Smith", "Ng", "O Ri", "李", "王伟", "김", "J. Doe", "Xi", "Nobody Owens", "Ida Probe", "None Such Ltd", "Mr X. Guest-Brown", "I P", "A. B.", "Björk", "Ida Test", "Test & Söhne", "@home Hotel", "Anna <anna@example.com>", "Noname GmbH", "", "#REF!", "S*****", "?? ??"} {
		if wrong := addressee.Name(text); wrong != "" {
			t.Errorf("%q: %s", text, wrong)
		}
	}
}

// TestStreet: what points elsewhere, and what a spreadsheet made of a house number, is doubted; streets stay streets.
func TestStreet(t *testing.T) {
	for _, lines := range [][]string{{"Same as billing"}, {"same"}, {"SAME AS ABOVE"}, {"as above"}, {"see notes"}, {"See order notes!"}, {"see my comments"}, {"siehe oben"}, {"wie oben"}, {"s.o."}, {"Billing address"}, {"ditto"}, {"voir ci-dessus"},
		{"Hauptstraße", "3-Jan"}, {"3-Jan"}, {"Jan-03"}, {"2023-01-03"}, {"2023-01-03 00:00:00"}, {"Ringstraße", "03.01.2023"}, {"44929"}, {"1.0"}, {"Weg", "12.0"}, {"TRUE"}, {"None"}, {"none", "None"}, {"Weg 1", "None"}, {"Unknown"}, {"test"}, {"Redacted"}, {"1/3/2023"}, {"-"}, {"."}, {"x"}, {"Weg 1", "as above"}} {
		if addressee.Street(lines) == "" {
			t.Errorf("%q is a street", lines)
		}
	}
	for _, lines := range [][]string{{"Am Test 1"}, {"Same Street 12"}, {"Seestraße 5"}, {"See 5"}, {"12"}, {"1-2-3"}, {"123"}, {"Lhota 44929"}, {"Main Street", "44929"}, {"44929 Main Street"}, {"99999"}, {"3/1/12"}, {"Gasse", "3/1"}, {"C4, 12"}, {"28 Octobre"},
		{"1. Mai 3"}, {"Notes Lane 4"}, {"Ass Above 1"}, {"Above Bar 3"}, {"????"}, {}, {"Test 1"}, {"Teststraße"}, {"No. 5"}, {"None Street 3"}, {"Wie 3"}, {"X 3"}, {"北1条西2丁目"}, {"Use Street 1"}, {"Invoice Road 1"}, {"#REF!"}} {
		if wrong := addressee.Street(lines); wrong != "" {
			t.Errorf("%q: %s", lines, wrong)
		}
	}
}

// TestCity: what stands for no city is doubted, and so is a number; towns that are called like such a word are towns.
func TestCity(t *testing.T) {
	for _, text := range []string{"Unknown", "none", "None", "12345", "xxx", "test", "unbekannt", "Not provided", "see notes", "same as above", "[redacted]", "...", "_", "x"} {
		if addressee.City(text) == "" {
			t.Errorf("%q is a city", text)
		}
	}
	for _, text := range []string{"", "-", "N/A", "Wien", "Ohne", "Nan", "Y", "Å", "北京", "6 de Octubre", "Hidden Valley", "Blank Town", "'s-Hertogenbosch", "St. Gallen", "Test an der Donau", "#REF!", "B****n", "M??nchen", "10e Arrondissement"} {
		if wrong := addressee.City(text); wrong != "" {
			t.Errorf("%q: %s", text, wrong)
		}
	}
}

// TestCompany: a word in place of a company is doubted, since a label would show it.
func TestCompany(t *testing.T) {
	for _, text := range []string{"None", "none", "Unknown", "x", "xxx", "private", "test", "no name"} {
		if addressee.Company(text) == "" {
			t.Errorf("%q is a company", text)
		}
	}
	for _, text := range []string{"", "1&1", "3", "Noname GmbH", "Test AG", "X Corp", "Ohne Frills GmbH"} {
		if wrong := addressee.Company(text); wrong != "" {
			t.Errorf("%q: %s", text, wrong)
		}
	}
}

// TestDaysOfASpreadsheet: the days of 1980 to 2049 are doubted, and no other number; nor one that no spreadsheet writes so.
func TestDaysOfASpreadsheet(t *testing.T) {
	for street, day := range map[string]bool{"29220": false, "29221": true, "54788": true, "54789": false, "029221": false, "+44929": false} {
		if wrong := addressee.Street([]string{street}); (wrong != "") != day {
			t.Errorf("%q: %q", street, wrong)
		}
	}
}
