package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"crosslane/fact"
	"crosslane/shipping"
	"crosslane/view"
)

func caseName(i int) shipping.CaseID { return shipping.CaseID(fmt.Sprintf("cas_%05d", i)) }

// trouble tells of n cases: of every ten, the first is closed, the second overdue, the third somebody's; all
// but those ending in 4 have a due time, later the lower the number. The first holds many parcels.
func (s *record) trouble(n, parcels int) {
	for i := range n {
		at := caseName(i).Stream()
		opened := &fact.CaseOpened{What: "depart", Channel: "air", Lane: "szx-DE", Parcel: shipping.OrderID(fmt.Sprintf("ord_%05d", i)).Parcel(1), Due: day.Add(time.Duration(n-i) * time.Minute)}
		if i%10 == 4 {
			opened.Due, opened.What = time.Time{}, "<odd>"
		}
		s.tell(at, day, opened)
		switch i % 10 {
		case 1:
			s.tell(at, day.Add(time.Duration(i)*time.Minute), &fact.CaseClosed{Why: "<i>found</i>"})
		case 2:
			s.tell(at, day, &fact.TimerElapsed{})
		case 3:
			s.tell(at, day, &fact.CaseAssigned{Owner: "anna & bert"})
		}
	}
	for i := range parcels {
		s.tell(caseName(0).Stream(), day, &fact.CaseJoined{Parcel: shipping.OrderID(fmt.Sprintf("ord_%05d", i)).Parcel(1)})
	}
}

var caseLink = regexp.MustCompile(`/cases/(cas_\d+)`)

// listed are the cases that a page lists, in its order, and the address of the next page.
func listed(t *testing.T, body string) (list []string, next string) {
	t.Helper()
	for _, m := range caseLink.FindAllStringSubmatch(body, -1) {
		list = append(list, m[1])
	}
	if m := regexp.MustCompile(`<a href="([^"]*)">more cases`).FindStringSubmatch(body); m != nil {
		next = strings.ReplaceAll(m[1], "&amp;", "&")
	}
	return list, next
}

// TestCaseListInOrder pages through all cases: each once, open ones first by due time, closed ones last.
func TestCaseListInOrder(t *testing.T) {
	var s record
	s.trouble(250, 0)
	server := s.serve(t, day)
	var all []string
	for path := "/cases?state=all"; path != ""; {
		_, body := get(t, server.URL+path)
		list, next := listed(t, body)
		if all, path = append(all, list...), ""; next != "" {
			path = "/cases" + next
		}
	}
	if len(all) != 250 || all[0] != "cas_00249" || all[199] != "cas_00000" || all[200] != "cas_00004" || all[224] != "cas_00244" || all[225] != "cas_00241" || all[249] != "cas_00001" {
		t.Fatalf("%d cases: %v", len(all), all)
	}
	seen := map[string]bool{}
	for _, id := range all {
		if seen[id] {
			t.Errorf("%s comes twice", id)
		}
		seen[id] = true
	}
}

func TestCaseFilters(t *testing.T) {
	var s record
	s.trouble(50, 0)
	server := s.serve(t, day)
	for query, want := range map[string]int{
		"": 45, "state=open": 45, "state=closed": 5, "state=all": 50, "owner=" + url.QueryEscape(" anna & bert "): 5,
		"owner=carl": 0, "what=depart": 40, "what=" + url.QueryEscape("<odd>"): 5, "what=arrive": 0, "state=closed&owner=anna": 0, "limit=7": 7,
	} {
		status, body := get(t, server.URL+"/cases?"+query)
		if list, _ := listed(t, body); status != 200 || len(list) != want {
			t.Errorf("?%s: %d with %d cases, want %d", query, status, len(list), want)
		}
		if want == 0 && !strings.Contains(body, "cases like that") {
			t.Errorf("?%s does not say that there are none", query)
		}
		if strings.Contains(body, "<odd>") || strings.Contains(body, "<i>found") || strings.Contains(body, "bert &") {
			t.Errorf("?%s is not escaped", query)
		}
		if !strings.Contains(body, "45 open") || !strings.Contains(body, "5 overdue") {
			t.Errorf("?%s does not tell what is open and overdue", query)
		}
	}
}

