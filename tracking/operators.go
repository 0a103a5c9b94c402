package tracking

import "crosslane/shipping"

// operators names the designated postal operators (Universal Postal Union, list of member
// countries) of the countries that most parcels go through; others are named by country.
var operators = map[shipping.Country]string{
	"AE": "Emirates Post", "AR": "Correo Argentino", "AT": "Österreichische Post", "AU": "Australia Post",
	"BE": "bpost", "BG": "Bulgarian Posts", "BR": "Correios", "BY": "Belpochta", "CA": "Canada Post",
	"CH": "Swiss Post", "CL": "Correos de Chile", "CN": "China Post", "CO": "4-72", "CY": "Cyprus Post",
	"CZ": "Česká pošta", "DE": "Deutsche Post DHL", "DK": "PostNord Danmark", "EE": "Omniva", "EG": "Egypt Post",
	"ES": "Correos", "FI": "Posti", "FR": "La Poste", "GB": "Royal Mail", "GR": "ELTA", "HK": "Hongkong Post",
	"HR": "Hrvatska pošta", "HU": "Magyar Posta", "ID": "Pos Indonesia", "IE": "An Post", "IL": "Israel Post",
	"IN": "India Post", "IS": "Pósturinn", "IT": "Poste Italiane", "JP": "Japan Post", "KR": "Korea Post",
	"KZ": "Kazpost", "LT": "Lietuvos paštas", "LU": "POST Luxembourg", "LV": "Latvijas Pasts", "MT": "MaltaPost",
	"MX": "Correos de México", "MY": "Pos Malaysia", "NL": "PostNL", "NO": "Posten Norge", "NZ": "New Zealand Post",
	"PE": "Serpost", "PH": "PHLPost", "PK": "Pakistan Post", "PL": "Poczta Polska", "PT": "CTT", "QA": "Qatar Post",
	"RO": "Poșta Română", "RS": "Pošta Srbije", "RU": "Russian Post", "SA": "Saudi Post", "SE": "PostNord Sverige",
	"SG": "SingPost", "SI": "Pošta Slovenije", "SK": "Slovenská pošta", "TH": "Thailand Post", "TR": "PTT",
	"TW": "Chunghwa Post", "UA": "Ukrposhta", "US": "USPS", "UZ": "Uzbekiston Pochtasi", "VN": "Vietnam Post",
	"ZA": "South African Post Office",
}

// s10Services tells the classes of UPU S10 by the first letter of the service indicator.
var s10Services = map[byte]string{
	'A': "domestic or bilateral", 'B': "domestic or bilateral", 'C': "parcel", 'D': "domestic or bilateral",
	'E': "EMS", 'G': "domestic or bilateral", 'H': "e-commerce parcel", 'L': "tracked letter post, express",
	'M': "M bag", 'N': "domestic or bilateral", 'P': "domestic or bilateral", 'Q': "international business reply",
	'R': "registered letter post", 'U': "letter post, not tracked", 'V': "insured letter post", 'Z': "domestic or bilateral",
}

// serviceCodes tells the service codes that couriers publish.
var serviceCodes = map[string]map[string]string{
	"UPS": {
		"01": "Next Day Air", "02": "Second Day Air", "03": "Ground", "12": "Third Day Select", "13": "Next Day Air Saver",
		"15": "Next Day Air Early", "22": "Ground, return, three attempts", "42": "Ground, signature", "44": "Next Day Air, Saturday",
		"66": "Worldwide Express", "72": "Ground, collect on delivery", "78": "Ground, return, one attempt", "90": "Ground, return label by mail",
		"A8": "Ground, adult signature", "YW": "SurePost, delivered by USPS", "J": "Next Day Express", "K": "Ground", "V": "Worldwide Express Saver",
	},
	"USPS": {
		"01": "Delivery Confirmation", "02": "Delivery Confirmation", "03": "Delivery Confirmation, retail", "04": "Delivery Confirmation, retail",
		"21": "Signature Confirmation", "22": "Signature Confirmation", "23": "Signature Confirmation, retail", "56": "scan on the way",
		"73": "insured", "82": "merchandise return", "83": "merchandise return, insured", "85": "merchandise return, insured",
	},
	"DPD": {
		"101": "normal parcel", "102": "normal parcel, dangerous goods", "105": "normal parcel, ex works", "109": "normal parcel, cash on delivery",
		"113": "normal parcel, exchange", "136": "small parcel", "154": "parcel letter", "155": "guarantee", "179": "by 10:00", "225": "by 12:00", "350": "by 8:30",
	},
}

// dpdCountries tells the ISO 3166-1 numeric codes on DPD labels of the countries that DPD
// itself serves by road.
var dpdCountries = map[string]string{
	"040": "AT", "056": "BE", "100": "BG", "191": "HR", "203": "CZ", "208": "DK", "233": "EE", "246": "FI", "250": "FR",
	"276": "DE", "300": "GR", "348": "HU", "372": "IE", "380": "IT", "428": "LV", "440": "LT", "442": "LU", "528": "NL",
	"578": "NO", "616": "PL", "620": "PT", "642": "RO", "703": "SK", "705": "SI", "724": "ES", "752": "SE", "756": "CH", "826": "GB",
}

// containers tells the kinds of handling unit in the first digits of a ground label.
var containers = map[string]string{"00": "case or carton", "01": "pallet", "02": "larger than a pallet", "04": "within the company"}

// meaning tells what a part of a number stands for; empty when that is not published.
func meaning(courier, part, value string) string {
	switch {
	case part == "service" && courier == "Postal operator":
		return s10Services[value[0]]
	case part == "service":
		return serviceCodes[courier][value]
	case part == "container":
		return containers[value]
	case part == "country" && courier == "DPD":
		return dpdCountries[value]
	}
	return ""
}
