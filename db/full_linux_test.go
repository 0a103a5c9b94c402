package db_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"crosslane/db"
)

// TestFullDisk: what lies on a disk without room can be looked at by several at once, and meanwhile nobody writes; where the newest rows lie beside it, it is said that there is no room.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := exec.Command("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", dir).Run(); err != nil {
		t.Skip("no disk of one's own can be mounted: ", err)
	}
	defer func() { _ = exec.Command("umount", dir).Run() }()
	ctx, file := t.Context(), filepath.Join(dir, "x.db")
	d, err := db.Open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Write.ExecContext(ctx, "CREATE TABLE goods (sku TEXT); INSERT INTO goods VALUES ('MUG')"); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "other"), make([]byte, 8<<20), 0o600); err == nil {
		t.Fatal("there is room still")
	}
	var looks [2]*db.DB
	for i := range looks {
		if looks[i], err = db.OpenReadOnly(ctx, file); err != nil {
			t.Fatal(err)
		}
		var sku string
		if err := looks[i].Read.QueryRowContext(ctx, "SELECT sku FROM goods").Scan(&sku); err != nil || sku != "MUG" {
			t.Errorf("%q, %v", sku, err)
		}
	}
	if _, err := db.Open(ctx, file); err == nil || !db.Held(err) {
		t.Errorf("somebody writes while it is read as it is: %v", err)
	}
	for _, l := range looks {
		_ = l.Close()
	}
	if err := os.Truncate(filepath.Join(dir, "other"), 3<<20); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file+"-wal", log, 0o600) // as a process leaves it that was killed
	}
	_ = os.WriteFile(filepath.Join(dir, "more"), make([]byte, 8<<20), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.OpenReadOnly(ctx, file); !db.Full(err) {
		t.Errorf("with rows in its log: %v", err)
	}
}
