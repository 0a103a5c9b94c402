package shipping

// Where the rows come from. The postcodes are those of the postal operators (Universal Postal Union, addressing systems; USPS
// Publication 65 and L002; Royal Mail's postcode areas); codes with a hyphen are of ISO 3166-2, save those marked "own code".
const (
	euVAT      = "Directive 2006/112/EC, art. 6"
	euCustoms  = "Regulation (EU) 952/2013, art. 4"
	euBoth     = euCustoms + "; " + euVAT
	euOverseas = "TFEU, art. 198 and Annex II; " + euBoth
	ukCustoms  = "Customs Arrangements between the United Kingdom and the Crown Dependencies of 2018; Value Added Tax Act 1994, s. 96"
	usCustoms  = "19 CFR 101.1; General Note 2, Harmonized Tariff Schedule of the United States"
	usStatesOf = "USPS Publication 52 and Publication 65; the states are reached by air or sea"
	usMail     = "USPS Domestic Mail Manual 703.2, with customs forms"
	ukOverseas = "Finance Act 1998 and Value Added Tax Act 1994, s. 96: the United Kingdom is Great Britain and Northern Ireland"
	auOutside  = "A New Tax System (Goods and Services Tax) Act 1999, s. 195-1 (indirect tax zone)"
	nlOverseas = "Wijzigingswet Statuut voor het Koninkrijk of 2010; " + euOverseas
	uaOccupied = "UN General Assembly resolutions 68/262 and ES-11/4; ISO 3166-2:UA"
)

