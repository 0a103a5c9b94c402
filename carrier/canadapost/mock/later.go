package mock

import (
	"cmp"
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"

	"crosslane/carrier/mocked"
)

// link leads to a place of the server.
func link(r *http.Request, rel, path, media string) string {
	return fmt.Sprintf(`<link rel="%s" href="http://%s%s" media-type="%s"/>`, rel, r.Host, html.EscapeString(path), media)
}

// place is where a shipment lies.
func (n *shipment) place() string { return "/rs/" + Customer + "/" + Customer + "/shipment/" + n.id }

// told is what is said of a shipment: its price once, when it is created; later by a link.
func (n *shipment) told(r *http.Request, first bool) string {
	var b strings.Builder
	status := "created"
	if n.order != "" {
		status = "transmitted"
	}
	fmt.Fprintf(&b, `<shipment-info xmlns="http://www.canadapost.ca/ws/shipment-v8"><customer-request-id>%s</customer-request-id><shipment-id>%s</shipment-id><shipment-status>%s</shipment-status><tracking-pin>%s</tracking-pin>`,
		html.EscapeString(n.reference), n.id, status, n.pin)
	if n.order != "" {
		fmt.Fprintf(&b, `<po-number>%s</po-number>`, n.order)
	}
	if first && n.price != "" {
		fmt.Fprintf(&b, `<shipment-price><service-code>X</service-code><due-amount>%s</due-amount></shipment-price>`, n.price)
	}
	b.WriteString(`<links>` + link(r, "self", n.place(), shipmentForm) + link(r, "details", n.place()+"/details", shipmentForm))
	if n.price != "" {
		b.WriteString(link(r, "price", n.place()+"/price", shipmentForm))
	}
	if n.order != "" {
		b.WriteString(link(r, "refund", n.place()+"/refund", shipmentForm))
	}
	b.WriteString(link(r, "label", "/rs/artifact/"+n.id, "application/"+strings.ToLower(n.encoding)) + `</links></shipment-info>`)
	return b.String()
}

// list lists shipments by their reference, by their number, or by their group.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	q, body := r.URL.Query(), ""
	for _, n := range s.shipments {
		hidden := mocked.Now(s.Now).Before(n.at.Add(s.Hide))
		if n.void || (q.Get("requestId") != n.reference || hidden) && q.Get("trackingPIN") != n.pin && (q.Get("groupId") != n.group || n.order != "" || n.group == "") {
			continue
		}
		if q.Get("provideShipmentInfo") == "true" && !s.Linked {
			body += n.told(r, false)
		} else {
			body += link(r, "shipment", n.place(), shipmentForm)
		}
	}
	say(w, http.StatusOK, `<shipments xmlns="http://www.canadapost.ca/ws/shipment-v8">`+body+`</shipments>`)
}

// groups lists those that have shipments which were not transmitted.
func (s *Server) groups(w http.ResponseWriter, r *http.Request) {
	var names []string
	for _, n := range s.shipments {
		if !n.void && n.order == "" && !slices.Contains(names, n.group) {
			names = append(names, n.group)
		}
	}
	var body strings.Builder
	for _, name := range names {
		body.WriteString(`<group><group-id>` + html.EscapeString(name) + `</group-id>` + link(r, "group", "/rs/"+Customer+"/"+Customer+"/shipment?groupId="+name, shipmentForm) + `</group>`)
	}
	say(w, http.StatusOK, `<groups xmlns="http://www.canadapost.ca/ws/shipment-v8">`+body.String()+`</groups>`)
}

