package minimesos

import (
	"context"
	"net/url"
	"strconv"
)

// TimelineEntry is one thing that happened on a cluster. Ids are there where they are known.
type TimelineEntry struct {
	// Sequence counts from 1; never used twice by a cluster.
	Sequence int `json:"sequence"`
	// At are milliseconds since 1970.
	At float64 `json:"at"`
	// Kind is call, event, message, task, command, agent, fault, cluster and so on.
	Kind string `json:"kind"`
	// Source is where it happened, or who did it.
	Source string `json:"source"`
	// Target is whom it was for.
	Target string `json:"target"`
	// What is such as ACCEPT, OFFERS, TASK_RUNNING, or the text that was logged.
	What string `json:"what"`
	// API that calls and events belong to: scheduler, executor or operator.
	API       string         `json:"api"`
	Framework string         `json:"framework"`
	Task      string         `json:"task"`
	Agent     string         `json:"agent"`
	Details   map[string]any `json:"details"`
}

// TimelineFilter is which entries are meant: those of which all of this is true.
type TimelineFilter struct {
	// Kinds with commas between them.
	Kinds string
	// Framework, Task and Agent are ids.
	Framework, Task, Agent string
	// Text is in its line.
	Text string
	// Since: only what came after the entry with this sequence; [FromTheStart] for everything where that is not the default.
	Since int
}

// FromTheStart is the sequence before the first entry of a timeline.
const FromTheStart = -1

func (f TimelineFilter) query() url.Values {
	query := values("kinds", f.Kinds, "framework", f.Framework, "task", f.Task, "agent", f.Agent, "text", f.Text)
	if since, ok := sequence(f.Since); ok {
		query.Set("since", strconv.Itoa(since))
	}
	return query
}

// sequence is what the remote API is told, if anything.
func sequence(since int) (int, bool) {
	if since == FromTheStart {
		return 0, true
	}
	return since, since != 0
}

// Timeline is what has happened.
func (c *Cluster) Timeline(ctx context.Context, filter TimelineFilter) ([]TimelineEntry, error) {
	var entries []TimelineEntry
	err := c.ask(ctx, call{method: "GET", path: "/timeline", query: filter.query()}, &entries)
	return entries, err
}

// TimelineText is what has happened, to be read: a line for each entry.
func (c *Cluster) TimelineText(ctx context.Context, filter TimelineFilter) (string, error) {
	content, err := c.fetch(ctx, call{method: "GET", path: "/timeline", query: filter.query(), accept: "text/plain"})
	return string(content), err
}

// TimelineDiagram is what has happened as a sequence diagram in the language of Mermaid.
func (c *Cluster) TimelineDiagram(ctx context.Context, filter TimelineFilter) (string, error) {
	content, err := c.fetch(ctx, call{method: "GET", path: "/timeline", query: filter.query(), accept: "text/vnd.mermaid"})
	return string(content), err
}
