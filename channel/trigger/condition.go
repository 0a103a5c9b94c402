package trigger

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/common/types"

	"crosslane/shipping"
)

// vocabulary are the words of one sort of condition, and the language made of them. The language is
// made when the first condition is read: a Book without triggers pays nothing.
type vocabulary struct {
	words func() map[string]*word
	env   func() (*cel.Env, error)
}

var (
	aboutLane   = newVocabulary(func() []word { return append(healthWords(), laneWords...) })
	aboutParcel = newVocabulary(func() []word { return parcelWords })
)

func newVocabulary(list func() []word) vocabulary {
	words := sync.OnceValue(func() map[string]*word {
		byName := map[string]*word{}
		for _, w := range list() {
			byName[w.name] = &w
		}
		return byName
	})
	return vocabulary{words, sync.OnceValues(func() (*cel.Env, error) {
		options := []cel.EnvOption{cel.ASTValidators(cel.ValidateRegexLiterals())}
		for _, w := range words() {
			options = append(options, cel.Variable(w.name, w.kind))
		}
		return cel.NewEnv(options...)
	})}
}

// condition is one that is ready to be worked out.
type condition struct {
	program cel.Program
	words   map[string]*word
	reads   []string // the figures and days that it speaks of, in the order of its text
}

// compileCondition answers with nil for an empty text.
func (s *Set) compileCondition(about *vocabulary, text, field string) (*condition, error) {
	if text == "" {
		return nil, nil //nolint:nilnil // no condition
	}
	env, err := about.env()
	if err != nil {
		return nil, &shipping.Error{Code: shipping.Internal, Field: field, Message: "the language of conditions cannot be made", Cause: err}
	}
	ast, issues := env.Compile(text)
	if wrong := issues.Errors(); len(wrong) > 0 {
		return nil, mistake(field, text, wrong[0])
	}
	if !ast.OutputType().IsExactType(cel.BoolType) {
		return nil, shipping.BadField(field, "the condition is "+ast.OutputType().String()+", and not true or false", "compare it with something, as in health.late_hours > 48")
	}
	c := &condition{words: about.words()}
	if err := s.checkTexts(c, ast, field); err != nil {
		return nil, err
	}
	if err := checkCost(env, ast, field); err != nil {
		return nil, err
	}
	if c.program, err = env.Program(ast, cel.EvalOptions(cel.OptOptimize)); err != nil {
		return nil, &shipping.Error{Code: shipping.Invalid, Field: field, Message: "the condition cannot be worked out", Cause: err}
	}
	c.reads = figuresIn(ast, text)
	return c, nil
}

// holds works the condition out. One that cannot be worked out (a division by zero, a value
// without an exchange rate) does not hold.
func (c *condition) holds(s *scene) bool {
	v, _, err := c.program.Eval(view{c.words, s})
	return err == nil && v == types.True
}

// view is a scene as the language looks at it.
type view struct {
	words map[string]*word
	scene *scene
}

// ResolveName answers with the value of a word.
func (v view) ResolveName(name string) (any, bool) {
	w := v.words[name]
	if w == nil {
		return nil, false
	}
	value := w.of(v.scene)
	return value, value != nil
}

// Parent is nil: there are no other words.
func (view) Parent() cel.Activation { return nil }

// mostCost bounds the steps of a condition, whatever its values are: about a hundred comparisons
// of texts. longest is taken to be the length of a text or list of which nothing else is known.
const (
	mostCost = 10_000
	longest  = 64
)

func checkCost(env *cel.Env, ast *cel.Ast, field string) error {
	estimate, err := env.EstimateCost(ast, bounds{})
	if err == nil && estimate.Max <= mostCost {
		return nil
	}
	return shipping.BadField(field, "the condition may take more than "+strconv.Itoa(mostCost)+" steps", "take out lists within lists")
}

// bounds tells how long texts and lists are at most.
type bounds struct{}

// EstimateSize bounds a text or a list.
func (bounds) EstimateSize(cost.AstNode) *cost.SizeEstimate {
	return &cost.SizeEstimate{Min: 0, Max: longest}
}

// EstimateCallCost leaves calls at what the language takes them to cost.
func (bounds) EstimateCallCost(string, string, *cost.AstNode, []cost.AstNode) *cost.CallEstimate {
	return nil
}

// figuresIn lists the figures of health and the days that a condition speaks of.
func figuresIn(ast *cel.Ast, text string) (names []string) {
	for _, r := range ast.NativeRep().ReferenceMap() {
		if (strings.HasPrefix(r.Name, "health.") || strings.HasPrefix(r.Name, "day.")) && !slices.Contains(names, r.Name) {
			names = append(names, r.Name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := strings.Index(text, a) - strings.Index(text, b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return names
}

// note writes what the condition read, "late_hours 61, sample 24".
func (c *condition) note(s *scene) string {
	parts := make([]string, 0, len(c.reads))
	for _, name := range c.reads {
		_, short, _ := strings.Cut(name, ".")
		switch v := c.words[name].of(s).(type) {
		case types.Int:
			parts = append(parts, short+" "+strconv.FormatInt(int64(v), 10))
		case string:
			if v == "" {
				v = "none"
			}
			parts = append(parts, short+" "+v)
		}
	}
	return strings.Join(parts, ", ")
}
