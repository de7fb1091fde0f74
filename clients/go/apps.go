package minimesos

import (
	"context"
	"time"
)

// InstalledApp is an app of Marathon on a cluster, and how it stands with it.
type InstalledApp struct {
	// ID is /group/app.
	ID string `json:"id"`
	// Instances is how many it is to have.
	Instances int `json:"instances"`
	Running   int `json:"running"`
	// Healthy are those that run, and are healthy if the app has health checks.
	Healthy int `json:"healthy"`
	// Ready tells whether all run and are healthy, and nothing is being changed.
	Ready bool `json:"ready"`
	// Reason is why it is not ready.
	Reason string `json:"reason"`
}

// Install is how an app or group is installed.
type Install struct {
	// Group tells whether it is a group.
	Group bool
	// Update changes one of that id which is there already.
	Update bool
	// Timeout is a minute when it is zero.
	Timeout time.Duration
}

// Apps are those that are installed.
func (c *Cluster) Apps(ctx context.Context) ([]InstalledApp, error) {
	var apps []InstalledApp
	err := c.ask(ctx, call{method: "GET", path: "/apps"}, &apps)
	return apps, err
}

// Install installs an app of Marathon: what becomes its JSON, or that as a string. Returns when all of it runs and is healthy.
func (c *Cluster) Install(ctx context.Context, app any, how Install) ([]InstalledApp, error) {
	body := map[string]any{"app": app, "group": how.Group, "update": how.Update}
	if how.Timeout > 0 {
		body["timeout"] = how.Timeout.Milliseconds()
	}
	var apps []InstalledApp
	err := c.ask(ctx, call{method: "POST", path: "/apps", body: body, waits: true}, &apps)
	return apps, err
}

// Uninstall ends an app, or with group a group, and returns when nothing of it is left.
func (c *Cluster) Uninstall(ctx context.Context, id string, group bool) error {
	body := map[string]any{"id": id, "group": group}
	return c.ask(ctx, call{method: "POST", path: "/apps/uninstall", body: body, waits: true}, nil)
}
