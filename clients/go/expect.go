package minimesos

import (
	"context"
	"time"
)

// Expected is what is to come.
type Expected struct {
	Traffic Traffic
	// Since: only what came after the entry with this sequence. Default: all since the start or the last reset.
	Since int
	// Times is how often it has to come. Default: once.
	Times int
}

// Expect waits for a call, an event, a message or an action, and returns its entry of the timeline, at once when it has come already.
// It waits until the deadline of the context, or for 10 seconds. Fails with [ExpectationFailed], which tells what came instead.
func (c *Cluster) Expect(ctx context.Context, expected Expected) (TimelineEntry, error) {
	body := expected.Traffic.body()
	if since, ok := sequence(expected.Since); ok {
		body["since"] = since
	}
	if expected.Times != 0 {
		body["times"] = expected.Times
	}
	if timeout, ok := untilDeadline(ctx); ok {
		body["timeout"] = timeout
	}
	var entry TimelineEntry
	err := c.waitFor(ctx, call{method: "POST", path: "/expect", body: body}, &entry)
	return entry, err
}

// ExpectNone makes sure that nothing like this comes for a while. Fails with [ExpectationFailed] as soon as it comes.
func (c *Cluster) ExpectNone(ctx context.Context, traffic Traffic, within time.Duration) error {
	body := traffic.body()
	body["within"] = milliseconds(within)
	return c.ask(ctx, call{method: "POST", path: "/expect-none", body: body, waits: true}, nil)
}
