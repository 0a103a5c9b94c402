package shipping

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the tables of docs/territories.md anew")

const territoriesDocument = "../docs/territories.md"

// TestTerritoriesDocument: docs/territories.md tells what the tables say.
func TestTerritoriesDocument(t *testing.T) {
	raw, err := os.ReadFile(territoriesDocument)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for begin, table := range map[string]string{"| Code | What it is |": tableOfTerritories(), "| Place | Since |": tableOfEmbargoes()} {
		at := strings.Index(text, begin)
		if at < 0 {
			t.Fatalf("no table begins with %q", begin)
		}
		end := at + strings.Index(text[at:], "\n\n")
		if text[at:end+1] != table && *update {
			text = text[:at] + table + text[end+1:]
		} else if text[at:end+1] != table {
			t.Errorf("the table that begins with %q is not what the program does: go test ./shipping -run TerritoriesDocument -update", begin)
		}
	}
	if *update {
		if err := os.WriteFile(territoriesDocument, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func tableOfTerritories() string {
	var b strings.Builder
	b.WriteString("| Code | What it is | Of | Written (country: postcodes; regions) | Customs | Tax | Ways | Since, until | Source |\n|---|---|---|---|---|---|---|---|---|\n")
	in := map[bool]string{true: "in", false: "out"}
	for i := range territories {
		t := &territories[i]
		var written []string
		for _, w := range t.Written {
			both := strings.Trim(w.Postcodes+"; "+strings.ReplaceAll(w.Regions, ",", ", "), "; ")
			written = append(written, string(w.Country)+": "+both)
		}
		ways := map[bool]string{true: "the same", false: "others"}[t.Mainland]
		b.WriteString("| `" + string(t.Code) + "` | " + t.Name + " | " + string(t.Of) + " | " + strings.Join(written, "<br>") + " | " + in[t.Customs] + " | " + in[t.VAT] + " | " + ways +
			" | " + strings.Trim(string(t.Since+" to "+t.Until), " ") + " | " + t.Source + " |\n")
	}
	return strings.ReplaceAll(b.String(), "| to |", "| |")
}

func tableOfEmbargoes() string {
	var b strings.Builder
	b.WriteString("| Place | Since | By which law |\n|---|---|---|\n")
	for _, e := range embargoes {
		b.WriteString("| " + e.Place.PlaceName() + " (`" + string(e.Place) + "`) | " + string(e.Since) + " | " + e.Source + " |\n")
	}
	return b.String()
}
