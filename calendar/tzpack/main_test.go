package main

import (
	"archive/zip"
	"bytes"
	"testing"
	"testing/fstest"
	"time"
)

func TestPack(t *testing.T) {
	utc := append([]byte("TZif"), make([]byte, 16)...)
	utc = append(utc, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4) // one kind of time, four letters
	utc = append(utc, 0, 0, 0, 0, 0, 0)
	utc = append(utc, "UTC\x00"...)
	if _, err := time.LoadLocationFromTZData("UTC", utc); err != nil {
		t.Fatal(err)
	}
	folder := fstest.MapFS{"Etc/UTC": {Data: utc}, "UTC": {Data: utc}, "Factory": {Data: utc}, "zone.tab": {Data: []byte("AD +4230 Europe/Andorra")}}
	first, err := pack(folder, "2026c")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := pack(folder, "2026c"); !bytes.Equal(first, again) {
		t.Error("the same folder makes another archive")
	}
	r, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	if len(r.File) != 2 || r.File[0].Name != "Etc/UTC" || r.File[1].Name != "UTC" || r.Comment != "2026c" {
		t.Errorf("%d files, of %q", len(r.File), r.Comment)
	}
}
