package minimesos

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
)

// Run is a command to be run as a task.
type Run struct {
	// Command is text for a shell.
	Command string
	// Program and its arguments as they are, in place of Command.
	Program []string
	// Resources are what the task gets. Default: cpus:0.1;mem:32.
	Resources string
	// Name of the task. Default: run.
	Name string
	// User it runs as. Default: that of the server.
	User string
	// Credential of the framework that runs it. Default: that of minimesos itself.
	Credential *Credential
	// Environment of the command.
	Environment map[string]string
	// URIs are what the fetcher puts into the sandbox first.
	URIs []string
	// Agent it has to run on: id, number or URL. Default: any.
	Agent string
	// OnOutput is called with what the command writes, soon after it has.
	OnOutput func(text string, stream Stream)
	// Check makes another end than TASK_FINISHED an error, [RunFailed].
	Check bool
}

// RunResult is how a task has ended that [Cluster.Run] ran.
type RunResult struct {
	TaskID   string `json:"taskId"`
	AgentID  string `json:"agentId"`
	AgentURL string `json:"agentUrl"`
	// State it ended in; TASK_FINISHED when all is well.
	State string `json:"state"`
	// Message are Mesos's words about the end.
	Message string `json:"message"`
	// Reason is Mesos's reason for the end, such as REASON_COMMAND_EXECUTOR_FAILED.
	Reason string `json:"reason"`
	// ExitCode is nil when the command did not exit by itself.
	ExitCode *int `json:"exitCode"`
	// Signal that ended the command, such as SIGKILL.
	Signal string `json:"signal"`
	Stdout string `json:"stdout"`
	Stderr string `json:"stderr"`
	// Timings are when what happened, in milliseconds since the call.
	Timings map[string]float64 `json:"timings"`
}

// Run runs a command as a task and returns when the task has ended, however it ended. The context ends it: by its deadline, or
// after a minute when it has none, and by being cancelled.
func (c *Cluster) Run(ctx context.Context, run Run) (*RunResult, error) {
	inner, cancel := withGrace(ctx)
	defer cancel()
	result, err := c.run(inner, run, run.body(ctx))
	return result, because(ctx, err)
}

func (c *Cluster) run(ctx context.Context, run Run, body map[string]any) (*RunResult, error) {
	response, err := c.open(ctx, call{method: "POST", path: "/run", body: body, accept: "text/event-stream", waits: true})
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	events := newEventReader(response.Body, c.server.client.url)
	for {
		event, err := events.next()
		if err == io.EOF {
			return nil, c.server.client.gone(ctx, io.ErrUnexpectedEOF)
		}
		if _, ok := err.(*Error); ok {
			return nil, err
		}
		if err != nil {
			return nil, c.server.client.gone(ctx, err)
		}
		switch event.name {
		case "output":
			var output struct {
				Text   string
				Stream Stream
			}
			if err := json.Unmarshal(event.data, &output); err == nil && run.OnOutput != nil {
				run.OnOutput(output.Text, output.Stream)
			}
		case "result":
			result := &RunResult{}
			if err := json.Unmarshal(event.data, result); err != nil {
				return nil, hostIncompatible(c.server.client.url, fmt.Sprintf("a result such as %.80s", event.data), "another one")
			}
			return result, nil
		}
	}
}

func (r Run) body(ctx context.Context) map[string]any {
	body := map[string]any{"command": r.Command}
	if r.Program != nil {
		body["command"] = r.Program
	}
	for name, value := range map[string]string{"resources": r.Resources, "name": r.Name, "user": r.User, "agent": r.Agent} {
		if value != "" {
			body[name] = value
		}
	}
	if r.Credential != nil {
		body["credential"] = r.Credential
	}
	if r.Environment != nil {
		body["environment"] = r.Environment
	}
	if r.URIs != nil {
		body["uris"] = r.URIs
	}
	if r.Check {
		body["throwOnFailure"] = true
	}
	if timeout, ok := untilDeadline(ctx); ok {
		body["timeout"] = timeout
	}
	return body
}
