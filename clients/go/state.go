package minimesos

import (
	"context"
	"encoding/base64"
	"encoding/json"
)

// State is what the leading master answers to GET /state.
type State struct {
	Version string `json:"version"`
	// ID is of this incarnation of the master.
	ID string `json:"id"`
	// Agents are those that are registered.
	Agents              []AgentState `json:"slaves"`
	Frameworks          []Framework  `json:"frameworks"`
	CompletedFrameworks []Framework  `json:"completed_frameworks"`
	// Raw is all of it.
	Raw json.RawMessage `json:"-"`
}

// AgentState is an agent as the state of the master has it.
type AgentState struct {
	ID string `json:"id"`
	// PID is slave(n)@ip:port.
	PID           string         `json:"pid"`
	Hostname      string         `json:"hostname"`
	Port          int            `json:"port"`
	Active        bool           `json:"active"`
	Attributes    map[string]any `json:"attributes"`
	Resources     map[string]any `json:"resources"`
	UsedResources map[string]any `json:"used_resources"`
	// Raw is all of it.
	Raw json.RawMessage `json:"-"`
}

// Framework is a framework as the state of the master has it.
type Framework struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	User string `json:"user"`
	// Active tells whether it gets offers.
	Active bool `json:"active"`
	// Connected tells whether its scheduler is connected.
	Connected        bool     `json:"connected"`
	Roles            []string `json:"roles"`
	Tasks            []Task   `json:"tasks"`
	UnreachableTasks []Task   `json:"unreachable_tasks"`
	CompletedTasks   []Task   `json:"completed_tasks"`
	Offers           []Offer  `json:"offers"`
	// Raw is all of it.
	Raw json.RawMessage `json:"-"`
}

// Task is a task as the state of the master has it.
type Task struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	FrameworkID string `json:"framework_id"`
	AgentID     string `json:"slave_id"`
	// ExecutorID is empty for a task without an executor of its own.
	ExecutorID string `json:"executor_id"`
	// State is such as TASK_RUNNING.
	State     string         `json:"state"`
	Resources map[string]any `json:"resources"`
	Statuses  []TaskStatus   `json:"statuses"`
	// Raw is all of it.
	Raw json.RawMessage `json:"-"`
}

// TaskStatus is a state that a task had.
type TaskStatus struct {
	State string `json:"state"`
	// Timestamp are seconds since 1970.
	Timestamp float64 `json:"timestamp"`
}

// Offer is an offer as the state of the master has it.
type Offer struct {
	ID          string         `json:"id"`
	FrameworkID string         `json:"framework_id"`
	AgentID     string         `json:"slave_id"`
	Resources   map[string]any `json:"resources"`
	// Raw is all of it.
	Raw json.RawMessage `json:"-"`
}

// UnmarshalJSON keeps all of it as Raw.
func (s *State) UnmarshalJSON(content []byte) error {
	type plain State
	s.Raw = append(json.RawMessage(nil), content...)
	return json.Unmarshal(content, (*plain)(s))
}

// UnmarshalJSON keeps all of it as Raw.
func (a *AgentState) UnmarshalJSON(content []byte) error {
	type plain AgentState
	a.Raw = append(json.RawMessage(nil), content...)
	return json.Unmarshal(content, (*plain)(a))
}

// UnmarshalJSON keeps all of it as Raw.
func (f *Framework) UnmarshalJSON(content []byte) error {
	type plain Framework
	f.Raw = append(json.RawMessage(nil), content...)
	return json.Unmarshal(content, (*plain)(f))
}

// UnmarshalJSON keeps all of it as Raw.
func (t *Task) UnmarshalJSON(content []byte) error {
	type plain Task
	t.Raw = append(json.RawMessage(nil), content...)
	return json.Unmarshal(content, (*plain)(t))
}

// UnmarshalJSON keeps all of it as Raw.
func (o *Offer) UnmarshalJSON(content []byte) error {
	type plain Offer
	o.Raw = append(json.RawMessage(nil), content...)
	return json.Unmarshal(content, (*plain)(o))
}

// State is what the leading master answers to GET /state.
func (c *Cluster) State(ctx context.Context) (*State, error) {
	state := &State{}
	err := c.ask(ctx, call{method: "GET", path: "/state"}, state)
	return state, err
}

// FrameworkFilter is which frameworks are meant: those of which all of this is true.
type FrameworkFilter struct {
	ID, Name string
	// Completed: those that have ended as well.
	Completed bool
}

// Frameworks are those that match.
func (c *Cluster) Frameworks(ctx context.Context, filter FrameworkFilter) ([]Framework, error) {
	query := values("id", filter.ID, "name", filter.Name)
	if filter.Completed {
		query.Set("completed", "true")
	}
	var frameworks []Framework
	err := c.ask(ctx, call{method: "GET", path: "/frameworks", query: query}, &frameworks)
	return frameworks, err
}

// Teardown ends a framework, by its name or id, with all its tasks.
func (c *Cluster) Teardown(ctx context.Context, framework string) error {
	return c.ask(ctx, call{method: "POST", path: path("frameworks", framework, "teardown")}, nil)
}

// TaskFilter is which tasks are meant: those of which all of this is true.
type TaskFilter struct {
	ID, Name string
	// Framework is the name or id of theirs.
	Framework string
	// Agent is the id of theirs.
	Agent string
	// State is one state, or several with commas between them.
	State string
}

// Tasks are those that match, also those that have ended.
func (c *Cluster) Tasks(ctx context.Context, filter TaskFilter) ([]Task, error) {
	query := values("id", filter.ID, "name", filter.Name, "framework", filter.Framework, "agent", filter.Agent, "state", filter.State)
	var tasks []Task
	err := c.ask(ctx, call{method: "GET", path: "/tasks", query: query}, &tasks)
	return tasks, err
}

// Offers are those that frameworks have and did not answer yet.
func (c *Cluster) Offers(ctx context.Context) ([]Offer, error) {
	var offers []Offer
	err := c.ask(ctx, call{method: "GET", path: "/offers"}, &offers)
	return offers, err
}

func basic(credential Credential) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(credential.Principal+":"+credential.Secret))
}
