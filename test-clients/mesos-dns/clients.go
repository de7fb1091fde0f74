//go:build clients

// Package clients names the program that is built, so that go.mod and go.sum hold what it needs.
package clients

import _ "github.com/mesosphere/mesos-dns"
