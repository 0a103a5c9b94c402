package tool

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"crosslane/carrier/cainiao"
	"crosslane/carrier/canadapost"
	"crosslane/carrier/dhl"
	"crosslane/carrier/dhlexpress"
	"crosslane/carrier/dhlparcelde"
	"crosslane/carrier/fedex"
	"crosslane/carrier/fourpx"
	"crosslane/carrier/gls"
	"crosslane/carrier/landmark"
	"crosslane/carrier/laposte"
	"crosslane/carrier/payload"
	"crosslane/carrier/royalmail"
	"crosslane/carrier/shipengine"
	"crosslane/carrier/ups"
	"crosslane/carrier/usps"
	"crosslane/carrier/yunexpress"
	"crosslane/shipping"
	"crosslane/terminal"
	"crosslane/tracking/history"
)

// answers are how the answers of each carrier are read.
var answers = map[string]func(*payload.Node) *history.Answer{
	"4px":           fourpx.Tracking,
	"cainiao":       cainiao.Tracking,
	"canada-post":   canadapost.Tracking,
	"dhl":           dhl.Tracking,
	"dhl-express":   dhlexpress.Tracking,
	"dhl-parcel-de": dhlparcelde.Tracking,
	"fedex":         fedex.Tracking,
	"gls":           gls.Tracking,
	"la-poste":      laposte.Tracking,
	"landmark":      landmark.Tracking,
	"royal-mail":    royalmail.Tracking,
	"shipengine":    shipengine.Tracking,
	"ups":           ups.Tracking,
	"usps":          usps.Tracking,
	"yunexpress":    yunexpress.Tracking,
}

// mostAnswer is how long an answer may be, in bytes.
const mostAnswer = 64 << 20

// trackParse reads a carrier's answer.
type trackParse struct {
	Carrier     string `required:"" placeholder:"NAME" help:"Whose answer it is: ${carriers}."`
	Number      string `help:"The number that was asked for, where the answer tells of several."`
	Origin      string `placeholder:"CC" help:"Country that the parcel comes from, where the answer does not say."`
	Destination string `placeholder:"CC" help:"Country that it goes to."`
}

// Carriers names whose answers can be read, for the help.
func Carriers() string { return strings.Join(slices.Sorted(maps.Keys(answers)), ", ") }

// Help gives an example.
func (trackParse) Help() string {
	return "Reads the carrier's answer from standard input, JSON or XML as it came.\n\nExample: crosslane track parse --carrier dhl-express --json < answer.json"
}

// Run reads an answer and prints its history.
func (t *trackParse) Run(p *terminal.Program) error {
	read := answers[strings.ToLower(t.Carrier)]
	if read == nil {
		return shipping.BadField("carrier", "\""+t.Carrier+"\" is no carrier whose answers can be read", "one of "+Carriers())
	}
	var route history.Route
	for _, end := range []struct {
		field, text string
		country     *shipping.Country
	}{{"origin", t.Origin, &route.Origin}, {"destination", t.Destination, &route.Destination}} {
		if *end.country = payload.Country(end.text); end.text != "" && *end.country == "" {
			return shipping.BadField(end.field, "\""+end.text+"\" is no country", "two letters, such as DE")
		}
	}
	text, err := io.ReadAll(io.LimitReader(p.Stdin, mostAnswer+1))
	if err != nil {
		return err
	}
	if len(text) > mostAnswer {
		return shipping.BadField("", "the answer is longer than 64 MB", "hand in one answer at a time")
	}
	r := parse(read, text, t.Number, route)
	if p.JSON {
		return p.Answer(r)
	}
	show(p.Stdout, &r)
	return nil
}

// parse reads what can be read of an answer, and says what could not.
func parse(read func(*payload.Node) *history.Answer, text []byte, number string, route history.Route) history.Report {
	tree, err := payload.Read(text)
	a := &history.Answer{}
	if tree != nil {
		a = read(tree)
	}
	if err != nil {
		a.Problems = append(a.Problems, history.Problem{Code: history.Unreadable, Message: err.Error()})
	} else if len(a.Histories) == 0 && len(a.Problems) == 0 {
		a.Problems = append(a.Problems, history.Problem{Code: history.Unreadable, Message: "the answer has no history in this carrier's form: is it another carrier's?"})
	}
	return a.Report(number, route)
}

// show prints a history for people.
func show(w io.Writer, r *history.Report) {
	fmt.Fprintf(w, "%s: %s\n", orNone(r.Number), r.Status)
	if r.Estimate != nil {
		fmt.Fprintln(w, "expected", strings.TrimSpace(r.Estimate.From.Text()+" "+r.Estimate.To.Text()))
	}
	for i := range r.Events {
		e := &r.Events[i]
		where := strings.TrimSpace(strings.Join([]string{e.Place.City, string(e.Place.Country)}, " "))
		fmt.Fprintf(w, "  %-25s %-26s %-22s %s\n", e.Time, e.Milestone, where, e.Text)
	}
	for _, leg := range r.Onward {
		fmt.Fprintln(w, "goes on as", leg.Number, leg.Carrier)
	}
	for _, p := range r.Problems {
		fmt.Fprintf(w, "%s: %s\n", p.Code, p.Message)
	}
	for i := range r.Others {
		fmt.Fprintln(w)
		show(w, &r.Others[i])
	}
}

func orNone(number string) string {
	if number == "" {
		return "(no number)"
	}
	return number
}