// TestCaseParcelsArePaged shows a case of many parcels, without forms where nothing is taken in.
func TestCaseParcelsArePaged(t *testing.T) {
	var s record
	s.delivered(150)
	s.trouble(1, 150)
	server := s.serve(t, day)
	_, first := get(t, server.URL+"/cases/cas_00000")
	if n := strings.Count(first, "/orders/ord_"); n != 100 || !strings.Contains(first, `href="?before=par_00050-1"`) || strings.Contains(first, "<form") {
		t.Errorf("the first page has %d parcels: %s", n, first)
	}
	if _, second := get(t, server.URL+"/cases/cas_00000?before=par_00050-1"); strings.Count(second, "/orders/ord_") != 50 {
		t.Error("the second page does not have the other 50")
	}
	answer, err := http.Post(server.URL+"/cases/cas_00000", "application/x-www-form-urlencoded", strings.NewReader("do=owner"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a form where none is taken in is answered with %s", answer.Status)
	}
}

// fleet tells of channels: "late" has parcels behind, "away" is switched, "fine" has neither.
func (s *record) fleet(parcels int) {
	for i := range parcels {
		id := shipping.OrderID(fmt.Sprintf("ord_%05d", i)).Parcel(1)
		from, to, channel := shipping.WarehouseID("szx"), shipping.Country("DE"), shipping.ChannelID("late")
		if i%2 == 1 {
			from, to, channel = "dui", "FR", "fine"
		}
		s.tell(shipping.OrderID(fmt.Sprintf("ord_%05d", i)).Stream(), day, &fact.OrderReceived{Order: shipping.Order{ID: shipping.OrderID(fmt.Sprintf("ord_%05d", i)), Number: fmt.Sprint(i)}})
		s.tell(id.Stream(), day, &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: shipping.OrderID(fmt.Sprintf("ord_%05d", i)), Warehouse: from, Ship: shipping.Place{Country: to}}},
			&fact.BookingRequested{Channel: channel, Carrier: "x", Attempt: 1}, &fact.Booked{Channel: channel, Carrier: "x", Waybill: fmt.Sprint("W", i)},
			&fact.Awaited{Await: []fact.Timer{{Name: "handover", Due: day.Add(time.Duration(24+i%2*999) * time.Hour)}}, Promise: shipping.Window{From: day, To: day.AddDate(0, 0, 9)}})
		window := func(hours int) shipping.Window {
			return shipping.Window{From: day.Add(time.Duration(48-hours) * time.Hour), To: day.Add(time.Duration(48+hours) * time.Hour)}
		}
		s.tell(id.Stream(), day, &fact.MilestoneReached{Milestone: shipping.PickedUp, Status: shipping.Accepted, Estimate: fact.Estimate{Half: window(2), Most: window(9), Sample: 40},
			Await: []fact.Timer{{Name: "leg:departed_origin", Due: day.Add(time.Duration(24+i%2*999) * time.Hour)}}})
		if i%5 == 4 {
			s.tell(id.Stream(), day.Add(45*time.Hour), &fact.MilestoneReached{Milestone: shipping.DeliveredMilestone, Status: shipping.Delivered})
		}
	}
	s.tell(shipping.Lane("szx-FR").Stream(), day, &fact.ChannelSwitched{Channel: "away", Trigger: "refusals", Phase: fact.SwitchAway, Share: 75, Stop: true, Case: "cas_00007"})
	s.tell(shipping.Lane("dui-FR").Stream(), day, &fact.ChannelSwitched{Channel: "fine", Trigger: "old", Phase: fact.SwitchOver})
}

func TestChannels(t *testing.T) {
	var s record
	s.fleet(20)
	server := s.serve(t, day.Add(72*time.Hour))
	for query, want := range map[string]string{
		"": "away late fine", "only=bad": "away late", "from=szx": "away late", "to=FR": "away fine", "from=dui&only=bad": "", "from=dui&to=DE": "",
	} {
		status, body := get(t, server.URL+"/channels?"+query)
		var list []string
		for _, m := range regexp.MustCompile(`<th scope="row">(\w+) <small>\w+-\w+</small></th>\s*<td data-name="switched"`).FindAllStringSubmatch(body, -1) {
			list = append(list, m[1])
		}
		if got := strings.Join(list, " "); status != 200 || got != want {
			t.Errorf("?%s lists %q, want %q", query, got, want)
		}
		if want == "" && !strings.Contains(body, "All 3 channels") {
			t.Errorf("?%s does not say that there are none", query)
		}
		if !strings.Contains(body, "1 switched") || strings.Contains(body, "ZgotmplZ") {
			t.Errorf("?%s: the switched channel is not counted, or something is not filled", query)
		}
	}
	if _, body := get(t, server.URL+"/channels?to=FR"); !strings.Contains(body, "Each channel to FR") || strings.Count(body, ">fine <small>dui-FR") != 2 {
		t.Errorf("the estimates of a country's channels are missing: %s", body)
	}
	_, body := get(t, server.URL+"/channels")
	for _, want := range []string{"75 % stay away, no bookings", "refusals since", "48 h", "/cases/cas_00007", "100.0 % by a day", `<rect width="`, "picked up", "0.0 %", "100.0 %", "Choose a warehouse or a country"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestChannelsJSON(t *testing.T) {
	var s record
	s.fleet(20)
	server := s.serve(t, day.Add(72*time.Hour))
	_, body := get(t, server.URL+"/api/channels?from=szx")
	var list []view.Fared
	if err := json.Unmarshal([]byte(body), &list); err != nil || len(list) != 2 || list[0].Switches[0].Share != 75 || list[1].Health.LateHours != 48 || list[1].Switches == nil {
		t.Errorf("channels: %s, %v", body, err)
	}
	_, body = get(t, server.URL+"/api/calibration")
	var held []view.Calibration
	if err := json.Unmarshal([]byte(body), &held); err != nil || len(held) != 3 || held[0].Sample != 4 || held[0].In50 != 0 || held[0].In90 != 4 {
		t.Errorf("calibration: %s, %v", body, err)
	}
	if _, body = get(t, served(t, 0).URL+"/api/channels"); strings.TrimSpace(body) != "[]" {
		t.Errorf("no channels: %s", body)
	}
}

// TestOrderPage shows what is estimated and promised, and the case.
func TestOrderPage(t *testing.T) {
	var s record
	s.fleet(4)
	s.trouble(2, 0)
	_, body := get(t, s.serve(t, day).URL+"/orders/ord_00001")
	for _, want := range []string{"promised by", "11 Mar 09:00", "half of such parcels come", "4 Mar 07:00", "4 Mar 11:00", "nine in ten come", "4 Mar 18:00", "picked up", "/cases/cas_00001"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q: %s", want, body)
		}
	}
}

// BenchmarkPages serves the pages of 10,000 parcels on the way and 10,000 cases, one of which holds them all.
func BenchmarkPages(b *testing.B) {
	var s record
	s.fleet(10_000)
	s.trouble(10_000, 10_000)
	server := s.serve(b, day.Add(72*time.Hour))
	for _, path := range []string{"/", "/orders", "/channels", "/cases", "/cases?state=all&before=cas_05000", "/cases/cas_00000", "/api/channels"} {
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				if status, _ := get(b, server.URL+path); status != 200 {
					b.Fatal(status)
				}
			}
		})
	}
}

