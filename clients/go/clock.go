package minimesos

import (
	"context"
	"time"
)

// Clock is the time of a cluster.
type Clock struct{ cluster *Cluster }

// Clock is its time, which can be moved.
func (c *Cluster) Clock() Clock { return Clock{cluster: c} }

type clockInfo struct {
	// Now are milliseconds since 1970; nil when nothing happened until then.
	Now *float64 `json:"now"`
}

func (i clockInfo) time() time.Time {
	if i.Now == nil {
		return time.Time{}
	}
	return time.UnixMicro(int64(*i.Now * 1000))
}

// Now is what time it is on the cluster.
func (c Clock) Now(ctx context.Context) (time.Time, error) {
	return c.ask(ctx, call{method: "GET", path: "/clock"})
}

// Advance lets so much time pass at once, 3650 days at most: timers fire in order, each at its own time. Returns the time then.
func (c Clock) Advance(ctx context.Context, by time.Duration) (time.Time, error) {
	return c.ask(ctx, call{method: "POST", path: "/clock/advance", body: map[string]any{"by": milliseconds(by)}, waits: true})
}

// Step moves time to the next thing that happens, but not beyond the latest (zero: a day from now). Returns the time then; the zero
// time when nothing happened until there.
func (c Clock) Step(ctx context.Context, latest time.Time) (time.Time, error) {
	body := map[string]any{}
	if !latest.IsZero() {
		body["latest"] = float64(latest.UnixMicro()) / 1000
	}
	return c.ask(ctx, call{method: "POST", path: "/clock/step", body: body, waits: true})
}

// Settle returns when nothing is under way any more at the time it is.
func (c Clock) Settle(ctx context.Context) error {
	return c.cluster.ask(ctx, call{method: "POST", path: "/clock/settle", waits: true}, nil)
}

// RunUntil moves time until the state of the master is so, but by no more than the limit. Fails with [WaitTimeout].
func (c Clock) RunUntil(ctx context.Context, limit time.Duration, predicate func(*State) bool) (*State, error) {
	now, err := c.Now(ctx)
	if err != nil {
		return nil, err
	}
	latest := now.Add(limit)
	for {
		if err := c.Settle(ctx); err != nil {
			return nil, err
		}
		state, err := c.cluster.State(ctx)
		if err != nil || predicate(state) {
			return state, err
		}
		now, err := c.Step(ctx, latest)
		if err != nil {
			return nil, err
		}
		if now.IsZero() {
			return nil, timedOut("What time was moved for", limit, state)
		}
	}
}

func (c Clock) ask(ctx context.Context, call call) (time.Time, error) {
	var info clockInfo
	err := c.cluster.ask(ctx, call, &info)
	return info.time(), err
}
