package page

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"io"
)

// What is kept in a file lies in a stream of a PDF to which no page points, or in a comment of ZPL.
const (
	keptType    = "/Type/CrosslaneLabel"
	keptComment = "^FX"
	mostKept    = 1 << 16 // bytes
)

// Kept finds what was kept in a file of PDF or ZPL; it is not ok when there is nothing, or it cannot be read.
func Kept(file []byte) (kept []byte, ok bool) {
	if after, isZPL := bytes.CutPrefix(file, []byte("^XA"+keptComment)); isZPL {
		packed, _, _ := bytes.Cut(after, []byte("^"))
		kept, err := base64.StdEncoding.DecodeString(string(packed))
		return kept, err == nil
	}
	_, after, found := bytes.Cut(file, []byte(keptType+">>stream\n"))
	if !found {
		return nil, false
	}
	r, err := zlib.NewReader(bytes.NewReader(after))
	if err != nil {
		return nil, false
	}
	kept, err = io.ReadAll(io.LimitReader(r, mostKept))
	return kept, err == nil
}
