// Package web serves the pages and the JSON behind them. It shows what the read tables hold, and hands
// orders that come in, and what is said about cases, to whoever records them; it has no rules of its own.
package web

import (
	"context"
	"embed"
	"encoding/json"
	"html/template"
	"maps"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"crosslane/merchant"
	"crosslane/shipping"
	"crosslane/view"
)

//go:embed pages
var pages embed.FS

// Options sets how a merchant's pages are shown.
type Options struct {
	// Title stands at the head of every page, State beside it ("day 12 of 30"); State may be nil.
	Title string
	State func() string
	// Carriers are asked for news by this process; nil: none are.
	Carriers *merchant.Carriers
	// Called is how whoever did something is called; nil: as facts name him.
	Called func(ctx context.Context, actor string) string
	// Writing has orders taken in, and what is said about cases.
	Writing bool
}

// Handler serves the pages of a merchant: the figures with the list of parcels, the orders, channels and cases, and
// most of it as JSON below /api, where orders are taken in, too.
func Handler(m *merchant.Merchant, o Options) http.Handler {
	h := &handler{m, o, template.Must(template.New("").Funcs(functions).Funcs(template.FuncMap{"who": o.who}).ParseFS(pages, "pages/*.html"))}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.home)
	mux.HandleFunc("GET /live", h.live)
	mux.HandleFunc("GET /orders", h.orderList)
	mux.HandleFunc("GET /orders/{order}", h.order)
	mux.HandleFunc("GET /channels", h.channels)
	mux.HandleFunc("GET /cases", h.cases)
	mux.HandleFunc("GET /cases/{case}", h.caseFile)
	for _, file := range []string{"style.css", "home.js"} {
		mux.HandleFunc("GET /"+file, func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, pages, "pages/"+file) })
	}
	mux.HandleFunc("GET /api/figures", knowing(h.figuresJSON))
	mux.HandleFunc("GET /api/parcels", knowing(h.parcelsJSON, "limit", "before", "only"))
	mux.HandleFunc("GET /api/channels", knowing(h.channelsJSON, "from", "to"))
	mux.HandleFunc("GET /api/carriers", knowing(h.carriersJSON))
	mux.HandleFunc("GET /api/calibration", knowing(h.calibrationJSON))
	if o.Writing {
		mux.HandleFunc("POST /cases/{case}", sameSite(h.fail, h.say))
		refused := func(w http.ResponseWriter, _ *http.Request, err error) { answer(w, nil, err) }
		mux.HandleFunc("POST /api/orders", sameSite(refused, knowing(h.orders)))
		mux.HandleFunc("POST /api/scans", sameSite(refused, knowing(h.scans, "carrier", "zone")))
	}
	mux.HandleFunc("/api/", stray(mux))
	return h.texts(mux)
}

// who tells people who did something.
func (o *Options) who(by string) string {
	by = strings.TrimPrefix(by, "clerk:")
	if o.Called == nil {
		return by
	}
	return o.Called(context.Background(), by)
}

// stray answers what is asked below /api and is not there, or not by that method, as a problem.
func stray(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var may []string
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
			asked := r.Clone(r.Context())
			asked.Method = method
			if _, pattern := mux.Handler(asked); pattern != "/api/" {
				may = append(may, method)
			}
		}
		if len(may) == 0 {
			answer(w, nil, &shipping.Error{Code: shipping.NotFound, Field: "address", Message: "there is nothing at " + r.URL.Path, Hint: "what there is stands in docs/pages.md"})
			return
		}
		allow := strings.Join(may, ", ")
		w.Header().Set("Allow", allow)
		answer(w, nil, &statusError{http.StatusMethodNotAllowed, &shipping.Error{Code: shipping.Unsupported, Field: "method", Message: r.Method + " does nothing at " + r.URL.Path, Hint: "ask by " + allow}})
	}
}

// texts refuses addresses that hold what no text has: nothing goes by such a name.
func (h *handler) texts(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		const what, hint = "has a sign that no text has", "write UTF-8, without the sign NUL"
		var err error
		asked := r.URL.Query()
		for _, key := range slices.Sorted(maps.Keys(asked)) {
			if all := key + strings.Join(asked[key], ""); err == nil && all != shipping.Text(all) {
				err = shipping.BadField(shipping.Text(key), what, hint)
			}
		}
		if r.URL.Path != shipping.Text(r.URL.Path) {
			err = &shipping.Error{Code: shipping.NotFound, Field: "address", Message: what, Hint: hint}
		}
		switch {
		case err == nil:
			next.ServeHTTP(w, r)
		case strings.HasPrefix(r.URL.Path, "/api/"):
			answer(w, nil, err)
		default:
			h.fail(w, r, err)
		}
	})
}

type handler struct {
	*merchant.Merchant
	Options
	pages *template.Template
}

func (h *handler) figuresJSON(w http.ResponseWriter, r *http.Request) {
	f, err := h.Views.Figures(r.Context(), h.ID)
	answer(w, f, err)
}

func (h *handler) parcelsJSON(w http.ResponseWriter, r *http.Request) {
	page, err := pageOf(r, "par_", shipping.Statuses())
	rows := []view.ParcelRow{}
	if err == nil {
		rows, err = h.Views.Parcels(r.Context(), h.ID, page)
	}
	answer(w, append([]view.ParcelRow{}, rows...), err)
}

// Problem tells a fault in the form of RFC 9457.
type Problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"` // the fault's code
	Status int    `json:"status"`
	Detail string `json:"detail"`

	Field   string `json:"field,omitempty"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// ProblemOf puts a fault into that form, without what lies underneath it.
func ProblemOf(e *shipping.Error) Problem {
	shown := *e
	shown.Cause = nil
	return Problem{"about:blank", string(e.Code), e.Code.HTTPStatus(), shown.Error(), e.Field, e.Message, e.Hint}
}

// wait says in the head of an answer how long to wait, where a fault says so.
func wait(head http.Header, fault *shipping.Error) {
	if fault != nil && fault.Wait > 0 {
		head.Set("Retry-After", strconv.Itoa(int(math.Ceil(fault.Wait.Seconds()))))
	}
}

// Refuse answers a program with a fault, in the form of RFC 9457.
func Refuse(w http.ResponseWriter, err error) { answer(w, nil, err) }

// answer writes JSON, or the fault as a problem.
func answer(w http.ResponseWriter, v any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		fault := faultOf(err)
		status := statusOf(err, fault)
		w.Header().Set("Content-Type", "application/problem+json")
		wait(w.Header(), fault)
		w.WriteHeader(status)
		p := ProblemOf(fault)
		p.Status = status
		v = p
	}
	_ = json.NewEncoder(w).Encode(v) //nolint:errchkjson // the status is sent, and who asked may have gone
}
