// Package name finds the country that a storefront names: by its codes, and in the languages that storefronts write.
package name

import (
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/unicode/norm"

	"crosslane/shipping"
)

// languages are those whose names of countries are known (Unicode CLDR).
var languages = strings.Fields("en de fr es it pt nl pl cs sk hu ro bg hr sr sl mk el fi sv da nb et lv lt is tr ru uk ja ko zh zh-Hant ar he fa th vi id ms ca")

// others are names that neither the table of countries nor CLDR has: formal names of ISO 3166 and what shops write.
var others = map[string][]shipping.Country{
	"UK": {"GB"}, "Gt Britain": {"GB"}, "England": {"GB"}, "Holland": {"NL"}, "EL": {"GR"},
	"United Kingdom of Great Britain and Northern Ireland": {"GB"}, "Russian Federation": {"RU"}, "Hong Kong": {"HK"}, "Hong Kong, China": {"HK"},
	"Macao, China": {"MO"}, "Taiwan, Province of China": {"TW"}, "Taiwan, Republic of China": {"TW"}, "Republic of China": {"TW"}, "Iran, Islamic Republic of": {"IR"},
	"Micronesia, Federated States of": {"FM"}, "Palestine, State of": {"PS"}, "Saint Martin (French part)": {"MF"}, "Sint Maarten (Dutch part)": {"SX"},
	"Bosnia and Herzegovina": {"BA"}, "Falkland Islands (Malvinas)": {"FK"}, "Cocos (Keeling) Islands": {"CC"}, "Bonaire, Sint Eustatius and Saba": {"BQ"},
	"Congo, The Democratic Republic of the": {"CD"}, "Democratic Republic of the Congo": {"CD"}, "Republic of the Congo": {"CG"}, "Zaire": {"CD"},
	"Cabo Verde": {"CV"}, "Republic of Moldova": {"MD"}, "Republic of North Macedonia": {"MK"}, "Slovak Republic": {"SK"}, "Federal Republic of Germany": {"DE"},
	"Virgin Islands, British": {"VG"}, "Virgin Islands, U.S.": {"VI"}, "Saint Helena, Ascension and Tristan da Cunha": {"SH"}, "Vatican": {"VA"},
	"Kingdom of Saudi Arabia": {"SA"}, "KSA": {"SA"}, "Republic of South Africa": {"ZA"}, "Netherlands, Kingdom of the": {"NL"}, "US of America": {"US"},
	"Korea, Democratic People's Republic of": {"KP"}, "DPRK": {"KP"}, "ROK": {"KR"}, "PRC": {"CN"}, "Great Britain and Northern Ireland": {"GB"}, "Brasil": {"BR"},
	"Elfenbeinküste": {"CI"}, "Tschechische Republik": {"CZ"}, "Großbritannien": {"GB"}, "Oesterreich": {"AT"}, "Daenemark": {"DK"}, "Tuerkei": {"TR"},
	"Vereinigte Staaten von Amerika": {"US"}, "Weißrussland": {"BY"}, "États-Unis d'Amérique": {"US"}, "Estados Unidos de América": {"US"}, "EEUU": {"US"}, "EE. UU.": {"US"},
	"République tchèque": {"CZ"}, "República Checa": {"CZ"}, "Repubblica Ceca": {"CZ"}, "Stati Uniti d'America": {"US"}, "Grande-Bretagne": {"GB"}, "Gran Bretagna": {"GB"},
	"Gran Bretaña": {"GB"}, "Angleterre": {"GB"}, "Inglaterra": {"GB"}, "Inghilterra": {"GB"}, "Hollande": {"NL"}, "Olanda": {"NL"}, "Holanda": {"NL"},
	"Česká republika": {"CZ"}, "Slovenská republika": {"SK"}, "Republika Hrvatska": {"HR"}, "Macao SAR China": {"MO"}, "香港": {"HK"}, "澳門": {"MO"}, "澳门": {"MO"}, "Palestinian Territory": {"PS"},
	"Bonaire, Saint Eustatius and Saba": {"BQ"}, "Korea (South)": {"KR"}, "Korea (North)": {"KP"}, "Belgique/België": {"BE"}, "België/Belgique": {"BE"}, "United States of America (the)": {"US"},
	// What truly names more than one.
	"Korea": {"KP", "KR"}, "Congo": {"CD", "CG"}, "Virgin Islands": {"VG", "VI"},
}

