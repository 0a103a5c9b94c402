package order_test

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"crosslane/order"
)

func ExampleNewDecoder() {
	file := strings.NewReader(`InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
700001,10010,CAFE SIGN,6,3/1/11 8:26,2.55,90001,EIRE
700001,POST,POSTAGE,1,3/1/11 8:26,18,90001,EIRE
700002,10012,LAMP,1,3/1/11 9:05,12.75,,Unspecified
`)
	orders, err := order.NewDecoder(file, order.Options{Merchant: "demo"})
	if err != nil {
		fmt.Println(err)
		return
	}
	var sum order.Summary
	for {
		in, err := orders.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		sum.Became(in, in.Verdict, nil)
		fmt.Println(in.Number, in.Verdict, len(in.Order.Lines), "goods,", len(in.Charges), "charges")
		for _, p := range in.Problems {
			fmt.Printf("  line %d, %s: %s\n", p.Line, p.Field, p.Message)
		}
	}
	fmt.Println(sum.Lines, "lines,", sum.Orders, "orders,", sum.Held, "held")
	// Output:
	// 700001 accepted 1 goods, 1 charges
	// 700002 held 1 goods, 0 charges
	//   line 4, Country: "Unspecified" is not a country
	// 3 lines, 2 orders, 1 held
}
