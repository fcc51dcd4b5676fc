//go:build !linux

package watch

// remoteKind returns the name of the file system that a folder is on when it
// does not tell about changes. Only Linux says so.
func remoteKind(string) string { return "" }
