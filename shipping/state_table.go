package shipping

// usStates are the states, districts, islands and army posts of the US with their names and how their ZIPs begin, from and
// to (USPS Publication 65 and L002, three-digit ZIP code prefixes; 06390 is Fishers Island, which is reached by way of Connecticut, and 83414
// Alta, by way of Idaho).
var usStates = []struct {
	code, name string
	zips       string
}{
	{"AL", "alabama", "350-369"}, {"AK", "alaska", "995-999"}, {"AZ", "arizona", "850-865"}, {"AR", "arkansas", "716-729 755-755"}, {"CA", "california", "900-961"},
	{"CO", "colorado", "800-816"}, {"CT", "connecticut", "060-069"}, {"DE", "delaware", "197-199"}, {"DC", "district of columbia", "200-205 569-569"}, {"FL", "florida", "320-349"},
	{"GA", "georgia", "300-319 398-399"}, {"HI", "hawaii", "967-968"}, {"ID", "idaho", "832-838"}, {"IL", "illinois", "600-629"}, {"IN", "indiana", "460-479"}, {"IA", "iowa", "500-528"},
	{"KS", "kansas", "660-679"}, {"KY", "kentucky", "400-427"}, {"LA", "louisiana", "700-715"}, {"ME", "maine", "039-049"}, {"MD", "maryland", "206-219"}, {"MA", "massachusetts", "010-027 055-055"},
	{"MI", "michigan", "480-499"}, {"MN", "minnesota", "550-567"}, {"MS", "mississippi", "386-397"}, {"MO", "missouri", "630-658"}, {"MT", "montana", "590-599"}, {"NE", "nebraska", "680-693"},
	{"NV", "nevada", "889-898"}, {"NH", "new hampshire", "030-038"}, {"NJ", "new jersey", "070-089"}, {"NM", "new mexico", "870-884"}, {"NY", "new york", "005-005 06390 100-149"},
	{"NC", "north carolina", "270-289"}, {"ND", "north dakota", "580-588"}, {"OH", "ohio", "430-459"}, {"OK", "oklahoma", "730-749"}, {"OR", "oregon", "970-979"}, {"PA", "pennsylvania", "150-196"},
	{"RI", "rhode island", "028-029"}, {"SC", "south carolina", "290-299"}, {"SD", "south dakota", "570-577"}, {"TN", "tennessee", "370-385"}, {"TX", "texas", "750-799 885-885 733-733"},
	{"UT", "utah", "840-847"}, {"VT", "vermont", "050-059"}, {"VA", "virginia", "201-201 220-246"}, {"WA", "washington", "980-994"}, {"WV", "west virginia", "247-268"},
	{"WI", "wisconsin", "530-549"}, {"WY", "wyoming", "820-831 83414"}, {"PR", "puerto rico", "006-009"}, {"VI", "virgin islands", "008-008"}, {"GU", "guam", "969-969"}, {"AS", "american samoa", "967-967"},
	{"MP", "northern mariana islands", "969-969"}, {"FM", "micronesia", "969-969"}, {"MH", "marshall islands", "969-969"}, {"PW", "palau", "969-969"},
	{"AA", "armed forces americas", "340-340"}, {"AE", "armed forces europe", "090-098"}, {"AP", "armed forces pacific", "962-966"},
}

// provinces are the states and provinces of other countries, as people write them in small letters, with how their postcodes begin.
// Those of Canada by Canada Post's Addressing Guidelines (K is Ottawa and, across the river, a little of Quebec); of Australia by Australia
// Post's ranges of postcodes, with the places of other states that are reached across the border; of Brazil by Correios' ranges of CEP.
var provinces = map[Country][]struct{ names, begin string }{
	"CA": {
		{"nl,nf,newfoundland,newfoundland and labrador,terre-neuve-et-labrador", "A"}, {"ns,nova scotia,nouvelle-écosse", "B"}, {"pe,pei,prince edward island,île-du-prince-édouard", "C"},
		{"nb,new brunswick,nouveau-brunswick", "E"}, {"qc,pq,quebec,québec", "G H J K"}, {"on,ontario", "K L M N P"}, {"mb,manitoba", "R"}, {"sk,saskatchewan", "S"},
		{"ab,alberta", "T"}, {"bc,british columbia,colombie-britannique", "V"}, {"nt,northwest territories,nu,nunavut", "X"}, {"yt,yk,yukon,yukon territory", "Y"},
	},
	"AU": {
		{"nsw,new south wales", "1 2 3 4 5"}, {"vic,victoria", "3 8"}, {"qld,queensland", "4 9 2406"}, {"sa,south australia", "5 0872"}, {"wa,western australia", "6 0872"},
		{"tas,tasmania", "7"}, {"nt,northern territory", "08 09 4825"}, {"act,australian capital territory", "02 25 26 29"},
	},
	"BR": {
		{"sp,são paulo,sao paulo", "01-19"}, {"rj,rio de janeiro", "20-28"}, {"es,espírito santo,espirito santo", "29"}, {"mg,minas gerais", "30-39"}, {"ba,bahia", "40-48"}, {"se,sergipe", "49"},
		{"pe,pernambuco", "50-56"}, {"al,alagoas", "57"}, {"pb,paraíba,paraiba", "58"}, {"rn,rio grande do norte", "59"}, {"ce,ceará,ceara", "60-63"}, {"pi,piauí,piaui", "64"}, {"ma,maranhão,maranhao", "65"},
		{"pa,pará,para", "660-688"}, {"ap,amapá,amapa", "689"}, {"am,amazonas", "690-692 694-698"}, {"rr,roraima", "693"}, {"ac,acre", "699"}, {"df,distrito federal", "700-727 730-736"},
		{"go,goiás,goias", "728-729 737-767"}, {"ro,rondônia,rondonia", "768-769 789"}, {"to,tocantins", "77"}, {"mt,mato grosso", "780-788"}, {"ms,mato grosso do sul", "79"},
		{"pr,paraná,parana", "80-87"}, {"sc,santa catarina", "88-89"}, {"rs,rio grande do sul", "90-99"},
	},
}

// postcodesBegin are the countries that give out fewer postcodes than their form takes, and how those begin (Universal Postal Union,
// addressing systems: Austria from 1010 on, Spain by its 52 provinces).
var postcodesBegin = map[Country]string{
	"AT": "1-9", "BE": "1-9", "CH": "1-9", "CZ": "1-7", "DE": "01-99", "ES": "01-52", "GR": "1-8", "HU": "1-9", "IN": "1-9", "LU": "1-9", "NL": "1-9", "PT": "1-9", "SE": "1-9", "SI": "1-9", "SK": "0 8 9",
}
