package note

import (
	"crosslane/fact"
	"crosslane/fact/evidence"
)

// proofWords say what kind of proof it is.
var proofWords = map[string]string{"application/pdf": "a letter (PDF)", "image/png": "a picture (PNG)", "image/jpeg": "a picture (JPEG)", evidence.Words: "who took it, where and when"}

func tellClosed(b *fact.ManifestAnswered) string {
	if b.Manifest == "" {
		return "Waybill " + b.Waybill + " is not closed: " + said(b.Code, b.Message) + "."
	}
	return "Waybill " + b.Waybill + " is closed, on the carrier's manifest " + b.Manifest + "."
}

// tellProof names nobody: who took the parcel stands in the document.
func tellProof(b *evidence.Kept) string {
	return "The carrier's proof of delivery of waybill " + b.Waybill + " lies here: " + proofWords[b.Media] + "."
}
