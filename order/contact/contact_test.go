package contact_test

import (
	"strings"
	"testing"

	"crosslane/order/contact"
)

func TestEmail(t *testing.T) {
	for text, says := range map[string]string{
		"": "", " ida@example.com ": "", "ida+shop@mail.example.co.uk": "", "o'neil@example.com": "", "jo@müller.example": "", "幸子@例え.jp": "", "a_b-c@1.example": "", "x4k2@marketplace.amazon.example": "",
		"not an address": "no @", "none": "no @", "ida@home@example.com": "more than one @", "ida@a.example, jo@b.example": "more than one e-mail", "ida@a.example;jo@b.example": "more than one e-mail",
		"ida probe@example.com": "a blank", "ida@exa mple.com": "a blank", "@example.com": "one side", "ida@": "one side", "ida@example.com.": "a dot", ".ida@example.com": "a dot", "ida..p@example.com": "a dot",
		"ida@example..com": "a dot", "ida@.example.com": "a dot", "ida@example": "no dot behind", "Ida <ida@example.com>": "a blank", "<ida@example.com>": "signs", "ida@exa_mple.com": "signs", "ida@example.com,": "signs",
		"i***@example.com": "hides", strings.Repeat("a", 65) + "@example.com": "too long",
	} {
		if message, hint := contact.Email(text); !strings.Contains(message, says) || (message == "") != (says == "") || (hint == "") != (says == "") || text != "" && strings.Contains(message, text) {
			t.Errorf("%q: %q (%q), not %q", text, message, hint, says)
		}
	}
}

// TestEmailBounds: the longest address and the longest part before the @ are taken, and each sign that none has is refused alone.
func TestEmailBounds(t *testing.T) {
	const behind = "@example.com"
	long := strings.Repeat("a", 60) + "@" + strings.Repeat("b", 254-61-len(".example")) + ".example"
	for text, fine := range map[string]bool{
		strings.Repeat("a", 64) + behind: true, strings.Repeat("a", 65) + behind: false, long: true, "b" + long: false, "i*a" + behind: true, "i**a" + behind: false,
		"ida@xn--e1afmkfd.example": true, "ida@exa-mple.com": true, "ida@exa+mple.com": false, "ida@ex\u0301ample.com": true, "ida@9.example": true, "ida@example,com": false, "a,b" + behind: false,
		"ida\t" + behind: false, "ida" + behind + ";": false, "@": false, "@@": false, ".": false, "a@b.c": true, "a@.b": false, "a.@b.c": false, "a@b.": false, "a@b..c": false, "a..b@c.d": false,
	} {
		if message, hint := contact.Email(text); (message == "") != fine || (hint == "") != fine || !fine && !strings.Contains(hint, "message about the parcel") {
			t.Errorf("%q: %q (%q)", text, message, hint)
		}
	}
	for _, sign := range `,;:<>()[]"\` {
		if message, _ := contact.Email("ida" + string(sign) + "p" + behind); !strings.Contains(message, "signs") {
			t.Errorf("%q: %q", sign, message)
		}
	}
}

// TestPhoneBounds: from five to seventeen digits are taken, of every script, an extension does not count, and what one digit repeats is none.
func TestPhoneBounds(t *testing.T) {
	for text, says := range map[string]string{
		"12345": "", "1234": "too few", "12345678901234567": "", "123456789012345678": "too many", "x12": "too few", "ext 12": "too few", "480 5550100 e x12": "", "4805550100ext12": "", "48055x501": "", "4805x550100": "too few",
		"99999": "the same", "99998": "", "٠٠٠٠٠": "the same", "٠٠٠٠٥": "", "９９９９９": "the same", "９９９９１": "", "#123456": "spreadsheet", "1e+10": "spreadsheet", "tel 030901820": "", "tel:030901820": "", "Tel.: 030 901820": "", "tele 030901820": "letters",
		"030901820 a": "letters", "030901820*": "", "030 **": "hides", "030@901820": "letters", " 030901820 ": "", "030901820e": "", "030901820ee": "letters",
	} {
		message, hint := contact.Phone(text)
		if !strings.Contains(message, says) || (message == "") != (says == "") || (hint == "") != (says == "") || says != "" && !strings.Contains(hint, "the order goes all the same") {
			t.Errorf("%q: %q (%q), not %q", text, message, hint, says)
		}
		if says == "spreadsheet" != strings.Contains(hint, "as text") {
			t.Errorf("%q: %q", text, hint)
		}
	}
}

func TestPhone(t *testing.T) {
	for text, says := range map[string]string{
		"": "", "+49 30 901820": "", "(030) 90 18-20": "", "+44 (0)20 7946 0958": "", "1 480-555-0100 ext. 123": "", "+1 480.555.0100x12": "", "480 555 0100 extension 7": "", "tel: 030/901820": "", "٠٥٠١٢٣٤٥٦٧": "", "112233": "", "0049 (0) 30 90182000": "",
		"4.47911E+11": "spreadsheet", "#N/A": "spreadsheet", "0000000000": "the same", "1111111": "the same", "12": "too few", "-": "too few", "1234567890123456789": "too many", "none": "letters", "ask the neighbour": "letters", "ida@example.com": "letters", "+49 *** ** 20": "hides",
	} {
		if message, hint := contact.Phone(text); !strings.Contains(message, says) || (message == "") != (says == "") || (hint == "") != (says == "") {
			t.Errorf("%q: %q (%q), not %q", text, message, hint, says)
		}
	}
}
