// Package mock answers as La Poste does (SLS 2.0 and Suivi v2), in its form, over HTTP: for tests and trials of the connector without a contract. It carries nothing.
// What it can be made to do is what goes wrong with such interfaces.
package mock

import (
	"cmp"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"crosslane/carrier/mocked"
)

// Account, Password and Key are the only ones that it takes: a contract and its password, and the key of Suivi.
const (
	Account  = "123456"
	Password = "mock-secret"
	Key      = "mock-key"
)

// Server is one contract. The zero value is ready to use, and safe for concurrent use.
type Server struct {
	// Now is the clock. Nil: the machine's.
	Now func() time.Time
	// Heaviest is the weight in hundredths of a kilogram beyond which nothing is taken. Zero: 30 kg.
	Heaviest int64
	// Lose loses the answer of every n-th parcel that is booked: it is booked, and the connection closed. Zero: none.
	Lose int
	// Slow answers every n-th call with 429 and a second of peace. Zero: none.
	Slow int
	// Hide is for how long a parcel has no history. Zero: it has one at once.
	Hide time.Duration
	// Pace is how long a parcel takes from one event to the next. Zero: a day.
	Pace time.Duration
	// Apart gives a declaration to customs apart from the label, whatever was asked.
	Apart bool

	mu      sync.Mutex
	parcels []*parcel
	calls   int
}

// parcel is one that was booked.
type parcel struct {
	number, order, country string
	at                     time.Time
}

// Booked is how many parcels were booked.
func (s *Server) Booked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.parcels)
}

// ServeHTTP answers a call.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	numbers, tracks := strings.CutPrefix(r.URL.Path, "/suivi/v2/idships/")
	switch {
	case mocked.Nth(s.calls, s.Slow):
		mocked.Busy(w)
		mocked.Say(w, http.StatusTooManyRequests, map[string]any{"code": "TOO_MANY_REQUESTS", "message": "Trop de requêtes"})
	case tracks && r.Header.Get("X-Okapi-Key") != Key:
		mocked.Say(w, http.StatusUnauthorized, map[string]any{"code": "UNAUTHORIZED", "message": "Votre clé n'est pas reconnue"})
	case tracks:
		s.trace(w, strings.Split(numbers, ","))
	case r.Method == http.MethodPost && r.URL.Path == "/sls-ws/SlsServiceWSRest/2.0/generateLabel":
		s.book(w, r)
	default:
		mocked.Say(w, http.StatusNotFound, map[string]any{"code": "RESOURCE_NOT_FOUND", "message": "Resource not found"})
	}
}

type asked struct {
	Contract string `json:"contractNumber"`
	Password string `json:"password"`
	Output   struct {
		Form string `json:"outputPrintingType"`
	} `json:"outputFormat"`
	Letter struct {
		Service struct {
			Product string `json:"productCode"`
			Deposit string `json:"depositDate"`
			Total   int64  `json:"totalAmount"`
			Order   string `json:"orderNumber"`
			Network string `json:"reseauPostal"`
		} `json:"service"`
		Parcel struct {
			Weight json.Number `json:"weight"`
		} `json:"parcel"`
		Customs   map[string]any `json:"customsDeclarations"`
		Addressee struct {
			Address struct {
				Name    string `json:"lastName"`
				Street  string `json:"line2"`
				City    string `json:"city"`
				Zip     string `json:"zipCode"`
				Country string `json:"countryCode"`
			} `json:"address"`
		} `json:"addressee"`
	} `json:"letter"`
	Fields struct {
		List []field `json:"field"`
	} `json:"fields"`
}

type field struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// union are the countries of the European Union, as far as trials go there.
var union = strings.Fields("FR DE AT BE NL PL IT ES")

// wrong says what is wrong with a parcel, by La Poste's number where one is public and by a word of the mock's where none is; empty where nothing is.
func (s *Server) wrong(a *asked) (id, message string) {
	kilograms, decimals, _ := strings.Cut(string(a.Letter.Parcel.Weight), ".")
	weight, _ := strconv.ParseInt(kilograms+decimals, 10, 32) // what is no number weighs nothing
	switch to := &a.Letter.Addressee.Address; {
	case a.Contract != Account || a.Password != Password:
		return "30000", "Identifiant ou mot de passe incorrect"
	case to.Name == "" || to.Street == "" || to.City == "" || to.Zip == "00000":
		return "mock-address", "L'adresse du destinataire n'est pas correcte"
	case len(decimals) != 2 || weight < 1 || weight > cmp.Or(s.Heaviest, 3000):
		return "mock-weight", "Le poids du colis n'est pas correct"
	case a.Letter.Service.Product == "CECO" && to.Country != "FR", len(a.Letter.Service.Order) > 30, a.Letter.Service.Deposit == "":
		return "mock-product", "Le produit demandé n'est pas disponible pour ce pays"
	case a.Letter.Service.Network == "1" && to.Country == "FR":
		return "30027", "Le réseau postal demandé n'est pas disponible"
	case !slices.Contains(union, to.Country) && (a.Letter.Customs == nil || a.Letter.Service.Total == 0):
		return "mock-customs", "Les articles ne sont pas déclarés"
	}
	return "", ""
}

