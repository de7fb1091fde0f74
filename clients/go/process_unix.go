//go:build unix

package minimesos

import (
	"os/exec"
	"syscall"
)

// apart keeps Ctrl-C for this process: it may want to look at the cluster before that ends.
func apart(child *exec.Cmd) { child.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }
