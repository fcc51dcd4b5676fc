//go:build unix

package output

import (
	"errors"
	"os"
	"syscall"
)

// lockAs keeps other processes from publishing with the same manifest, and
// writes into the lock who holds it. The system lets go of the lock when the
// process ends, however it ends; what it wrote then names nobody, since it is
// read only while the lock is held.
func lockAs(path, holder string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		defer f.Close()
		return nil, &Locked{File: path, Holder: readHolder(f)}
	}
	// A file system that knows no locks (some network mounts) is no reason not
	// to build on it, and nor is one that has no room for a name.
	if f.Truncate(0) == nil {
		_, _ = f.WriteAt([]byte(holder), 0)
	}
	return func() { f.Close() }, nil
}
