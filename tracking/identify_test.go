package tracking

import (
	"slices"
	"strings"
	"testing"
)

func TestCheckDigitsOfPublishedExamples(t *testing.T) {
	for _, c := range []struct {
		name   string
		check  checkDigit
		number string // with the check digit at the end
	}{
		{"UPU S10", s10, "473124829"},
		{"UPU S10", s10, "123456785"},
		{"GS1 SSCC of the General Specifications", gs1, "106141412345678908"},
		{"GS1 GTIN-13", gs1, "6291041500213"},
		{"Luhn of ISO/IEC 7812", luhn, "79927398713"},
		{"MOD 37,36 of the Global Release Identifier", mod3736, "A12425GABC1234002M"},
		{"UPS", doubled, "5R89390357567127"},
		{"UPS", doubled, "999AA10123456784"},
		{"air waybill", mod7, "3318810025"},
		{"German Identcode", identcode, "563102430313"},
		{"FedEx Express", fedex, "986578788855"},
		{"FedEx Express", fedex, "477179081230"},
		{"FedEx Ground", gs1, "041441760228964"},
		{"USPS", gs1, "9400111202555842332669"},
	} {
		body, want := c.number[:len(c.number)-1], c.number[len(c.number)-1:]
		if got := c.check(body); got != want {
			t.Errorf("%s %s: check digit %s", c.name, c.number, got)
		}
	}
}

