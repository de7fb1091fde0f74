package minimesos

import (
	"context"
	"fmt"
	"strings"
)

// TB is what this package needs of a test: that of [testing.T], [testing.B] and [testing.F].
type TB interface {
	Helper()
	Cleanup(func())
	Failed() bool
	Log(args ...any)
	Fatalf(format string, args ...any)
}

// More than this is no longer read; the last entries are those before the failure.
const mostLines = 200

// What goes on whether or not anything happens.
var heartbeats = []string{"PingSlaveMessage", "PongSlaveMessage", "HEARTBEAT"}

// Start starts a cluster for a test, which ends when the cluster cannot be started. The cluster is destroyed after the test; when
// that has failed, what happened on the cluster is logged first, one line each.
func Start(t TB, description Description, options ...Option) *Cluster {
	t.Helper()
	cluster, err := New(context.Background(), description, options...)
	if err != nil {
		t.Fatalf("%v", err)
		return nil
	}
	t.Cleanup(func() {
		t.Helper()
		if t.Failed() {
			t.Log(cluster.story())
		}
		if err := cluster.Close(); err != nil {
			t.Log(err)
		}
	})
	return cluster
}

// story is what happened on it, for whoever looks at a failed test.
func (c *Cluster) story() string {
	title := fmt.Sprintf("What happened on cluster %s during this test:\n", c.Name)
	text, err := c.TimelineText(context.Background(), TimelineFilter{})
	if err != nil {
		return title + "It cannot be told: " + err.Error()
	}
	var lines []string
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		if !containsAny(line, heartbeats) {
			lines = append(lines, line)
		}
	}
	if omitted := len(lines) - mostLines; omitted > 0 {
		title += fmt.Sprintf("(the last %d of %d entries)\n", mostLines, len(lines))
		lines = lines[omitted:]
	}
	return title + strings.Join(lines, "\n")
}

func containsAny(line string, words []string) bool {
	for _, word := range words {
		if strings.Contains(line, word) {
			return true
		}
	}
	return false
}
