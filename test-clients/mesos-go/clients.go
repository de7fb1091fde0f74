//go:build clients

// Package clients names the programs of mesos-go that are built, so that go.mod and go.sum hold what they need.
package clients

import (
	_ "github.com/mesos/mesos-go/api/v1/cmd/example-executor"
	_ "github.com/mesos/mesos-go/api/v1/cmd/example-scheduler"
	_ "github.com/mesos/mesos-go/api/v1/cmd/msh"
	_ "github.com/mesos/mesos-go/api/v1/cmd/mwatch"
)
