package exchange

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"crosslane/fact"
	"crosslane/merchant"
	"crosslane/merchant/afresh"
	"crosslane/merchant/listed"
	"crosslane/merchant/source"
	"crosslane/merchant/stock"
	"crosslane/order"
	"crosslane/shipping"
)

// report tells row by row what came of a file.
type report struct {
	Taken

	rows [][]string
}

func (r *report) add(line int, number, became, field, message, hint string) {
	at := ""
	if line > 0 {
		at = strconv.Itoa(line)
	}
	r.rows = append(r.rows, []string{at, number, became, field, message, hint})
}

func (r *report) problems(number, became string, list []fact.Problem) {
	for _, p := range list {
		r.add(p.Line, number, became, p.Field, p.Message, p.Hint)
	}
}

// take takes one file in as a whole, and moves it to where it belongs, with what came of it beside it. Where that cannot be written the
// file stays, and adds nothing when it is taken in again.
func (f *Folder) take(ctx context.Context, name string) (*Taken, error) {
	r := &report{Taken: Taken{File: name}}
	err := f.read(ctx, filepath.Join(f.dir, "in", name), r)
	switch code := shipping.CodeOf(err); {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case code == shipping.Internal || code == shipping.Unavailable || code == shipping.Corrupt:
		return nil, err // it is not the file's fault: it stays
	case err != nil:
		e := &shipping.Error{Message: err.Error()}
		if known, ok := errors.AsType[*shipping.Error](err); ok {
			e = known
		}
		r.Why = e.Message
		r.add(0, "", "not read", e.Field, e.Message, e.Hint)
	}
	floor := "done"
	if r.Wrong > 0 || r.Why != "" {
		floor = "failed"
	}
	at := filepath.Join(f.dir, floor, f.m.Now().UTC().Format("20060102T150405.000Z")+"-"+name)
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(append([][]string{{"line", "order", "became", "field", "message", "hint"}}, r.rows...)) // to memory
	if err := cmp.Or(whole(at+".told", b.Bytes()), os.Rename(filepath.Join(f.dir, "in", name), at)); err != nil {
		return nil, failed("put "+name+" away", err)
	}
	delete(f.seen, name)
	return &r.Taken, nil
}

// read reads a file by what its name begins with.
func (f *Folder) read(ctx context.Context, file string, r *report) error {
	name := strings.ToLower(filepath.Base(file))
	kinds := []struct {
		begin string
		read  func(context.Context, *source.Source, *report) error
	}{
		{"orders", f.orders},
		{"products", list(f.m, order.NewProducts, afresh.Products)},
		{"stock", list(f.m, order.NewStock, stock.Receive)},
		{"receipts", list(f.m, order.NewStock, stock.Receive)},
		{"counts", list(f.m, order.NewCount, stock.Count)},
	}
	if ext := filepath.Ext(name); ext == ".csv" || ext == ".json" {
		for _, k := range kinds {
			if !strings.HasPrefix(name, k.begin) {
				continue
			}
			src, err := source.Open(nil, file)
			if err != nil {
				return err
			}
			defer src.Close()
			return k.read(ctx, src, r)
		}
	}
	return shipping.BadField("name", "it does not tell what the file holds", "begin it with orders, products, stock, receipts or counts, and end it with .csv or .json")
}

// list reads rows of products, receipts or counts.
func list[T any](m *merchant.Merchant, read func(io.Reader) (*order.List[T], error), take func(context.Context, *merchant.Merchant, *order.List[T], stock.Spelling) (*stock.Summary, error)) func(context.Context, *source.Source, *report) error {
	return func(ctx context.Context, src *source.Source, r *report) error {
		rows, err := read(src)
		if err != nil {
			return err
		}
		sum, err := take(ctx, m, rows, stock.AsKnown)
		if sum != nil {
			r.Rows, r.Wrong = sum.Lines, sum.Rejected
			r.problems("", "refused", sum.Problems)
		}
		if err == nil {
			r.add(0, "", "taken in", "", strconv.Itoa(r.Rows-r.Wrong)+" of "+strconv.Itoa(r.Rows)+" rows", "")
		}
		return err
	}
}

// orders reads orders of any form that an import knows.
func (f *Folder) orders(ctx context.Context, src *source.Source, r *report) error {
	goods := listed.New(f.m.Ledger, f.m.ID)
	o := order.Options{Merchant: f.m.ID, Products: goods.Find(ctx), Meant: goods.Meant(ctx, stock.NewNames(f.m).Meant), Now: f.m.Now()}
	var err error
	if o.Apart, err = order.Apart(src, o); err != nil {
		return err
	}
	if _, err := src.Seek(0, io.SeekStart); err != nil {
		return source.Unreadable("", err)
	}
	decoder, err := order.NewDecoder(src, o)
	if err != nil {
		return err
	}
	var sum order.Summary
	err = f.m.Intake("exchange", src.Hash, goods, func(in *order.Intake, verdict order.Verdict, remark error) {
		sum.Became(in, verdict, remark)
		list := in.Problems
		if remark != nil {
			list = append(list, in.Remark(remark))
		}
		if len(list) == 0 {
			r.add(in.First, in.Number, string(verdict), "", "", "")
		}
		r.problems(in.Number, string(verdict), list)
		r.problems(in.Number, "warning", in.Warnings)
	}).Run(ctx, decoder)
	r.Rows, r.Wrong = sum.Lines, sum.Refused()
	if err == nil && sum.Lines == 0 && r.Wrong == 0 {
		err = shipping.Fault(shipping.Invalid, "the file holds no orders", "export it again, over the days that you mean")
	}
	return cmp.Or(err, f.m.Fill(ctx))
}
