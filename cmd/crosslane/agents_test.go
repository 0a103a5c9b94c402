package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// talkWith starts crosslane mcp as a program that runs agents does.
func talkWith(t *testing.T, token string, args ...string) *sdk.ClientSession {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), asProgram+"=1", "CROSSLANE_TOKEN="+token)
	c.Stderr = os.Stderr
	s, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.CommandTransport{Command: c}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// asked is what a tool answers.
func asked(t *testing.T, s *sdk.ClientSession, tool string, args map[string]any) string {
	t.Helper()
	r, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		return err.Error()
	}
	return r.Content[0].(*sdk.TextContent).Text
}

// TestAgentsBesideAServer: an agent talks with the program with a server and without one; as a token it may what the token may, and without one it
// looks, unless more was said.
func TestAgentsBesideAServer(t *testing.T) {
	data := besidePlace(t)
	token := strings.TrimSpace(done(t, "", "--data", data, "tokens", "add", "agent", "--only", "read", "--only", "orders"))
	order := map[string]any{"number": "B-1", "placed": "2026-03-19T08:00:00Z", "currency": "EUR", "address": map[string]any{"name": "Eva", "lines": []any{"Testgasse 3"}, "city": "Wien", "postcode": "1017", "country": "AT"},
		"lines": []any{map[string]any{"sku": "MUG", "name": "Mug", "quantity": 1, "price": "9.90", "weight_g": 300, "hs": "691110", "origin": "CN"}}}
	for _, served := range []bool{false, true} {
		if served {
			serverOf(t, data)
		}
		for _, c := range []struct {
			token   string
			args    []string
			changes bool
		}{{token, nil, true}, {"", nil, false}, {"", []string{"--may-change", "--by", "eva"}, true}} {
			s := talkWith(t, c.token, append([]string{"--data", data, "mcp"}, c.args...)...)
			if text := asked(t, s, "search", map[string]any{"name": "B-1"}); !strings.Contains(text, `"orders":[`) {
				t.Errorf("served %t, %v: %s", served, c.args, text)
			}
			number := "B-1" + strings.Join(c.args, "") + map[bool]string{true: "S"}[served] + map[bool]string{true: "T"}[c.token != ""]
			order["number"] = number
			with := map[string]any{"orders": []any{order}}
			text := asked(t, s, "hand_orders_in", with)
			if !c.changes {
				if !strings.Contains(text, "unknown tool") {
					t.Errorf("served %t: an agent that looks: %s", served, text)
				}
				continue
			}
			var deed struct{ Confirmation string }
			if err := json.Unmarshal([]byte(text), &deed); err != nil {
				t.Fatal(err, text)
			}
			with["confirmation"] = deed.Confirmation
			if text := asked(t, s, "hand_orders_in", with); !strings.Contains(text, `"verdict":"accepted"`) {
				t.Errorf("served %t, %v: %s", served, c.args, text)
			}
			by := "token:tok_"
			if c.token == "" {
				by = "clerk:eva"
			}
			if text := asked(t, s, "explain", map[string]any{"name": number}); !strings.Contains(text, by) || !strings.Contains(text, "Received: order "+number) {
				t.Errorf("served %t, %v: %s", served, c.args, text)
			}
			_ = s.Close()
		}
	}
	if text, errs, status := typed(t, "", "--data", data, "mcp", "--may-change", "--token", token); status != 2 || !strings.Contains(text+errs, "does not go with a token") {
		t.Errorf("a token and more: %d %s", status, text)
	}
}
