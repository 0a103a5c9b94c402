// Package bundle answers the question: how do the labels of many parcels, drawn here or by carriers, become one file for a printer?
package bundle

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"crosslane/shipping"
)

func init() { api.DisableConfigDir() } //nolint:gochecknoinits // the library would keep settings in the home directory of whoever runs the program

// Label is one of those that come into a file.
type Label struct {
	Name  string // by which it is told where it cannot be read
	Media string // "application/pdf", "image/png" or "application/zpl"
	Body  []byte
}

// Fits reports whether labels of a kind can stand in a file of a kind: pictures stand on pages of a PDF, and nothing else becomes another.
func Fits(media, in string) bool {
	return media == in || media == "image/png" && in == "application/pdf"
}

// Joined puts labels of the kind of file into it, in the order given: "application/pdf", or "application/zpl", which is a stream for a label printer. A label that
// cannot be read is an Invalid error that names it, and there is no file.
func Joined(media string, list []Label) ([]byte, error) {
	for i := range list {
		if !Fits(list[i].Media, media) {
			return nil, unreadable(list[i].Name, errors.New("it is "+list[i].Media))
		}
	}
	switch media {
	case "application/zpl":
		return stream(list)
	case "application/pdf":
		return pages(list)
	}
	return nil, shipping.BadField("form", "there is no file of labels of the kind "+media, "the kinds are application/pdf and application/zpl")
}

// Fit tells why a label cannot stand in a file with others; nil: it can.
func Fit(l Label) error {
	media := "application/pdf"
	if Fits(l.Media, "application/zpl") {
		media = "application/zpl"
	}
	_, err := Joined(media, []Label{l})
	return err
}

// stream puts labels for a printer behind each other. Each is whole, or what follows it would be printed on it.
func stream(list []Label) ([]byte, error) {
	var out bytes.Buffer
	for _, l := range list {
		text := strings.TrimSpace(string(l.Body))
		if begins, ends := strings.Count(text, "^XA"), strings.Count(text, "^XZ"); begins == 0 || begins != ends || !strings.HasSuffix(text, "^XZ") {
			return nil, unreadable(l.Name, fmt.Errorf("it begins %d times (^XA) and ends %d times (^XZ)", begins, ends))
		}
		out.WriteString(text)
		out.WriteByte('\n')
	}
	return out.Bytes(), nil
}

// pages puts labels on pages, each with the size that it has.
func pages(list []Label) ([]byte, error) {
	files := make([]io.ReadSeeker, len(list))
	for i, l := range list {
		body := l.Body
		if l.Media == "image/png" {
			var err error
			if body, err = onPage(body); err != nil {
				return nil, unreadable(l.Name, err)
			}
		}
		files[i] = bytes.NewReader(body)
	}
	out, err := merged(files)
	if err == nil {
		return out, nil
	}
	for i, file := range files { // which one is it?
		if _, alone := merged([]io.ReadSeeker{file}); alone != nil {
			return nil, unreadable(list[i].Name, alone)
		}
	}
	return nil, unreadable("one of them", err)
}

// onPage puts a picture of a label on a page of 4 by 6 inches, as large as it fits.
func onPage(png []byte) (page []byte, err error) {
	defer theirs(&err)
	sheet := &pdfcpu.Import{PageDim: &types.Dim{Width: 288, Height: 432}, UserDim: true, Pos: types.Center, Scale: 1, InpUnit: types.POINTS}
	var b bytes.Buffer
	err = api.ImportImages(nil, &b, []io.Reader{bytes.NewReader(png)}, sheet, model.NewDefaultConfiguration())
	return b.Bytes(), err
}

// theirs makes an error of what breaks the library: it is the file's fault, and none of ours.
func theirs(err *error) {
	if broke := recover(); broke != nil {
		*err = fmt.Errorf("%v", broke)
	}
}

// merged makes one file of several.
func merged(files []io.ReadSeeker) (out []byte, err error) {
	defer theirs(&err)
	for _, f := range files {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return nil, err
		}
	}
	var b bytes.Buffer
	err = api.MergeRaw(slices.Clone(files), &b, false, model.NewDefaultConfiguration())
	return b.Bytes(), err
}

func unreadable(name string, why error) error {
	return &shipping.Error{Code: shipping.Invalid, Field: "label " + name, Message: "it cannot be put into a file with others: " + why.Error(), Hint: "print it by itself: crosslane label " + name, Cause: why}
}