// TestWhatTellsCasesAndParcelsApart: the order's number, the first reason, and whether a parcel has left stand in the lists.
func TestWhatTellsCasesAndParcelsApart(t *testing.T) {
	var s record
	for i := range 3 {
		order := shipping.OrderID(fmt.Sprintf("ord_%05d", i))
		s.tell(order.Stream(), day, &fact.OrderReceived{Order: shipping.Order{ID: order, Number: fmt.Sprintf("N-%d", 100+i), Storefront: "shop", Placed: day, Ship: shipping.Place{Country: "AT"}}})
		s.tell(order.Parcel(1).Stream(), day, &fact.ParcelPlanned{Plan: fact.ParcelPlan{Order: order}}, &fact.BookingRequested{Channel: "air", Attempt: 1}, &fact.Booked{Channel: "air", Waybill: "W"})
		if i == 0 {
			s.tell(order.Parcel(1).Stream(), day.Add(time.Hour), &fact.HandedOver{})
		}
	}
	s.tell(caseName(1).Stream(), day, &fact.CaseOpened{What: fact.CaseStuck, Order: "ord_00001", Why: []fact.Reason{{Desk: fact.ChannelDesk, Rule: "batteries", About: "dpd", Note: "alone"}}})
	server := s.serve(t, day)
	_, home := get(t, server.URL+"/")
	if strings.Count(home, "not yet") != 2 || strings.Count(home, "2 Mar 10:00") != 1 || !strings.Contains(home, ">N-100<") {
		t.Error(home)
	}
	if _, order := get(t, server.URL+"/orders/ord_00000"); !strings.Contains(order, "<h2>Order N-100, to Austria</h2>") {
		t.Error(order)
	}
	_, cases := get(t, server.URL+"/cases")
	for _, want := range []string{"order N-101", "not dpd: the channel does not take lithium cells", "by limits.batteries", "<small>the order</small>"} {
		if !strings.Contains(cases, want) {
			t.Errorf("no %q: %s", want, cases)
		}
	}
}

// TestHeldOrdersStandBesideTheCases: they wait for a person, too; where only some cases are asked for they are left out.
func TestHeldOrdersStandBesideTheCases(t *testing.T) {
	var s record
	for i := range 22 {
		order := shipping.OrderID(fmt.Sprintf("ord_%05d", i))
		s.tell(order.Stream(), day, &fact.OrderReceived{Order: shipping.Order{ID: order, Number: fmt.Sprintf("N-%d", i), Placed: day}},
			&fact.OrderHeld{Problems: []fact.Problem{{Field: "postcode", Message: "<missing>"}}})
	}
	server := s.serve(t, day)
	for path, held := range map[string]int{"/cases": 20, "/cases?state=all": 20, "/cases?state=closed": 0, "/cases?owner=anna": 0, "/cases?what=depart": 0} {
		_, body := get(t, server.URL+path)
		if n := strings.Count(body, "postcode: &lt;missing&gt;"); n != held || strings.Contains(body, "all held orders") != (held > 0) || held > 0 && strings.Contains(body, "Everything is where it should be") {
			t.Errorf("%s shows %d held orders, want %d", path, n, held)
		}
	}
}