func TestS10CoversTheTwoSpecialRemainders(t *testing.T) {
	for body, want := range map[string]string{"00000000": "5", "00000011": "6", "10000000": "3", "00000030": "6"} {
		if got := s10(body); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
	seen := map[string]bool{}
	for n := range 2000 {
		seen[s10(padded(uint64(n), 8))] = true
	}
	if len(seen) != 10 {
		t.Errorf("of ten check digits %d occur", len(seen))
	}
}

func TestEveryFormatIsFoundFirstByItsOwnNumbers(t *testing.T) {
	for _, c := range []struct{ courier, number string }{
		{"China Post", "LX123456785CN"}, {"Royal Mail", "rb 123 456 785 gb"},
		{"UPS", "1Z 999 AA1 01 2345 6784"},
		{"FedEx", "9632001960000000000400152152152158"}, {"FedEx", "9611020987654312345672"},
		{"USPS", "9400111202555842332669"}, {"USPS", "420 90210 9400 1112 0255 5842 3326 69"},
		{"Amazon Logistics", "TBA502887274000"}, {"Spee-Dee Delivery", "SP123456789012345678"},
		{"Landmark Global", "LTN12345678N1"}, {"YunExpress", "YT2312345678901234"},
		{"GOFO Express", "GFUS01012345678901"}, {"Yodel", "JD0002221234567890"}, {"Yodel", "JJD0002221234567890"},
		{"LaserShip", "1LS717793482164"}, {"LaserShip", "1LSCXAB01234567"}, {"LaserShip", "LX12345678"},
		{"Canpar", "D123456789012345678901"}, {"DHL", "JVGL0123456789"},
		{"Purolator", "ABC123456789"},
	} {
		list := Identify(c.number)
		if len(list) == 0 || list[0].Courier != c.courier || list[0].Check == CheckWrong {
			t.Errorf("%s: want %s first, got %+v", c.number, c.courier, list)
		}
	}
}

func TestSomeCheckDigitFitsAndNotAll(t *testing.T) {
	for _, c := range []struct{ courier, body, tail string }{
		{"FedEx", "12345678901", ""}, {"FedEx", "12345678901234", ""}, {"FedEx", "00123456789012345", ""},
		{"DHL", "123456789", ""}, {"DHL", "1234567890", ""}, {"Purolator", "12345678901", ""},
		{"Canada Post", "123456789012345", ""}, {"OnTrac", "C1234567890123", ""}, {"OnTrac", "D1234567890123", ""},
		{"Old Dominion", "7771234567", ""}, {"Old Dominion", "8012345678", ""}, {"UPS", "J123456789", ""},
		{"USPS", "0112345678912345678", ""}, {"USPS", "9101123456789123456", "78"},
		{"USPS", "92612" + "912345678" + "1234567", ""}, {"USPS", "93612" + "123456" + "1234567890", ""}, {"USPS", "95612" + "912345678" + "1234567", ""},
		{"FedEx", "100123456789012345" + "67890123456789", "0"}, {"Any", "10614141234567890", ""},
		{"FedEx", "312345678901234512345678901", "0000"},
	} {
		right := 0
		for _, d := range "0123456789" {
			for _, cand := range Identify(c.body + string(d) + c.tail) {
				if cand.Courier == c.courier && cand.Check == CheckRight {
					right++
					break
				}
			}
		}
		if right == 0 || right > 4 {
			t.Errorf("%s %s: %d of ten check digits fit", c.courier, c.body, right)
		}
	}
}

func TestAllCouriersThatFitAreNamedBestFirst(t *testing.T) {
	list := Identify("123456789012")
	names := map[string]bool{}
	for i, c := range list {
		names[c.Courier] = true
		if i > 0 && c.Score > list[i-1].Score {
			t.Errorf("%s with %d after %d", c.Courier, c.Score, list[i-1].Score)
		}
	}
	if !names["FedEx"] || !names["Purolator"] {
		t.Errorf("of FedEx and Purolator only %v", names)
	}
}

func TestAMistypedNumberIsStillNamed(t *testing.T) {
	list := Identify("LX123456784CN")
	if len(list) == 0 || list[len(list)-1].Check != CheckWrong {
		t.Fatalf("got %+v", list)
	}
	for _, number := range []string{"", "   ", "?", "no such thing", strings.Repeat("1", 65), "ÄÖ123"} {
		if list := Identify(number); len(list) != 0 {
			t.Errorf("%q: %+v", number, list)
		}
	}
}

func TestPartsSayWhatTheyMean(t *testing.T) {
	list := Identify("RB123456785GB")
	if list[0].Country != "GB" || list[0].Parts[0] != (Part{"service", "RB", "registered letter post"}) {
		t.Errorf("got %+v", list[0])
	}
	list = Identify("1Z999AA10312345678")
	if p := list[0].Parts; len(p) != 3 || p[1].Name != "service" || p[1].Means != "Ground" {
		t.Errorf("got %+v", list[0])
	}
}

func TestNumbersMadeByPatternAreValid(t *testing.T) {
	for pattern, courier := range map[string]string{
		"S10:LX:CN": "China Post", "S10:RR:DE": "Deutsche Post DHL", "SP#################C": "Spee-Dee Delivery",
		"YT################": "YunExpress", "#################C": "Any", "#############C": "", "CL-########C": "",
	} {
		seen := map[string]bool{}
		for serial := range uint64(300) {
			n, err := Number(pattern, serial*7919)
			if err != nil {
				t.Fatal(pattern, err)
			}
			seen[n] = true
			if !Fits(pattern, n) || Fits(pattern, n+"0") || Fits(pattern, n[1:]) || Fits("XX####C", n) {
				t.Errorf("%s: %s", pattern, n)
			}
			if courier == "" {
				continue
			}
			fits := false
			for _, c := range Identify(n) {
				fits = fits || c.Courier == courier && c.Check != CheckWrong
			}
			if !fits {
				t.Errorf("%s: %s is not a number of %s", pattern, n, courier)
			}
		}
		if len(seen) != 300 {
			t.Errorf("%s: %d different numbers of 300", pattern, len(seen))
		}
	}
	for _, bad := range []string{"", "S10:L:CN", "S10:LX:CHN", "S10:lx:CN", "ABC", "sp###C", strings.Repeat("#", 19)} {
		if n, err := Number(bad, 1); err == nil || Serials(bad) != 0 {
			t.Errorf("%q made %s", bad, n)
		}
	}
	if Serials("S10:LX:CN") != 100_000_000 || Serials("AB####C") != 10_000 {
		t.Error("count of serials is wrong")
	}
}

func FuzzIdentify(f *testing.F) {
	for _, seed := range []string{"LX123456785CN", "1Z999AA10123456784", "9400111202555842332669", "", "\xff\x00", "TBA502887274000"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, number string) {
		for _, c := range Identify(number) {
			if c.Courier == "" || c.Score < 0 || c.Score > 100 || c.Check == "" {
				t.Errorf("%q: %+v", number, c)
			}
		}
	})
}

func FuzzNumber(f *testing.F) {
	f.Add("S10:LX:CN", uint64(7))
	f.Add("SP#########C", uint64(1<<63))
	f.Add("#C#C", uint64(12))
	f.Fuzz(func(t *testing.T, pattern string, serial uint64) {
		a, err := Number(pattern, serial)
		b, _ := Number(pattern, serial)
		if a != b || (err == nil) != (a != "") {
			t.Errorf("%q %d: %q, %q, %v", pattern, serial, a, b, err)
		}
	})
}