func (s *Server) book(w http.ResponseWriter, r *http.Request) {
	a := &asked{}
	if !mocked.Read(w, r, a) {
		mocked.Say(w, http.StatusUnprocessableEntity, map[string]any{"messages": []any{map[string]any{"id": "mock-json", "type": "ERROR", "messageContent": "Le JSON est mal formaté"}}})
		return
	}
	if id, message := s.wrong(a); id != "" {
		answer(w, http.StatusBadRequest, map[string]any{"messages": []any{map[string]any{"id": id, "type": "ERROR", "messageContent": message}}, "labelXmlV2Reponse": nil, "labelV2Response": nil}, nil)
		return
	}
	n := len(s.parcels) + 1
	p := &parcel{number: fmt.Sprintf("6A%011d", n), order: a.Letter.Service.Order, country: a.Letter.Addressee.Address.Country, at: mocked.Now(s.Now)}
	s.parcels = append(s.parcels, p)
	if mocked.Nth(n, s.Lose) {
		mocked.Lost()
	}
	documents := map[string][]byte{"label": mocked.PDF()}
	if strings.HasPrefix(a.Output.Form, "ZPL") {
		documents["label"] = mocked.ZPL()
	}
	together := slices.Contains(a.Fields.List, field{"OUTPUT_PRINT_TYPE_CN23", a.Output.Form + "_UL"})
	if a.Letter.Customs != nil && (s.Apart || !together) {
		documents["cn23"] = mocked.PDF()
	}
	answer(w, http.StatusOK, map[string]any{"messages": []any{map[string]any{"id": "0", "type": "INFOS", "messageContent": "La requête a été traitée avec succès", "replacementValues": []any{}}}, "labelXmlV2Reponse": nil,
		"labelV2Response": map[string]any{"parcelNumber": p.number, "parcelNumberPartner": "0075001116A15984040338012" + fmt.Sprint(n%10) + "L", "pdfUrl": nil, "fields": nil}}, documents)
}

// answer answers in several parts, as SLS does with whatever it says.
func answer(w http.ResponseWriter, status int, infos any, documents map[string][]byte) {
	text, err := json.Marshal(infos)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	parts := multipart.NewWriter(w)
	_ = parts.SetBoundary("uuid:dee537d3-3319-4ad8-87c1-b958f43e0739")
	w.Header().Set("Content-Type", `multipart/mixed; type="application/json"; boundary="`+parts.Boundary()+`"; start="<jsonInfos>"`)
	w.WriteHeader(status)
	part(parts, "jsonInfos", "application/json;charset=UTF-8", text)
	for _, name := range []string{"label", "cn23"} {
		if documents[name] != nil {
			part(parts, name, "application/octet-stream", documents[name])
		}
	}
	_ = parts.Close()
}

func part(parts *multipart.Writer, name, media string, text []byte) {
	w, err := parts.CreatePart(textproto.MIMEHeader{"Content-Type": {media}, "Content-Transfer-Encoding": {"binary"}, "Content-ID": {"<" + name + ">"}})
	if err == nil {
		_, _ = w.Write(text)
	}
}

// trace tells of parcels, each with a code of its own; of a single one that it does not know without a list.
func (s *Server) trace(w http.ResponseWriter, numbers []string) {
	list := []any{}
	for _, n := range numbers {
		i := slices.IndexFunc(s.parcels, func(p *parcel) bool { return p.number == n })
		if i < 0 || mocked.Now(s.Now).Before(s.parcels[i].at.Add(s.Hide)) {
			list = append(list, map[string]any{"lang": "fr_FR", "scope": "open", "returnCode": 404, "returnMessage": "Ressource non trouvée", "idShip": n})
			continue
		}
		list = append(list, map[string]any{"lang": "fr_FR", "scope": "open", "returnCode": 200, "shipment": s.history(s.parcels[i])})
	}
	if len(list) == 1 {
		mocked.Say(w, http.StatusOK, list[0])
		return
	}
	mocked.Say(w, http.StatusMultiStatus, list)
}

// history is what is told of a parcel, newest first.
func (s *Server) history(p *parcel) map[string]any {
	paris := time.FixedZone("", 2*60*60)
	events := []any{}
	for i, step := range [][2]string{{"DR1", "Votre Colissimo va bientôt nous être confié ! Il est en cours de préparation chez votre expéditeur."}, {"PC1", "Votre colis a été déposé dans un point postal."},
		{"MD2", "Votre colis est en cours de livraison."}, {"DI1", "Votre colis est livré."}} {
		at := p.at.Add(time.Duration(i) * cmp.Or(s.Pace, 24*time.Hour)).Truncate(time.Second)
		if at.After(mocked.Now(s.Now)) {
			break
		}
		events = append([]any{map[string]any{"code": step[0], "label": step[1], "date": at.In(paris).Format(time.RFC3339)}}, events...)
	}
	return map[string]any{"idShip": p.number, "product": "colissimo", "isFinal": len(events) == 4, "event": events, "contextData": map[string]any{"originCountry": "FR", "arrivalCountry": p.country}}
}
