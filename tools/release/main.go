// Command release builds what is given to others: the program for every system, one archive of licences, a list of what is in it, a package
// for Debian, and the checksums of all. The same commit gives the same bytes.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// systems are what the program is built for.
var systems = [][2]string{{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"}}

// sameDay stands for the day of the release wherever one is written, so that the same commit gives the same bytes.
const sameDay = "SOURCE_DATE_EPOCH=1767225600"

// release is one that is being made.
type release struct {
	root, out, version string
	only               string // one system, OS/ARCH; empty: all
}

func main() {
	var r release
	flag.StringVar(&r.root, "root", ".", "where the program's code lies")
	flag.StringVar(&r.out, "out", "dist", "where the files go; it is emptied first")
	flag.StringVar(&r.version, "version", "0.0.0", "of the Debian package")
	flag.StringVar(&r.only, "only", "", "one system, OS/ARCH")
	flag.Parse()
	if err := r.make(); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func (r *release) make() error {
	for _, dir := range []*string{&r.root, &r.out} {
		abs, err := filepath.Abs(*dir)
		if err != nil {
			return err
		}
		*dir = abs
	}
	if !regexp.MustCompile(`^[0-9][0-9A-Za-z.+~-]*$`).MatchString(r.version) {
		return fmt.Errorf("-version %q is no version of a package: write one such as 1.2.0", r.version)
	}
	if err := os.RemoveAll(r.out); err != nil {
		return err
	}
	if err := os.MkdirAll(r.out, 0o755); err != nil { //nolint:gosec // it is given to others
		return err
	}
	for _, s := range systems {
		if r.only != "" && r.only != s[0]+"/"+s[1] {
			continue
		}
		if err := r.build(s[0], s[1]); err != nil {
			return err
		}
	}
	return errors.Join(r.licences(), r.sums())
}

// build builds the program for a system, with what is in it, and the package where there is one.
func (r *release) build(system, machine string) error {
	name := "crosslane-" + system + "-" + machine
	if system == "windows" {
		name += ".exe"
	}
	file := filepath.Join(r.out, name)
	err := r.run(r.root, []string{"GOOS=" + system, "GOARCH=" + machine, "CGO_ENABLED=0"}, nil, "go", "build", "-trimpath", "-buildvcs=true", "-ldflags", "-s -w -buildid=", "-o", file, "./cmd/crosslane")
	if err != nil {
		return err
	}
	if err := r.contents(file); err != nil {
		return err
	}
	if system != "linux" {
		return nil
	}
	return r.deb(file, machine)
}

var written = regexp.MustCompile(`"timestamp": "[^"]*"`)

// contents writes what is in the program, in the form of CycloneDX. When it was written is left out: it would be new each time.
func (r *release) contents(file string) error {
	var list bytes.Buffer
	if err := r.run(r.here(), nil, &list, "go", "tool", "cyclonedx-gomod", "bin", "-json", "-noserial", file); err != nil {
		return err
	}
	text := written.ReplaceAll(list.Bytes(), []byte(`"timestamp": "2026-01-01T00:00:00Z"`))
	return os.WriteFile(file+".sbom.json", text, 0o644) //nolint:gosec // it is given to others
}

// deb packs the program for Debian, where the machine has Debian's own tool for that.
func (r *release) deb(file, machine string) error {
	if _, err := exec.LookPath("dpkg-deb"); err != nil {
		fmt.Fprintln(os.Stderr, "release: SKIPPED the Debian package of "+machine+": dpkg-deb is not on this machine")
		return nil
	}
	tree, err := os.MkdirTemp("", "crosslane-deb-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(tree) }()     // it is packed
	if err := os.Chmod(tree, 0o755); err != nil { //nolint:gosec // a package is everybody's
		return err
	}
	control := fmt.Sprintf("Package: crosslane\nVersion: %s\nArchitecture: %s\nMaintainer: Crosslane authors <crosslane@localhost>\nSection: net\nPriority: optional\nDepends: passwd\nDescription: cross-border e-commerce logistics in one program\n", r.version, machine)
	for _, f := range []struct {
		from, to string
		mode     os.FileMode
	}{
		{file, "usr/bin/crosslane", 0o755}, {filepath.Join(r.root, "deploy", "crosslane.service"), "usr/lib/systemd/system/crosslane.service", 0o644},
		{filepath.Join(r.root, "NOTICE"), "usr/share/doc/crosslane/copyright", 0o644}, {filepath.Join(r.root, "deploy", "postinstall"), "DEBIAN/postinst", 0o755}, {"", "DEBIAN/control", 0o644},
	} {
		text := []byte(control)
		if f.from != "" {
			if text, err = os.ReadFile(f.from); err != nil {
				return err
			}
		}
		if err := place(filepath.Join(tree, f.to), text, f.mode); err != nil {
			return err
		}
	}
	return r.run(r.root, []string{sameDay}, io.Discard, "dpkg-deb", "--build", "--root-owner-group", tree, filepath.Join(r.out, "crosslane_"+r.version+"_"+machine+".deb"))
}

// place writes a file of a package, readable by everybody, with the directories above it.
func place(name string, text []byte, mode os.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil { //nolint:gosec // a package is everybody's
		return err
	}
	if err := os.WriteFile(name, text, mode); err != nil {
		return err
	}
	return os.Chmod(name, mode)
}

// here is where the tools of this command are listed.
func (r *release) here() string { return filepath.Join(r.root, "tools", "release") }

// run runs a command in a directory.
func (r *release) run(dir string, env []string, out io.Writer, name string, args ...string) error {
	c := exec.Command(name, args...) //nolint:gosec,noctx // the commands stand above; it ends with this one
	c.Dir, c.Env, c.Stdout, c.Stderr = dir, append(os.Environ(), env...), out, os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", name, strings.Join(args[:min(2, len(args))], " "), err)
	}
	return nil
}

// licence is what the files are called by which a module says under which terms it is given.
var licence = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|ofl|patents)([.-].*)?$`)

// licences writes the terms of every module in the program into one file. One without any is an error: nobody may give it on.
func (r *release) licences() error {
	var list bytes.Buffer
	for _, s := range systems { // each has parts that others do not
		if err := r.run(r.root, []string{"GOOS=" + s[0], "GOARCH=" + s[1], "CGO_ENABLED=0"}, &list, "go", "list", "-deps", "-f", "{{with .Module}}{{if .Version}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "./cmd/crosslane"); err != nil {
			return err
		}
	}
	if err := r.run(r.root, nil, &list, "go", "env", "GOROOT"); err != nil {
		return err
	}
	var modules []string
	for s := bufio.NewScanner(&list); s.Scan(); {
		switch text := s.Text(); {
		case strings.Contains(text, "\t"):
			modules = append(modules, text)
		case text != "":
			modules = append(modules, "Go's own library\t"+text)
		}
	}
	slices.Sort(modules)
	var out bytes.Buffer
	for _, m := range slices.Compact(modules) {
		name, dir, _ := strings.Cut(m, "\t")
		files, err := os.ReadDir(dir)
		if err != nil {
			return err
		}
		found := false
		for _, f := range files {
			if f.IsDir() || !licence.MatchString(f.Name()) {
				continue
			}
			text, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				return err
			}
			found = true
			fmt.Fprintf(&out, "==== %s: %s\n\n%s\n\n", name, f.Name(), bytes.TrimSpace(text))
		}
		if !found {
			return fmt.Errorf("%s says nowhere under which licence it is given", name)
		}
	}
	return os.WriteFile(filepath.Join(r.out, "licences.txt"), out.Bytes(), 0o644) //nolint:gosec // it is given to others
}

// sums writes the checksum of every file, as sha256sum -c reads them.
func (r *release) sums() error {
	files, err := os.ReadDir(r.out)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(r.out, f.Name()))
		if err != nil {
			return err
		}
		sum := sha256.Sum256(text)
		fmt.Fprintf(&out, "%s  %s\n", hex.EncodeToString(sum[:]), f.Name())
	}
	return os.WriteFile(filepath.Join(r.out, "SHA256SUMS"), out.Bytes(), 0o644) //nolint:gosec // it is given to others
}
