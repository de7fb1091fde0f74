package minimesos

import (
	"context"
	"strconv"
	"strings"
	"time"
)

// Effect is what happens to traffic that a fault meets.
type Effect string

// What faults do; docs/faults.md tells what it means for messages, calls, events and actions.
const (
	Drop       Effect = "drop"
	Delay      Effect = "delay"
	Hold       Effect = "hold"
	Duplicate  Effect = "duplicate"
	Reset      Effect = "reset"
	LoseAnswer Effect = "lose-answer"
	Answer     Effect = "answer"
	Fail       Effect = "fail"
)

// FaultRule is what goes wrong with which traffic.
type FaultRule struct {
	Effect  Effect
	Traffic Traffic
	// Delay is how much later it arrives, with the effect Delay.
	Delay time.Duration
	// Status of the answer, with the effect Answer. Default: 503.
	Status int
	// Location of the answer, with the effect Answer, for 307.
	Location string
	// Error is what is said of it, with the effect Fail.
	Error string
	// Times is how often it happens. Default: without end.
	Times int
	// Probability of it each time, from above 0 to 1. Default: 1.
	Probability float64
}

func (r FaultRule) body() map[string]any {
	body := r.Traffic.body()
	body["effect"] = r.Effect
	if r.Delay != 0 {
		body["delay"] = milliseconds(r.Delay)
	}
	if r.Status != 0 {
		body["status"] = r.Status
	}
	if r.Location != "" {
		body["location"] = r.Location
	}
	if r.Error != "" {
		body["error"] = r.Error
	}
	if r.Times != 0 {
		body["times"] = r.Times
	}
	if r.Probability != 0 {
		body["probability"] = r.Probability
	}
	return body
}

// FaultInfo is a fault as it was when the cluster was asked.
type FaultInfo struct {
	// ID counts from 1; never used twice by a cluster.
	ID int `json:"id"`
	// Rule is as it was given, with the names of the remote API.
	Rule map[string]any `json:"rule"`
	// Count is how often it has had an effect.
	Count int `json:"count"`
	// Held is what it holds, oldest first.
	Held []TimelineEntry `json:"held"`
}

// Fault is what goes wrong on a cluster until it is removed, or the cluster is reset.
type Fault struct {
	FaultInfo
	cluster *Cluster
}

// AddFault makes something go wrong. Faults are asked in the order in which they were added; the first that matches counts.
// Every effect stands in the timeline. Fails with INVALID_FAULT, which tells all that is wrong.
func (c *Cluster) AddFault(ctx context.Context, rule FaultRule) (*Fault, error) {
	fault := &Fault{cluster: c}
	err := c.ask(ctx, call{method: "POST", path: "/faults", body: rule.body()}, &fault.FaultInfo)
	return fault, err
}

// Faults are those that are in force, in the order in which they are asked.
func (c *Cluster) Faults(ctx context.Context) ([]*Fault, error) {
	var infos []FaultInfo
	if err := c.ask(ctx, call{method: "GET", path: "/faults"}, &infos); err != nil {
		return nil, err
	}
	faults := make([]*Fault, len(infos))
	for i, info := range infos {
		faults[i] = &Fault{FaultInfo: info, cluster: c}
	}
	return faults, nil
}

// Partition keeps the master and an agent from hearing of each other, until [Cluster.Heal].
func (c *Cluster) Partition(ctx context.Context, agent *Agent) (*Fault, error) {
	if err := agent.look(ctx); err != nil {
		return nil, err
	}
	both := "master,agent"
	return c.AddFault(ctx, FaultRule{Effect: Drop, Traffic: Traffic{Message: "*", Agent: agent.ID, From: both, To: both}})
}

// Heal removes all partitions.
func (c *Cluster) Heal(ctx context.Context) error {
	faults, err := c.Faults(ctx)
	for _, fault := range faults {
		if err == nil && isPartition(fault.Rule) {
			err = fault.Remove(ctx)
		}
	}
	return err
}

func isPartition(rule map[string]any) bool {
	for key := range rule {
		if !strings.Contains(" effect message agent from to ", " "+key+" ") {
			return false
		}
	}
	return rule["effect"] == string(Drop) && rule["message"] == "*" && rule["agent"] != nil
}

// Look brings FaultInfo up to date. Fails with [UnknownFault] when it was removed, or the cluster reset.
func (f *Fault) Look(ctx context.Context) error {
	faults, err := f.cluster.Faults(ctx)
	if err != nil {
		return err
	}
	for _, fault := range faults {
		if fault.ID == f.ID {
			f.FaultInfo = fault.FaultInfo
			return nil
		}
	}
	return &Error{
		Code:   UnknownFault,
		Detail: "There is no fault " + strconv.Itoa(f.ID) + " any more.",
		Remedy: "It was removed, or the cluster was reset; add it again.",
	}
}

// Release lets what it holds pass, oldest first; 0: all of it.
func (f *Fault) Release(ctx context.Context, count int) error {
	body := map[string]any{}
	if count != 0 {
		body["count"] = count
	}
	return f.cluster.ask(ctx, call{method: "POST", path: path("faults", strconv.Itoa(f.ID), "release"), body: body}, &f.FaultInfo)
}

// Remove ends it, and lets what it holds pass.
func (f *Fault) Remove(ctx context.Context) error {
	return f.cluster.ask(ctx, call{method: "DELETE", path: path("faults", strconv.Itoa(f.ID))}, nil)
}

// OfferFilter is whose offers are meant: those of which all of this is true.
type OfferFilter struct {
	// Framework is the id or name of the one that has them.
	Framework string `json:"framework,omitempty"`
	// Agent is the id of the one they are on.
	Agent string `json:"agent,omitempty"`
}

// RescindOffers has the master take offers back, and returns how many.
func (c *Cluster) RescindOffers(ctx context.Context, filter OfferFilter) (int, error) {
	var answer struct{ Count int }
	err := c.ask(ctx, call{method: "POST", path: "/offers/rescind", body: filter}, &answer)
	return answer.Count, err
}

// ExecutorFilter is an executor, by its own id or by that of one of its tasks.
type ExecutorFilter struct {
	// Framework is the id or name of its one. Needed with Executor.
	Framework string `json:"framework,omitempty"`
	Executor  string `json:"executor,omitempty"`
	Task      string `json:"task,omitempty"`
	// Agent is the id of its one. Needed where several agents have one of this id.
	Agent string `json:"agent,omitempty"`
}

// KillExecutor has an executor crash, one of Mesos's own included.
func (c *Cluster) KillExecutor(ctx context.Context, executor ExecutorFilter) error {
	return c.ask(ctx, call{method: "POST", path: "/executors/kill", body: executor}, nil)
}
