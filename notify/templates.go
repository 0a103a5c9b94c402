package notify

import (
	"embed"
	"errors"
	htmltemplate "html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"
	texttemplate "text/template"

	"crosslane/shipping"
)

//go:embed templates
var shipped embed.FS

// Templates are the words and the dress of messages: those that ship with the program, and
// what merchants put in their place. They are read and checked once.
type Templates struct {
	merchants map[string]wardrobe
}

// wardrobe holds the template of every language and message, under "de/delivered".
type wardrobe map[string]dress

// dress is one message's template in its two parts.
type dress struct {
	text *texttemplate.Template
	html *htmltemplate.Template
}

// Letter is a message as the buyer sees it.
type Letter struct {
	Language, Direction string // "ar", "rtl"
	From                string // the name that it comes from
	Subject             string
	Text, HTML          string
}

// content is what templates may name. Its texts are ready to be shown.
type content struct {
	Lang, Dir        string
	Name             string // of the buyer; may be empty
	Shop             string // the seller's name
	Order            string // number
	Carrier, Waybill string
	From, Until      string // days of the promise; From is empty when both are one, both when nothing is promised
	Expected         bool   // the promise still holds, and is to be shown
	Link             string // to the tracking page; may be empty
	Message          shipping.MessageKind
	Country          shipping.Country
}

// NewTemplates reads the templates that ship and those of merchants: a folder for each, by the
// seller's name in its orders, with any of common.tmpl, LANGUAGE.tmpl, layout.txt and
// layout.html. What a folder does not define stays as it ships. merchants may be nil.
// A template that cannot be read, or that names something which does not exist, is an Invalid
// error that names the file.
func NewTemplates(merchants fs.FS) (*Templates, error) {
	base, _ := fs.Sub(shipped, "templates") // it is embedded
	own, err := dressAll(base)
	if err != nil {
		return nil, err
	}
	t := &Templates{merchants: map[string]wardrobe{"": own}}
	if merchants == nil {
		return t, nil
	}
	folders, err := fs.ReadDir(merchants, ".")
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Invalid, Field: "--templates", Message: "is no directory that can be read",
			Hint: "name the directory that holds a folder for each seller (docs/notifications.md)", Cause: err}
	}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		theirs, err := fs.Sub(merchants, folder.Name())
		if err == nil {
			t.merchants[folder.Name()], err = dressAll(base, theirs)
		}
		if err != nil {
			return nil, badTemplate(folder.Name(), err)
		}
	}
	return t, nil
}

func badTemplate(folder string, err error) error {
	return &shipping.Error{Code: shipping.Invalid, Field: "templates/" + folder, Message: "a template cannot be used",
		Hint: "see docs/notifications.md for what templates may name", Cause: err}
}

// dressAll reads layers of templates, the later over the earlier, and tries each message once.
func dressAll(layers ...fs.FS) (wardrobe, error) {
	w := wardrobe{}
	for _, lang := range slices.Sorted(maps.Keys(tongues)) {
		g := tongues[lang]
		text, err := layered(layers, texttemplate.New("text"), (*texttemplate.Template).Parse, "layout.txt", lang)
		if err != nil {
			return nil, err
		}
		html, err := layered(layers, htmltemplate.New("html"), (*htmltemplate.Template).Parse, "layout.html", lang)
		if err != nil {
			return nil, err
		}
		for _, kind := range shipping.MessageKinds() {
			d, err := dressOne(text, html, kind)
			if err == nil {
				err = d.try(g)
			}
			if err != nil {
				return nil, err
			}
			w[lang+"/"+string(kind)] = d
		}
	}
	return w, nil
}

// layered parses the files of all layers into one set of templates.
func layered[T any](layers []fs.FS, set T, parse func(T, string) (T, error), layout, lang string) (T, error) {
	for _, name := range []string{"common.tmpl", lang + ".tmpl", layout} {
		for _, layer := range layers {
			raw, err := fs.ReadFile(layer, name)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return set, err
			}
			if _, err := parse(set, string(raw)); err != nil {
				return set, errors.New(name + ": " + err.Error())
			}
		}
	}
	return set, nil
}

// dressOne gives the layouts, which speak of "title" and "body", the words of one message.
func dressOne(text *texttemplate.Template, html *htmltemplate.Template, kind shipping.MessageKind) (d dress, err error) {
	var words strings.Builder
	for _, part := range []string{"subject", "title", "body"} {
		words.WriteString(`{{define "` + part + `"}}{{template "` + string(kind) + "." + part + `" .}}{{end}}`)
	}
	if d.text, err = text.Clone(); err != nil {
		return d, err
	}
	if d.html, err = html.Clone(); err != nil {
		return d, err
	}
	if _, err = d.text.New("words").Parse(words.String()); err != nil {
		return d, err
	}
	_, err = d.html.New("words").Parse(words.String())
	return d, err
}

// of finds the template of a message: the merchant's, or the one that ships; English where the
// language is not known.
func (t *Templates) of(merchant, language string, kind shipping.MessageKind) (dress, bool) {
	w, ok := t.merchants[merchant]
	if !ok {
		w = t.merchants[""]
	}
	d, ok := w[language+"/"+string(kind)]
	return d, ok
}

// try writes a letter about which nothing is known, and one about which everything is.
func (d dress) try(g tongue) error {
	_, err := d.write(&content{Lang: g.tag, Dir: g.direction})
	if err != nil {
		return err
	}
	_, err = d.write(&content{Lang: g.tag, Dir: g.direction, Name: "N", Shop: "S", Order: "1", Carrier: "C", Waybill: "W",
		From: "1", Until: "2", Expected: true, Link: "https://shop.example", Message: shipping.MessageLate, Country: "DE"})
	return err
}

// header makes a text fit for a header: one line, without marks of direction.
func header(s string) string {
	return oneLine(strings.NewReplacer("\u2068", "", "\u2069", "").Replace(s))
}

func (d dress) write(c *content) (Letter, error) {
	l := Letter{Language: c.Lang, Direction: c.Dir}
	var err error
	run := func(name string) string {
		var b strings.Builder
		if e := d.text.ExecuteTemplate(&b, name, c); e != nil {
			err = e
		}
		return strings.TrimSpace(b.String())
	}
	l.Subject, l.From = header(run("subject")), header(run("shop"))
	l.Text = run("text") + "\n"
	var html strings.Builder
	if e := d.html.Execute(&html, c); e != nil {
		err = e
	}
	l.HTML = html.String()
	return l, err
}