// transmit transmits what is in a group and not excluded, on one manifest.
func (s *Server) transmit(w http.ResponseWriter, r *http.Request) {
	a := read(w, r, "transmit-set")
	if a == nil {
		return
	}
	group, at := a.Get("group-ids", "group-id"), a.At("manifest-address")
	if at.Get("manifest-company") == "" || at.Get("phone-number") == "" || at.Get("address-details", "postal-zip-code") == "" || a.Get("method-of-payment") != "Account" {
		refuse(w, http.StatusBadRequest, notValid, "The manifest address is not valid.")
		return
	}
	var out []string
	for _, n := range a.All("excluded-shipments", "shipment-id") {
		out = append(out, n.Text)
	}
	order := fmt.Sprintf("P%09d", s.manifests+1)
	found := false
	for _, n := range s.shipments {
		if !n.void && n.order == "" && n.group == group && !slices.Contains(out, n.id) {
			n.order, found = order, true
		}
	}
	if !found {
		refuse(w, http.StatusBadRequest, notValid, "Group id was not found for transmission; please remove or correct.")
		return
	}
	s.manifests++
	say(w, http.StatusOK, `<manifests xmlns="http://www.canadapost.ca/ws/manifest-v8">`+link(r, "manifest", "/rs/"+Customer+"/"+Customer+"/manifest/"+order, manifestForm)+`</manifests>`)
}

func (s *Server) void(w http.ResponseWriter, n *shipment) {
	if n.order != "" {
		refuse(w, http.StatusBadRequest, transmitted, "A Shipment can only be void if it is in a PROCESSED or PRINTED state.")
		return
	}
	n.void = true
	w.WriteHeader(http.StatusNoContent)
}

// payBack takes a request for a refund.
func (s *Server) payBack(w http.ResponseWriter, r *http.Request, n *shipment) {
	a := read(w, r, "shipment-refund-request")
	switch {
	case a == nil:
	case n.refund:
		refuse(w, http.StatusConflict, refunded, "A refund has already been requested for this shipment.")
	case !strings.Contains(a.Get("email"), "@"):
		refuse(w, http.StatusBadRequest, notValid, "The email is not valid.")
	default:
		n.refund = true
		say(w, http.StatusOK, `<shipment-refund-request-info xmlns="http://www.canadapost.ca/ws/shipment-v8"><service-ticket-date>2026-05-04</service-ticket-date><service-ticket-id>GT12345678RT</service-ticket-id></shipment-refund-request-info>`)
	}
}

// artifact gives a label, in the form of its link alone.
func (s *Server) artifact(w http.ResponseWriter, r *http.Request, id string) {
	n := s.find(func(n *shipment) bool { return n.id == id })
	switch {
	case n == nil || r.Header.Get("Accept") != "application/"+strings.ToLower(n.encoding):
		say(w, http.StatusNotFound, `<messages xmlns="http://www.canadapost.ca/ws/messages"/>`)
	case n.late:
		n.late = false
		w.WriteHeader(http.StatusAccepted)
	case n.encoding == "ZPL":
		_, _ = w.Write(mocked.ZPL())
	default:
		_, _ = w.Write(mocked.PDF())
	}
}

// track tells of a parcel, newest first, by the clocks of Ottawa.
func (s *Server) track(w http.ResponseWriter, pin string) {
	n := s.find(func(n *shipment) bool { return n.pin == pin })
	if n == nil {
		refuse(w, http.StatusNotFound, "004", "No Pin History")
		return
	}
	events := ""
	for i, step := range [][2]string{{"3000", "Electronic information submitted by shipper"}, {"2300", "Item picked up by Canada Post"}, {"0100", "Item processed"}, {"0174", "Item out for delivery"}, {"1408", "Item successfully delivered"}} {
		at := n.at.Add(time.Duration(i) * cmp.Or(s.Pace, 24*time.Hour)).Truncate(time.Second)
		if at.After(mocked.Now(s.Now)) {
			break
		}
		local := at.UTC().Add(-5 * time.Hour)
		events = fmt.Sprintf(`<occurrence><event-identifier>%s</event-identifier><event-date>%s</event-date><event-time>%s</event-time><event-time-zone>EST</event-time-zone><event-description>%s</event-description>`+
			`<event-site>OTTAWA</event-site><event-province>ON</event-province></occurrence>`, step[0], local.Format(time.DateOnly), local.Format(time.TimeOnly), step[1]) + events
	}
	say(w, http.StatusOK, `<tracking-detail xmlns="http://www.canadapost.ca/ws/track-v2"><pin>`+n.pin+`</pin><destination-postal-id>`+html.EscapeString(n.postcode)+`</destination-postal-id><significant-events>`+events+`</significant-events></tracking-detail>`)
}
