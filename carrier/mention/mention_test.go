package mention_test

import (
	"encoding/json"
	"testing"

	"crosslane/carrier/mention"
)

// What a person is named by is found in the bytes as carriers send them: escaped by JSON, XML or HTML, also twice, in every form
// of Unicode, in any case, with other blanks, and in bytes that are no UTF-8. What only looks alike stays.
func TestSomebodyIsFoundHoweverWritten(t *testing.T) {
	escaped, err := json.Marshal(map[string]string{"to": "c/o\nJ\u00f6rg & S\u00f6hne <b>", "inner": `{"note":"an J\u00f6rg Wei\u00df"}`})
	if err != nil {
		t.Fatal(err)
	}
	for raw, gone := range map[string]bool{
		string(escaped):                                          true,
		`{"to":"left\nJ\u00f6rg Wei\u00df\n"}`:                   true,
		`{"to":"J\u00F6rg\tWei\u00DF"}`:                          true,
		`{"mail":"joerg\u0040example.com"}`:                      true,
		`{"street":"Haus 1\/2 Weg"}`:                             true,
		`{"body":"{\"to\":\"J\\u00f6rg Wei\\u00df\"}"}`:          true,
		"<to>J&#246;rg Wei&#xDF;</to>":                           true,
		"<to>J&ouml;rg&nbsp;Wei&szlig;</to>":                     true,
		"<to>J&amp;ouml;rg Wei&amp;szlig;</to>":                  true,
		"J\u00d6RG WEISS":                                        true,
		"Jo\u0308rg Wei\u00df":                                   true,
		"J\u00f6rg\u00a0\u2009Wei\u00df":                         true,
		"\uff2a\u00f6\uff52\uff47 Wei\u00df":                     true,
		"an J\xf6rg Wei\xdf, Haus":                               true, // Windows-1252
		`{"tel":"\u002b49\u0020301234567"}`:                      true,
		`{"n":"\u0053X0000012"}`:                                 true,
		"\uff33\uff38\uff10\uff10\uff10\uff10\uff10\uff11\uff12": true,
		`{"emoji":"\ud83d\ude00\nsx-0000012"}`:                   true,
		`{"to":"J\u00f6rg Wei\u00dfmann"}`:                       false,
		`{"to":"J\u00f6rn Wei\u00df"}`:                           false,
		`{"to":"J\u00f rg Wei\u", "x":"\`:                        false,
		"<to>J&ouml;rg</to><to>Wei&szlig;</to>":                  false,
		"Jorg Weiss":                                             false,
		"J%C3%B6rg%20Wei%C3%9F, SsO2cmcgV2Vpw58=":                false, // neither is undone: the command's help says so
	} {
		who := mention.Of([]string{"SX0000012", "+49 30 1234567"}, []string{"J\u00f6rg Wei\u00df", "J\u00f6rg & So\u0308hne", "joerg@example.com", "Haus 1/2 Weg"})
		if who.In("a number", raw) != gone {
			t.Errorf("%q: found %t", raw, !gone)
		}
	}
}

// TestBears: a number is somebody's whatever stands between its parts, also one that is too short to be looked for in a text.
func TestBears(t *testing.T) {
	who := mention.Of([]string{"SX 12-34", "7"}, []string{"X"})
	for number, want := range map[string]bool{"sx1234": true, "SX.12_34": true, "7": true, "SX123": false, "": false} {
		if who.Bears(number) != want {
			t.Errorf("%q: %t", number, !want)
		}
	}
	if who.In("parcel 7 of X") {
		t.Error("what is too short is looked for in texts")
	}
	if !who.In("no", "its SX1 234") || who.In("SX", "1234") {
		t.Error("a number is in one text, in as many parts as it likes")
	}
}
