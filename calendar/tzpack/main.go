// Command tzpack makes the time zone database of the program from a folder of compiled zones (RFC 9636).
// The folder comes from a release of the IANA time zone database, in which one runs
//
//	make TOPDIR=top TZDIR=$PWD/zoneinfo ZFLAGS="-b fat" PACKRATDATA=backzone PACKRATLIST=zone.tab posix_only
//
// and then, here, with the name of the release:
//
//	go run ./calendar/tzpack -release 2026c -from .../zoneinfo -to calendar/zoneinfo.zip
//
// The same folder always makes the same file.
package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"flag"
	"io"
	"io/fs"
	"log"
	"os"
	"time"
)

func main() {
	log.SetFlags(0)
	release := flag.String("release", "", "name of the release")
	from := flag.String("from", "zoneinfo", "folder of compiled zones")
	to := flag.String("to", "calendar/zoneinfo.zip", "file to write")
	flag.Parse()
	archive, err := pack(os.DirFS(*from), *release)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*to, archive, 0o600); err != nil {
		log.Fatal(err)
	}
}

// pack puts every zone of a folder into an archive, in the order of names; the archive's comment names the release.
func pack(folder fs.FS, release string) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	w.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestCompression) })
	err := fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == "Factory" { // of a machine whose zone nobody has set
			return err
		}
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		if _, unread := time.LoadLocationFromTZData(name, data); unread != nil {
			return nil //nolint:nilerr // a list of countries, and the like
		}
		file, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		_, err = file.Write(data)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := w.SetComment(release); err != nil {
		return nil, err
	}
	err = w.Close()
	return b.Bytes(), err
}