// territories are the customs and postal territories that are written with another country's postcodes or regions, or lie in
// one and are treated apart. The first row that fits has a place, so that narrower ones stand before wider ones.
var territories = []Territory{
	// Spain
	{Code: "ES-CN", Name: "Canary Islands", Of: "ES", Customs: true, Source: euVAT + "(1)(b)",
		Written: []Writing{{"ES", "35 38", "gc,tf,las palmas,santa cruz de tenerife,canarias,canary islands,islas canarias,gran canaria,tenerife,lanzarote,fuerteventura,la palma,la gomera,el hierro,es-cn"}}},
	{Code: "ES-CE", Name: "Ceuta", Of: "ES", Source: euBoth + "(2)(c)", Written: []Writing{{"ES", "51", "ce,ceuta,es-ce"}}},
	{Code: "ES-ML", Name: "Melilla", Of: "ES", Source: euBoth + "(2)(d)", Written: []Writing{{"ES", "52", "ml,melilla,es-ml"}}},
	// Portugal
	{Code: "PT-30", Name: "Madeira", Of: "PT", Customs: true, VAT: true, Source: "in both areas of the EU (" + euBoth + "), with rates of its own; reached by sea or air",
		Written: []Writing{{"PT", "90-94", "madeira,região autónoma da madeira,pt-30"}}},
	{Code: "PT-20", Name: "Azores", Of: "PT", Customs: true, VAT: true, Source: "in both areas of the EU (" + euBoth + "), with rates of its own; reached by sea or air",
		Written: []Writing{{"PT", "95-99", "azores,açores,acores,região autónoma dos açores,pt-20"}}},
	// France
	{Code: "MC", Name: "Monaco", Of: "FR", Customs: true, VAT: true, Mainland: true, Source: euCustoms + "(2)(a); " + "Directive 2006/112/EC, art. 7",
		Written: []Writing{{"FR", "980", "monaco,mc"}}},
	{Code: "BL", Name: "Saint Barthélemy", Of: "FR", Source: "European Council Decision 2010/718/EU, since 2012; " + euOverseas, Written: []Writing{{"FR", "97133 977", "saint-barthélemy,saint-barthelemy,bl"}}},
	{Code: "MF", Name: "Saint Martin (French part)", Of: "FR", Customs: true, Source: euVAT + "(1)(c)", Written: []Writing{{"FR", "97150 978", "saint-martin,mf"}}},
	{Code: "GP", Name: "Guadeloupe", Of: "FR", Customs: true, Source: euVAT + "(1)(c)", Written: []Writing{{"FR", "971", "guadeloupe,gp"}}},
	{Code: "MQ", Name: "Martinique", Of: "FR", Customs: true, Source: euVAT + "(1)(c)", Written: []Writing{{"FR", "972", "martinique,mq"}}},
	{Code: "GF", Name: "French Guiana", Of: "FR", Customs: true, Source: euVAT + "(1)(c)", Written: []Writing{{"FR", "973", "guyane,guyane française,french guiana,gf"}}},
	{Code: "RE", Name: "Réunion", Of: "FR", Customs: true, Source: euVAT + "(1)(c)", Written: []Writing{{"FR", "974", "réunion,reunion,la réunion,la reunion,re"}}},
	{Code: "PM", Name: "Saint Pierre and Miquelon", Of: "FR", Source: euOverseas, Written: []Writing{{"FR", "975", "saint-pierre-et-miquelon,pm"}}},
	{Code: "YT", Name: "Mayotte", Of: "FR", Customs: true, Source: "European Council Decision 2012/419/EU, since 2014; " + euVAT + "(1)(c)", Written: []Writing{{"FR", "976", "mayotte,yt"}}},
	{Code: "TF", Name: "French Southern Territories", Of: "FR", Source: euOverseas, Written: []Writing{{"FR", "984", "taaf,tf"}}},
	{Code: "WF", Name: "Wallis and Futuna", Of: "FR", Source: euOverseas, Written: []Writing{{"FR", "986", "wallis-et-futuna,wf"}}},
	{Code: "PF", Name: "French Polynesia", Of: "FR", Source: euOverseas, Written: []Writing{{"FR", "987", "polynésie française,polynesie francaise,french polynesia,tahiti,pf"}}},
	{Code: "NC", Name: "New Caledonia", Of: "FR", Source: euOverseas, Written: []Writing{{"FR", "988", "nouvelle-calédonie,nouvelle-caledonie,nouvelle calédonie,new caledonia,nc"}}},
	// Germany, Switzerland, Italy, Austria
	{Code: "DE-BUE", Name: "Büsingen", Of: "DE", Source: euBoth + "(2)(b); in the Swiss customs area by the treaty of 23 November 1964; own code",
		Written: []Writing{{"DE", "78266", ""}, {"CH", "8238", ""}}},
	{Code: "DE-HEL", Name: "Heligoland", Of: "DE", Source: euBoth + "(2)(a); own code", Written: []Writing{{"DE", "27498", "helgoland,heligoland"}}},
	{Code: "LI", Name: "Liechtenstein", Of: "CH", Customs: true, VAT: true, Mainland: true, Source: "Customs Treaty between Switzerland and Liechtenstein of 29 March 1923; VAT agreement of 28 October 1994",
		Written: []Writing{{"CH", "9485-9498", "liechtenstein,li,fl"}}},
	{Code: "CH-SAM", Name: "Samnaun", Of: "CH", Source: "Swiss Customs Act of 18 March 2005, art. 3(3); Swiss VAT Act of 12 June 2009, art. 4; own code", Written: []Writing{{"CH", "7562 7563", ""}}},
	{Code: "IT-LIV", Name: "Livigno", Of: "IT", Source: euBoth + "(2)(e); own code. 23041 is its own CAP; 23030, which it had before, is shared with others and tells nothing",
		Written: []Writing{{"IT", "23041", "livigno"}}},
	{Code: "IT-CAM", Name: "Campione d'Italia", Of: "IT", Until: "2019-12-31", Source: euBoth + " as they were until 2019; own code", Written: []Writing{{"IT", "22060 22061", ""}, {"CH", "6911", ""}}},
	{Code: "IT-CAM", Name: "Campione d'Italia", Of: "IT", Customs: true, Since: "2020-01-01", Source: "Regulation (EU) 2019/474 and Directive (EU) 2019/475; own code",
		Written: []Writing{{"IT", "22061", ""}, {"CH", "6911", ""}}},
	{Code: "SM", Name: "San Marino", Of: "IT", Source: "customs union with the EU by the agreement of 16 December 1991 (OJ L 84, 28.3.2002), with papers; outside " + euVAT,
		Written: []Writing{{"IT", "4789", "san marino,sm,rsm"}}},
	{Code: "VA", Name: "Vatican City", Of: "IT", Source: "outside " + euBoth, Written: []Writing{{"IT", "00120", "vatican city,città del vaticano"}}},
	// Finland, Greece, Cyprus
	{Code: "AX", Name: "Åland Islands", Of: "FI", Customs: true, Source: euVAT + "(1)(d)", Written: []Writing{{"FI", "22", "åland,aland,ahvenanmaa,åland islands,aland islands,ax,fi-01"}}},
	{Code: "GR-69", Name: "Mount Athos", Of: "GR", Customs: true, Source: euVAT + "(1)(a)", Written: []Writing{{"GR", "63086 63087", "agion oros,mount athos,άγιον όρος,gr-69"}}},
	{Code: "CY-NOR", Name: "Northern Cyprus", Of: "CY", Source: "Protocol 10 to the Act of Accession of 2003; " + "Regulation (EC) 866/2004; own code",
		Written: []Writing{{"CY", "99000-99999", "northern cyprus,kktc,trnc"}, {"TR", "99", "mersin 10,northern cyprus,kuzey kıbrıs,kktc,trnc"}}},
	// Denmark, Norway, the Netherlands
	{Code: "FO", Name: "Faroe Islands", Of: "DK", Source: "TFEU, art. 355(5)(a)", Written: []Writing{{"DK", "38", "faroe islands,færøerne,føroyar,fo"}}},
	{Code: "GL", Name: "Greenland", Of: "DK", Source: "Greenland Treaty of 1984; " + euOverseas, Written: []Writing{{"DK", "39", "greenland,grønland,kalaallit nunaat,gl"}}},
	{Code: "SJ", Name: "Svalbard and Jan Mayen", Of: "NO", Source: "Norwegian Svalbard Act of 17 July 1925; Value Added Tax Act of 19 June 2009, s. 1-2",
		Written: []Writing{{"NO", "8099 917", "svalbard,jan mayen,svalbard and jan mayen,sj,no-21,no-22"}}},
	{Code: "AW", Name: "Aruba", Of: "NL", Source: euOverseas, Written: []Writing{{"NL", "", "aruba,aw"}}},
	{Code: "CW", Name: "Curaçao", Of: "NL", Source: nlOverseas, Written: []Writing{{"NL", "", "curaçao,curacao,cw"}}},
	{Code: "SX", Name: "Sint Maarten", Of: "NL", Source: nlOverseas, Written: []Writing{{"NL", "", "sint maarten,sx"}}},
	{Code: "BQ", Name: "Caribbean Netherlands", Of: "NL", Source: nlOverseas, Written: []Writing{{"NL", "", "bonaire,saba,sint eustatius,caribbean netherlands,caribisch nederland,bq,bq1,bq2,bq3"}}},
	// The United Kingdom
	{Code: "JE", Name: "Jersey", Of: "GB", Customs: true, Source: ukCustoms, Written: []Writing{{"GB", "JE", "jersey,je"}}},
	{Code: "GG", Name: "Guernsey", Of: "GB", Customs: true, Source: ukCustoms, Written: []Writing{{"GB", "GY", "guernsey,alderney,sark,gg"}}},
	{Code: "IM", Name: "Isle of Man", Of: "GB", Customs: true, VAT: true, Mainland: true, Source: "Isle of Man Act 1979; " + ukCustoms, Written: []Writing{{"GB", "IM", "isle of man,im"}}},
	{Code: "GB-NIR", Name: "Northern Ireland", Of: "GB", Customs: true, VAT: true, Mainland: true, Since: "2021-01-01",
		Source: "Windsor Framework, art. 4, 5 and 8: in the customs territory of the United Kingdom, with the EU's rules for goods", Written: []Writing{{"GB", "BT", "northern ireland,nir,gb-nir"}}},
	{Code: "GB-BFP", Name: "British Forces post offices", Of: "GB", Source: "British Forces Post Office, customs declarations for mail to BFPO addresses; own code",
		Written: []Writing{{"GB", "BF", "bfpo"}}},
	{Code: "GI", Name: "Gibraltar", Of: "GB", Source: "Act of Accession of 1972, art. 28 to 30; " + ukOverseas, Written: []Writing{{"GB", "GX11", "gibraltar,gi"}}},
	{Code: "FK", Name: "Falkland Islands", Of: "GB", Source: ukOverseas, Written: []Writing{{"GB", "FIQQ", "falkland islands"}}},
	{Code: "SH", Name: "Saint Helena, Ascension and Tristan da Cunha", Of: "GB", Source: ukOverseas, Written: []Writing{{"GB", "STHL ASCN TDCU", "saint helena,st helena"}}},
	{Code: "IO", Name: "British Indian Ocean Territory", Of: "GB", Source: ukOverseas, Written: []Writing{{"GB", "BBND", ""}}},
	{Code: "GS", Name: "South Georgia", Of: "GB", Source: ukOverseas, Written: []Writing{{"GB", "SIQQ", ""}}},
	{Code: "PN", Name: "Pitcairn Islands", Of: "GB", Source: ukOverseas, Written: []Writing{{"GB", "PCRN", ""}}},
	{Code: "TC", Name: "Turks and Caicos Islands", Of: "GB", Source: ukOverseas, Written: []Writing{{"GB", "TKCA", "turks and caicos islands"}}},
	// The United States
	{Code: "AS", Name: "American Samoa", Of: "US", Source: usCustoms, Written: []Writing{{"US", "96799", "as,american samoa"}}},
	{Code: "US-HI", Name: "Hawaii", Of: "US", Customs: true, VAT: true, Source: usStatesOf, Written: []Writing{{"US", "967-968", "hi,hawaii,us-hi"}}},
	{Code: "US-AK", Name: "Alaska", Of: "US", Customs: true, VAT: true, Source: usStatesOf, Written: []Writing{{"US", "995-999", "ak,alaska,us-ak"}}},
	{Code: "VI", Name: "United States Virgin Islands", Of: "US", Source: usCustoms, Written: []Writing{{"US", "008", "vi,virgin islands,us virgin islands"}}},
	{Code: "PR", Name: "Puerto Rico", Of: "US", Customs: true, Source: usCustoms + "; Puerto Rico Internal Revenue Code of 2011, with its own sales and use tax", Written: []Writing{{"US", "006-007 009", "pr,puerto rico"}}},
	{Code: "GU", Name: "Guam", Of: "US", Source: usCustoms, Written: []Writing{{"US", "96910-96932", "gu,guam"}}},
	{Code: "PW", Name: "Palau", Of: "US", Source: usMail + "; Compact of Free Association", Written: []Writing{{"US", "96939-96940", "pw,palau"}}},
	{Code: "FM", Name: "Micronesia", Of: "US", Source: usMail + "; Compact of Free Association", Written: []Writing{{"US", "96941-96944", "fm,micronesia,federated states of micronesia"}}},
	{Code: "MP", Name: "Northern Mariana Islands", Of: "US", Source: usCustoms, Written: []Writing{{"US", "96950-96952", "mp,northern mariana islands"}}},
	{Code: "MH", Name: "Marshall Islands", Of: "US", Source: usMail + "; Compact of Free Association", Written: []Writing{{"US", "96960 96970", "mh,marshall islands"}}},
	{Code: "US-MIL", Name: "military and diplomatic post offices (APO, FPO, DPO)", Of: "US", Source: usMail + "; own code",
		Written: []Writing{{"US", "340 090-098 962-966", "aa,ae,ap,armed forces americas,armed forces europe,armed forces pacific"}}},
	// China and the east
	{Code: "HK", Name: "Hong Kong", Of: "CN", Source: "Basic Law of the Hong Kong SAR, art. 116; 999077 is the code that shops write for it", Written: []Writing{{"CN", "999077", "hong kong,hongkong,hong kong sar,香港,hk,cn-hk"}}},
	{Code: "MO", Name: "Macao", Of: "CN", Source: "Basic Law of the Macao SAR, art. 112; 999078 is the code that shops write for it", Written: []Writing{{"CN", "999078", "macao,macau,macau sar,macao sar,澳门,澳門,mo,cn-mo"}}},
	{Code: "TW", Name: "Taiwan", Of: "CN", Source: "separate customs territory (WTO, Accession of 11 November 2001); 999079 is the code that shops write for it", Written: []Writing{{"CN", "999079", "taiwan,台湾,臺灣,台灣,tw,cn-tw"}}},
	// Australia
	{Code: "CX", Name: "Christmas Island", Of: "AU", Source: auOutside, Written: []Writing{{"AU", "6798", "christmas island,cx"}}},
	{Code: "CC", Name: "Cocos (Keeling) Islands", Of: "AU", Source: auOutside, Written: []Writing{{"AU", "6799", "cocos islands,cocos (keeling) islands,cc"}}},
	{Code: "NF", Name: "Norfolk Island", Of: "AU", Source: auOutside, Written: []Writing{{"AU", "2899", "norfolk island,nf"}}},
	// Serbia, Ukraine
	{Code: "XK", Name: "Kosovo", Of: "RS", Source: "UN Security Council resolution 1244 (1999); Regulation (EU) 952/2013 and Stabilisation and Association Agreement of 2015", Written: []Writing{{"RS", "", "kosovo,kosovo and metohija,kosovo i metohija,kosovo-metohija,xk,rs-km"}}},
	{Code: "UA-40", Name: "Sevastopol", Of: "UA", Since: "2014-03-18", Source: uaOccupied, Written: []Writing{
		{"UA", "99", "sevastopol*,sebastopol*,севастоп*,ua-40*"}, {"RU", "299", "sevastopol*,sebastopol*,севастоп*"}}},
	{Code: "UA-43", Name: "Crimea", Of: "UA", Since: "2014-03-18", Source: uaOccupied, Written: []Writing{
		{"UA", "95-98", "crimea*,krym*,krim*,крим*,крым*,ua-43*"}, {"RU", "295-298", "crimea*,krym*,krim*,крым*,крим*"}}},
	{Code: "UA-14", Name: "occupied part of Donetsk", Of: "UA", Since: "2022-02-21", Source: uaOccupied + "; of the postcodes those of the places that Ukraine did not hold in 2022", Written: []Writing{
		{"UA", "83 846 861", "donetsk*,donets'k*,donetska*,донецьк*,донецк*,ua-14*"}, {"RU", "283-287", "donetsk*,dpr*,dnr*,днр*,донецк*"}}},
	{Code: "UA-09", Name: "occupied part of Luhansk", Of: "UA", Since: "2022-02-21", Source: uaOccupied, Written: []Writing{
		{"UA", "91-94", "luhansk*,luhans'k*,lugansk*,луганськ*,луганск*,ua-09*"}, {"RU", "291-294", "luhansk*,lugansk*,lpr*,lnr*,лнр*,луганск*"}}},
	{Code: "UA-65", Name: "occupied part of Kherson", Of: "UA", Since: "2022-09-30", Source: uaOccupied, Written: []Writing{{"RU", "", "kherson*,херсон*"}}},
	{Code: "UA-23", Name: "occupied part of Zaporizhzhia", Of: "UA", Since: "2022-09-30", Source: uaOccupied, Written: []Writing{{"RU", "", "zaporizh*,zaporozh*,запорож*"}}},
}
