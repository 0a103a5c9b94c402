package order

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"
	"time"
)

// manyOrders is a file of n orders of two or three lines, made while it is read.
type manyOrders struct {
	header string
	order  func(b *bytes.Buffer, i int)
	n, i   int
	buf    bytes.Buffer
	read   int64
}

func (m *manyOrders) Read(p []byte) (int, error) {
	if m.i == 0 {
		m.buf.WriteString(m.header)
	}
	for m.buf.Len() < len(p) && m.i < m.n {
		m.order(&m.buf, m.i)
		m.i++
	}
	n, err := m.buf.Read(p)
	m.read += int64(n)
	return n, err
}

func shopifyOrders(n int) *manyOrders {
	const header = "Name,Email,Financial Status,Created at,Currency,Total,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem requires shipping,Lineitem fulfillment status," +
		"Billing Name,Billing City,Billing Zip,Billing Country,Shipping Name,Shipping Address1,Shipping City,Shipping Zip,Shipping Province,Shipping Country,Notes,Cancelled at\n"
	return &manyOrders{header: header, n: n, order: func(b *bytes.Buffer, i int) {
		fmt.Fprintf(b, "#%d,buyer%d@example.com,paid,2026-03-%02d %02d:15:00 +0100,EUR,59.80,2,Blue mug,12.50,SKU-%d,true,pending,"+
			"Mia Muster,Leipzig,'04109,DE,Mia Muster,Lindenweg %d,Leipzig,'04109,SN,DE,\"to the door, please\",\n", i, i, i%28+1, i%24, i%300, i)
		for j := range 1 + i%2 {
			fmt.Fprintf(b, "#%d,buyer%d@example.com,,,,,1,Plate,34.80,SKU-%d,true,pending,,,,,,,,,,,,\n", i, i, (i+j)%300)
		}
	}}
}

func invoiceOrders(n int) *manyOrders {
	return &manyOrders{header: "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n", n: n, order: func(b *bytes.Buffer, i int) {
		for j := range 2 + i%2 {
			fmt.Fprintf(b, "%d,%d,BLUE BOWL WITH HEARTS,6,12/%d/10 8:26,2.55,%d,France\r\n", 500000+i, 10000+(i+j)%300, i%28+1, 10000+i%5000)
		}
	}}
}

// A file of any length is read in the memory of a few orders.
func TestMemoryIsBounded(t *testing.T) {
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	d, err := NewDecoder(shopifyOrders(100_000), Options{})
	if err != nil {
		t.Fatal(err)
	}
	orders, most := 0, uint64(0)
	for {
		in, err := d.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || in.Verdict != Accepted {
			t.Fatalf("%v %+v", err, in)
		}
		if orders++; orders%20_000 == 0 {
			most = max(most, heap())
		}
	}
	// The numbers remembered take about 5 MB; the file alone has 30 MB.
	if grown := int64(most) - int64(before); orders != 100_000 || grown > 16<<20 {
		t.Fatalf("%d orders, and the heap grew by %d bytes", orders, grown)
	}
	t.Logf("the heap grew by at most %d kB", (int64(most)-int64(before))>>10)
	runtime.KeepAlive(d)
}

func BenchmarkDecode(b *testing.B) {
	const n = 100_000
	for name, orders := range map[string]func(int) *manyOrders{"shopify": shopifyOrders, "invoice-lines": invoiceOrders} {
		text, err := io.ReadAll(orders(n))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var ours, bare time.Duration
			for b.Loop() {
				start := time.Now()
				orders := decode(b, text)
				ours += time.Since(start)
				if orders != n {
					b.Fatalf("%d orders", orders)
				}
				b.StopTimer()
				start = time.Now()
				readBare(b, text)
				bare += time.Since(start)
				b.StartTimer()
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "orders/s")
			b.ReportMetric(float64(ours)/float64(bare), "times-encoding/csv")
		})
	}
}

func decode(b *testing.B, text []byte) (orders int) {
	d, err := NewDecoder(bytes.NewReader(text), Options{})
	if err != nil {
		b.Fatal(err)
	}
	for {
		if _, err := d.Next(); errors.Is(err, io.EOF) {
			return orders
		} else if err != nil {
			b.Fatal(err)
		}
		orders++
	}
}

// readBare reads the same text with encoding/csv and does nothing with it.
func readBare(b *testing.B, text []byte) {
	r := csv.NewReader(bytes.NewReader(text))
	r.ReuseRecord = true
	for {
		if _, err := r.Read(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			b.Fatal(err)
		}
	}
}