// index finds countries by folded name. A name that is a country's own in one language and another's in a second has both.
var index = sync.OnceValue(func() map[string][]shipping.Country {
	all := map[string][]shipping.Country{}
	add := func(name string, code shipping.Country) {
		if key := fold(name); key != "" && !slices.Contains(all[key], code) {
			all[key] = append(all[key], code)
		}
	}
	for _, code := range shipping.Countries() {
		info, _ := code.Info()
		for _, name := range append([]string{string(code), info.Name}, info.Aliases...) {
			add(name, code)
		}
	}
	named := map[string][]shipping.Country{} // what CLDR adds, so that the table's own names stay its own
	for _, l := range languages {
		regions := display.Regions(language.MustParse(l))
		for _, code := range shipping.Countries() {
			region, err := language.ParseRegion(string(code))
			if err != nil {
				continue
			}
			key := fold(regions.Name(region))
			if key != "" && !slices.Contains(named[key], code) {
				named[key] = append(named[key], code)
			}
			if three := region.ISO3(); three != "ZZZ" {
				add(three, code)
			}
		}
	}
	for key, codes := range named {
		if _, own := all[key]; !own {
			all[key] = codes
		}
	}
	for name, codes := range others {
		all[fold(name)] = codes
	}
	return all
})

// Countries answers with the countries that a name may mean, by their codes: one, several where it is ambiguous
// ("Korea"), or none. Case, accents, dots, apostrophes, hyphens and commas do not count.
func Countries(text string) []shipping.Country {
	key := fold(text)
	if found := index()[key]; len(found) > 0 {
		return slices.Clone(found)
	}
	if name, code, ok := strings.Cut(strings.TrimSuffix(strings.TrimSpace(text), ")"), "("); ok { // United Kingdom (UK): what stands in brackets has to say the same
		a, b := index()[fold(name)], index()[fold(code)]
		return slices.DeleteFunc(slices.Clone(a), func(c shipping.Country) bool { return !slices.Contains(b, c) })
	}
	if last, first, ok := strings.Cut(text, ","); ok { // Korea, Republic of
		return slices.Clone(index()[fold(first+" "+last)])
	}
	return nil
}

// letters are those that lose their sign in no normal form.
var letters = map[rune]string{'ß': "ss", 'ø': "o", 'đ': "d", 'ł': "l", 'æ': "ae", 'ı': "i", 'œ': "oe"}

var words = map[string]string{"&": "and", "st": "saint", "ste": "sainte"}

// fold writes a name without case, accents and signs: "Côte d’Ivoire" and "cote d'ivoire" are one.
func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch plain, ok := letters[r]; {
		case ok:
			b.WriteString(plain)
		case unicode.Is(unicode.Mn, r), r == '.', r == '\'', r == '’', r == 'ʼ', r == '‘', r == '´', r == '`', unicode.Is(unicode.Cf, r):
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mc, r), r == '&':
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	parts := strings.Fields(strings.ReplaceAll(b.String(), "&", " & "))
	for i, p := range parts {
		if w, ok := words[p]; ok {
			parts[i] = w
		}
	}
	if len(parts) > 1 && parts[0] == "the" {
		parts = parts[1:]
	}
	return strings.Join(parts, " ")
}

// Unknown tells what is wrong with a name that is none of one country, and what to do.
func Unknown(text string) (message, hint string) {
	said := text
	if len(said) > 80 {
		said = strings.ToValidUTF8(said[:80], "") + "..."
	}
	said = "\"" + said + "\""
	if found := Countries(text); len(found) > 1 {
		var all []string
		for _, c := range found {
			info, _ := c.Info()
			all = append(all, string(c)+" ("+info.Name+")")
		}
		return said + " names more than one country", "write " + strings.Join(all, " or ") + ", or give the name a code under countries in the mapping"
	}
	return said + " is not a country", "write its ISO code, or give the name a code under countries in the mapping"
}
