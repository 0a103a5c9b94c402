package trigger

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"crosslane/shipping"
)

const page = "docs/triggers.md lists the words"

// mistake tells what the language found wrong in a condition, in the words of this house.
func mistake(field, text string, e *common.Error) error {
	message, hint, _ := strings.Cut(e.Message, " (did you mean ")
	hint = strings.Trim(hint, "'?)")
	if hint != "" {
		hint = "did you mean " + hint + "? "
	}
	quoted := strings.Split(message, "'")
	switch {
	case strings.HasPrefix(message, "undeclared reference") && len(quoted) > 1:
		name := wholeName(text, quoted[1])
		message, hint = "\""+name+"\" is not known", hint+where(name)
	case strings.HasPrefix(message, "found no matching overload") && len(quoted) > 3:
		message = "\"" + strings.Trim(strings.ReplaceAll(quoted[1], "_", " "), "@ ") + "\" does not go with " + quoted[3]
		hint = "whole numbers stand without quotes and points, texts in quotes; docs/triggers.md tells what each word is"
	case strings.HasPrefix(message, "Syntax error: "):
		message, _, _ = strings.Cut(message[len("Syntax error: "):], " expecting ")
		message = strings.ReplaceAll(message, "'<EOF>'", "the end of the condition")
	}
	return shipping.BadField(field, place(e.Location)+message, hint)
}

// wholeName is the name in the text that begins so, "parcel.weight" where the language speaks of "parcel".
func wholeName(text, begin string) string {
	_, rest, _ := strings.Cut(text, begin)
	end := strings.IndexFunc(rest, func(r rune) bool { return r != '.' && r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end < 0 {
		end = len(rest)
	}
	return begin + rest[:end]
}

// where is a hint at the place for a word that belongs to another condition.
func where(name string) string {
	switch {
	case aboutParcel.words()[name] != nil:
		return "parcels are asked about under \"parcels\" alone; " + page
	case aboutLane.words()[name] != nil:
		return "this is asked under \"when\" and \"clear\" alone; " + page
	}
	return page
}

// place is where in the condition something stands, counted from 1.
func place(l common.Location) string {
	column := "column " + strconv.Itoa(l.Column()+1) + ": "
	if l.Line() > 1 {
		return "line " + strconv.Itoa(l.Line()) + " of the condition, " + column
	}
	return column
}

// checkTexts finds texts that a word can never be: a kind of channel, a peak, a country that does not exist.
// Such a comparison is never true, and nobody would notice.
func (s *Set) checkTexts(c *condition, checked *cel.Ast, field string) (wrong error) {
	rep := checked.NativeRep()
	ast.PreOrderVisit(rep.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if wrong != nil || e.Kind() != ast.CallKind || len(e.AsCall().Args()) != 2 {
			return
		}
		call := e.AsCall()
		if f := call.FunctionName(); f != operators.Equals && f != operators.NotEquals && f != operators.In {
			return
		}
		left, right := call.Args()[0], call.Args()[1]
		for _, pair := range [][2]ast.Expr{{left, right}, {right, left}} {
			if wrong == nil && pair[0].Kind() == ast.IdentKind {
				wrong = s.checkAmong(c.words[pair[0].AsIdent()], pair[1], rep.SourceInfo(), field)
			}
		}
	}))
	return wrong
}

// checkAmong checks a text, or the texts of a list, against what a word may be.
func (s *Set) checkAmong(w *word, e ast.Expr, info *ast.SourceInfo, field string) error {
	if w == nil || w.among == nil {
		return nil
	}
	if e.Kind() == ast.ListKind {
		for _, element := range e.AsList().Elements() {
			if err := s.checkAmong(w, element, info, field); err != nil {
				return err
			}
		}
		return nil
	}
	if e.Kind() != ast.LiteralKind {
		return nil
	}
	text, ok := e.AsLiteral().(types.String)
	names := w.among(s.book)
	if !ok || text == "" || slices.Contains(names, string(text)) {
		return nil
	}
	return shipping.BadField(field, place(info.GetStartLocation(e.ID()))+"no "+w.name+" is \""+string(text)+"\"", nearest(string(text), names))
}

// nearest is a hint at the name that is meant, or at what there is.
func nearest(text string, names []string) string {
	best := shipping.Nearest(text, names)
	switch {
	case best != "":
		return "did you mean \"" + best + "\"?"
	case len(names) == 0:
		return "the Book has none"
	case len(names) <= 12:
		return "there are " + strings.Join(names, ", ")
	}
	return "it has to be one of the Book's, or of the trade's words"
}
