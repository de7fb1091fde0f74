package minimesos

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Without a deadline, this long is waited for what only the caller can tell; the server does the same for all else.
const waitTimeout = 10 * time.Second

const lookAgain = 50 * time.Millisecond

// TasksWanted is which tasks are waited for: those of which all of this is true.
type TasksWanted struct {
	// Framework is the name or id of theirs. Default: any.
	Framework string
	// State is one state, or several with commas between them. Default: any.
	State string
	// Resources that one of them takes: for the error, which tells what each agent lacks.
	Resources string
}

// WaitForFramework waits for an active framework of this name or id.
//
// Like all waits it lasts until the deadline of the context, or 10 seconds when it has none, and then fails with [WaitTimeout],
// which tells what was seen and why tasks were not placed.
func (c *Cluster) WaitForFramework(ctx context.Context, name string) (*Framework, error) {
	var answer struct{ Framework *Framework }
	err := c.wait(ctx, "framework", name, &answer)
	return answer.Framework, err
}

// WaitForTasks waits until there are exactly so many tasks like this; 0: until there is none.
func (c *Cluster) WaitForTasks(ctx context.Context, count int, wanted TasksWanted) ([]Task, error) {
	return c.waitForTasks(ctx, "count", count, wanted)
}

// WaitForAtLeast waits until there are so many tasks like this, or more.
func (c *Cluster) WaitForAtLeast(ctx context.Context, count int, wanted TasksWanted) ([]Task, error) {
	return c.waitForTasks(ctx, "atLeast", count, wanted)
}

func (c *Cluster) waitForTasks(ctx context.Context, key string, count int, wanted TasksWanted) ([]Task, error) {
	tasks := map[string]any{key: count}
	if wanted.Framework != "" {
		tasks["framework"] = wanted.Framework
	}
	if wanted.State != "" {
		tasks["state"] = strings.Split(wanted.State, ",")
	}
	if wanted.Resources != "" {
		tasks["resources"] = wanted.Resources
	}
	var answer struct{ Tasks []Task }
	err := c.wait(ctx, "tasks", tasks, &answer)
	return answer.Tasks, err
}

// WaitForAgent waits until the master takes an agent (nil: any) for active, inactive or gone. Returns it as the state of the master
// has it; nil when it is gone.
func (c *Cluster) WaitForAgent(ctx context.Context, agent *Agent, state string) (*AgentState, error) {
	wanted := map[string]any{"state": state}
	if agent != nil {
		wanted["agent"] = agent.name
	}
	var answer struct{ Agent *AgentState }
	err := c.wait(ctx, "agent", wanted, &answer)
	return answer.Agent, err
}

// WaitFor waits until the state of the master is so. The description says what is waited for, for the error.
func (c *Cluster) WaitFor(ctx context.Context, description string, predicate func(*State) bool) (*State, error) {
	limited := ctx
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, waitTimeout)
		defer cancel()
	}
	started := time.Now()
	var last *State
	for {
		state, err := c.State(limited)
		if err == nil {
			last = state
			if predicate(state) {
				return state, nil
			}
		} else if limited.Err() == nil {
			return nil, err
		}
		select {
		case <-time.After(lookAgain):
		case <-limited.Done():
			if ctx.Err() == context.Canceled {
				return nil, fmt.Errorf("minimesos: %w", ctx.Err())
			}
			return nil, timedOut(description, time.Since(started), last)
		}
	}
}

func (c *Cluster) wait(ctx context.Context, what string, condition, into any) error {
	body := map[string]any{what: condition}
	if timeout, ok := untilDeadline(ctx); ok {
		body["timeoutMs"] = timeout
	}
	return c.waitFor(ctx, call{method: "POST", path: "/wait", body: body}, into)
}

func timedOut(description string, after time.Duration, state *State) *Error {
	return &Error{
		Code:    WaitTimeout,
		Detail:  fmt.Sprintf("%s did not come within %s. Seen last:%s", description, after.Round(time.Millisecond), summary(state)),
		Remedy:  "Compare what was seen with what the wait asks for; give the context a later deadline if it is on its way.",
		Details: map[string]any{"waitedFor": description},
	}
}

func summary(state *State) string {
	if state == nil {
		return " nothing"
	}
	var lines []string
	for _, agent := range state.Agents {
		lines = append(lines, fmt.Sprintf("agent %s at %s", agent.ID, agent.PID[strings.Index(agent.PID, "@")+1:]))
	}
	for _, framework := range state.Frameworks {
		lines = append(lines, fmt.Sprintf("framework %s (%s)", framework.Name, framework.ID))
		for _, tasks := range [][]Task{framework.Tasks, framework.UnreachableTasks, framework.CompletedTasks} {
			for _, task := range tasks {
				lines = append(lines, fmt.Sprintf("task %s of %s: %s", task.ID, framework.Name, task.State))
			}
		}
	}
	if len(lines) == 0 {
		lines = []string{"neither agents nor frameworks"}
	}
	return "\n  " + strings.Join(lines, "\n  ")
}
