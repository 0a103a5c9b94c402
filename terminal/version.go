package terminal

import (
	"cmp"
	"runtime"
	"runtime/debug"
	"strings"
)

// Build is which program runs. What its build did not keep is "unknown".
type Build struct {
	Version  string `json:"version"`  // of the module
	Revision string `json:"revision"` // that it was built from
	Changed  bool   `json:"changed"`  // its files were not those of the revision
	Go       string `json:"go"`
}

// Version tells which program this is.
func Version() Build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{GoVersion: runtime.Version()}
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) Build {
	p := Build{Version: cmp.Or(strings.Trim(info.Main.Version, "()"), "unknown"), Revision: "unknown", Go: info.GoVersion}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			p.Revision = s.Value
		case "vcs.modified":
			p.Changed = s.Value == "true"
		}
	}
	return p
}

// String is the program on one line.
func (p Build) String() string {
	changed := ""
	if p.Changed {
		changed = ", changed since"
	}
	return "crosslane " + p.Version + " (revision " + p.Revision + changed + "), " + p.Go
}
