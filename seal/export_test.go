package seal

// Written makes a file with a text, as the file of the keys is made.
func Written(file, text string) error { return written(file, text) }
