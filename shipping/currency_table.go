package shipping

// livingCurrencies are the codes of ISO 4217, list one, in which prices are told, without units of account, metals and test codes.
const livingCurrencies = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK " +
	"DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD " +
	"KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON " +
	"RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF " +
	"XCD XCG XOF XPF YER ZAR ZMW ZWG"

// unitsOfAccount are codes of ISO 4217 in which nobody pays: funds, metals and tests. That of no currency at all is added where they are asked for.
const unitsOfAccount = "BOV CHE CHW CLF COU MXV USN USS UYI UYW XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA"

// currencyFrom is the first day of currencies that came lately (amendments 153 to 176 of ISO 4217).
var currencyFrom = map[Currency]Date{
	"SSP": "2011-07-18", "ZMW": "2013-01-01", "BYN": "2016-07-01", "MRU": "2018-01-01", "STN": "2018-01-01", "VES": "2018-08-20",
	"VED": "2021-10-01", "SLE": "2022-04-01", "ZWG": "2024-06-25", "XCG": "2025-03-31",
}

// currencyEnds are withdrawn currencies with their last day and what came after them (ISO 4217, list three, and its amendments).
var currencyEnds = map[Currency]struct {
	last Date
	next Currency
}{
	"BGN": {"2025-12-31", "EUR"}, "ANG": {"2025-06-30", "XCG"}, "ZWL": {"2024-08-31", "ZWG"}, "SLL": {"2024-03-31", "SLE"}, "HRK": {"2022-12-31", "EUR"},
	"CUC": {"2021-06-30", "CUP"}, "VEF": {"2018-08-19", "VES"}, "MRO": {"2017-12-31", "MRU"}, "STD": {"2017-12-31", "STN"}, "BYR": {"2016-12-31", "BYN"},
	"LTL": {"2014-12-31", "EUR"}, "LVL": {"2013-12-31", "EUR"}, "ZMK": {"2012-12-31", "ZMW"}, "EEK": {"2010-12-31", "EUR"}, "SKK": {"2008-12-31", "EUR"},
	"TMM": {"2008-12-31", "TMT"}, "CYP": {"2007-12-31", "EUR"}, "MTL": {"2007-12-31", "EUR"}, "VEB": {"2007-12-31", "VEF"}, "GHC": {"2007-12-31", "GHS"},
	"SDD": {"2007-06-30", "SDG"}, "SIT": {"2006-12-31", "EUR"}, "CSD": {"2006-10-24", "RSD"}, "ROL": {"2006-12-31", "RON"}, "AZM": {"2006-12-31", "AZN"},
	"MZM": {"2006-12-31", "MZN"}, "TRL": {"2005-12-31", "TRY"}, "MGF": {"2004-12-31", "MGA"}, "SRG": {"2003-12-31", "SRD"}, "AFA": {"2002-12-31", "AFN"},
	"DEM": {"2002-02-28", "EUR"}, "FRF": {"2002-02-28", "EUR"}, "ITL": {"2002-02-28", "EUR"}, "ESP": {"2002-02-28", "EUR"}, "PTE": {"2002-02-28", "EUR"},
	"BEF": {"2002-02-28", "EUR"}, "NLG": {"2002-02-28", "EUR"}, "ATS": {"2002-02-28", "EUR"}, "FIM": {"2002-02-28", "EUR"}, "IEP": {"2002-02-28", "EUR"},
	"LUF": {"2002-02-28", "EUR"}, "GRD": {"2002-02-28", "EUR"}, "BGL": {"1999-07-04", "BGN"}, "RUR": {"1998-12-31", "RUB"}, "PLZ": {"1994-12-31", "PLN"},
	"MXP": {"1992-12-31", "MXN"},
}

// currencyWords are what shops write for a currency and ISO 4217 does not know.
var currencyWords = map[Currency]struct {
	what string
	code Currency
}{
	"RMB": {"is a word for the yuan", "CNY"}, "CNH": {"is the yuan as it is traded outside China", "CNY"}, "YUAN": {"is a word for the yuan", "CNY"},
	"GBX": {"is pence, a hundredth of GBP: amounts must be divided by 100", "GBP"}, "UKP": {"is a word for the pound", "GBP"}, "STG": {"is a word for the pound", "GBP"},
	"ZAC": {"is cents, a hundredth of ZAR: amounts must be divided by 100", "ZAR"}, "ILA": {"is agorot, a hundredth of ILS: amounts must be divided by 100", "ILS"},
	"NIS": {"is a word for the shekel", "ILS"}, "NTD": {"is a word for the Taiwan dollar", "TWD"}, "NT$": {"is a sign of the Taiwan dollar", "TWD"},
	"YEN": {"is a word for the yen", "JPY"}, "EURO": {"is a word for the euro", "EUR"}, "EUROS": {"is a word for the euro", "EUR"}, "€": {"is the euro's sign", "EUR"},
	"US$": {"is a sign of the US dollar", "USD"}, "£": {"is the pound's sign, of several currencies", "GBP"}, "DHS": {"is a word for the dirham", "AED"},
	"SFR": {"is a word for the franc", "CHF"}, "RS": {"is a word for the rupee, of several currencies", "INR"}, "TL": {"is a word for the lira", "TRY"},
}
