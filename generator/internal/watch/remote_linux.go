package watch

import "syscall"

// remoteKind returns the name of the file system that a folder is on when it
// is one whose changes other machines may make, of which this one is not told;
// empty otherwise. The numbers are those of statfs(2).
func remoteKind(dir string) string {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return ""
	}
	switch uint32(s.Type) {
	case 0x6969:
		return "NFS"
	case 0x517B, 0xFF534D42, 0xFE534D42:
		return "SMB"
	case 0x65735546:
		return "FUSE"
	case 0x01021997:
		return "9p"
	case 0x00C36400:
		return "Ceph"
	case 0x5346414F:
		return "AFS"
	case 0x786F4256:
		return "vboxsf"
	}
	return ""
}
