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
