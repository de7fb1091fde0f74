//go:build clients

// Package clients names the programs of mesos-go that are built, so that go.mod and go.sum hold what they need.
package clients

import (
	_ "github.com/mesos/mesos-go/api/v0/examples/executor"
	_ "github.com/mesos/mesos-go/api/v0/examples/scheduler"
)
