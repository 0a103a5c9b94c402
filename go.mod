module crosslane

go 1.26
