package push_test

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"
)

// stall sends the head of a push and nothing of its body, and answers with the connection once the server reads the body.
func (y *yard) stall(t *testing.T, door, from string) (*bufio.Reader, net.Conn) {
	t.Helper()
	c, err := new(net.Dialer).DialContext(t.Context(), "tcp", y.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	fmt.Fprintf(c, "POST /in/main/%s HTTP/1.1\r\nHost: x\r\nFrom: %s\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n", door, from)
	in := bufio.NewReader(c)
	head, err := in.ReadString('\n')
	if err != nil || !strings.Contains(head, "100 Continue") {
		t.Fatalf("from %s: %q, %v", from, head, err)
	}
	return in, c
}

// TestSlowStrangers: whoever sends slowly has his own places, and keeps nobody else out; who signed at a door before is let in whatever strangers do there.
func TestSlowStrangers(t *testing.T) {
	y := opened(t, t.TempDir())
	y.pushes.Wait(time.Hour, 50*time.Millisecond)
	sheet := func(n int) string {
		return fmt.Sprintf("waybill,time,milestone\nNOBODY%d,2026-06-01T10:00:00Z,delivered\n", n)
	}
	n := 0
	send := func(from string, want int) {
		t.Helper()
		n++
		status, text := y.send(t, "main/silkway", sheet(n), "From", from, "X-Signature", hex.EncodeToString(signed(sheet(n), secret)))
		if status != want || (want != 200) != strings.Contains(text, "come again") {
			t.Errorf("from %s: %d %s, want %d", from, status, text, want)
		}
	}
	for range 4 {
		y.stall(t, "silkway", "192.0.2.1")
	}
	send("192.0.2.1", 429)
	send("192.0.2.2", 200)
	for i := range 12 { // a stranger who has many addresses
		y.stall(t, "silkway", fmt.Sprintf("2001:db8:%d::1", i))
	}
	send("2001:db8:99::1", 503)
	send("192.0.2.2", 200)
	if status, text := y.send(t, "main/shopify-de", shopifyOrder(1, "2026-06-02T11:59:00Z", "paid"), "From", "192.0.2.3", "X-Shopify-Hmac-Sha256", b64(shopifyOrder(1, "2026-06-02T11:59:00Z", "paid"))); status != 200 {
		t.Errorf("at another door: %d %s", status, text)
	}
}

// TestABodyThatDoesNotCome is given up, and its place is free again.
func TestABodyThatDoesNotCome(t *testing.T) {
	y := opened(t, t.TempDir())
	y.pushes.Wait(20*time.Millisecond, time.Hour)
	for range 6 {
		in, _ := y.stall(t, "silkway", "192.0.2.1")
		text := ""
		for !strings.Contains(text, "HTTP/1.1 422") {
			line, err := in.ReadString('\n')
			if text += line; err != nil {
				t.Fatalf("%q, %v", text, err)
			}
		}
	}
}