func BenchmarkIdentify(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Identify("9400111202555842332669")
	}
}

// TestOwnersOfTheWorld: whose a number is first taken for, and who else may own it; plain digits are nobody's for sure.
func TestOwnersOfTheWorld(t *testing.T) {
	for number, want := range map[string]struct {
		first, also string
		most        int // score of the first
	}{
		"LP00060000000001": {"Cainiao", "", 100}, "YT1709000000000001": {"YunExpress", "", 100}, "4PX3000123456789CN": {"4PX", "", 100}, "VR344200009YP": {"Yanwen", "", 100}, "SF1234567890123": {"SF Express", "", 100},
		"DY401700005PT": {"CTT", "YunExpress", 100}, "617654321098": {"SF Express", "FedEx", 50}, "JT1234567890123": {"J&T Express", "", 100},
		"00340434161212121218": {"DHL Paket", "Any", 100}, "JJD000390016912345678": {"DHL Paket", "", 100}, "3SABCD1234567890": {"PostNL", "", 100}, "JVGL0012345678901234": {"DHL Parcel", "", 100},
		"51234567890": {"GLS", "Aramex", 50}, "ZDXY1234": {"GLS", "", 50}, "80012345678": {"DPD", "GLS", 60}, "6A12345678901": {"Colissimo", "", 100}, "620012345678901234567890": {"InPost", "", 100}, "Z1234567890": {"Packeta", "", 100},
		"1012345678901234567890": {"Austrian Post", "", 60}, "33ABC1234567801000101": {"Australia Post", "Royal Mail", 60}, "010102AB12345678900CD": {"Royal Mail", "", 60}, "8123456789012345": {"Evri", "Canada Post", 55}, "8YDR098765432": {"Yodel", "", 100},
		"92748901770175543400811991": {"UPS", "USPS", 100}, "420902459261290336128704042009": {"DHL eCommerce", "USPS", 100}, "801184000000111222": {"UPS", "Any", 60}, "TBAONT500361000": {"Amazon Logistics", "", 100}, "DE3012345678": {"Amazon Logistics", "", 60},
		"1LSCYM1000012345": {"OnTrac", "", 100}, "3318810025": {"DHL", "", 60}, "RR123456785SJ": {"Postal operator of Svalbard & Jan Mayen, which issues no numbers of its own", "", 50},
		"RR123456785CN": {"China Post", "", 100},
	} {
		list := Identify(number)
		if len(list) == 0 || list[0].Courier != want.first || list[0].Score > want.most {
			t.Errorf("%s: %+v, want %s", number, list, want.first)
			continue
		}
		if want.also != "" && !slices.ContainsFunc(list, func(c Candidate) bool { return c.Courier == want.also }) {
			t.Errorf("%s is not %s's too: %+v", number, want.also, list)
		}
	}
}

// TestPastedNumbers: what forms and mails put between the signs is passed over; letters that only look alike are not.
func TestPastedNumbers(t *testing.T) {
	for _, pasted := range []string{"RR123456785CN\u200b", "\ufeffRR123456785CN", "RR 123\u00a0456\u202f785\u2009CN", "RR\u2011123456785\u2013CN", "\u202dRR123456785CN\u202c", "rr-123-456-785-cn\r\n", "RR\u00ad123456785CN", "ＲＲ123456785CN", `="RR123456785CN"`, "'RR123456785CN", "RR123456785CN."} {
		if list := Identify(pasted); len(list) == 0 || list[0].Courier != "China Post" {
			t.Errorf("%q: %+v", pasted, list)
		}
	}
	for _, other := range []string{"RА123456785RU", "RR123456785CN!", "RR_123456785CN"} {
		if list := Identify(other); len(list) != 0 {
			t.Errorf("%q: %+v", other, list)
		}
	}
}

// TestWeakCheckDigits: a check digit that one number in ten has by chance weighs less than the form of a postal number.
func TestWeakCheckDigits(t *testing.T) {
	post := Identify("RR123456785CN")[0].Score
	for _, number := range []string{"3318810025", "986578788855", "041441760228964"} {
		for _, c := range Identify(number) {
			if c.Score > post-25 {
				t.Errorf("%s: %+v, and a postal number has %d", number, c, post)
			}
		}
	}
}
