//go:build unix

package output

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// lock keeps other processes from publishing with the same manifest. The
// system lets go of the lock when the process ends, however it ends.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		f.Close()
		return nil, fmt.Errorf("another build is publishing at the moment (%s is locked)", path)
	}
	// A file system that knows no locks (some network mounts) is no reason not
	// to build on it.
	return func() { f.Close() }, nil
}
