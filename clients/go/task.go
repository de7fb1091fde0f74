package minimesos

import (
	"context"
	"io"
)

// Stream is where a task writes.
type Stream string

// What a task writes to.
const (
	Stdout Stream = "stdout"
	Stderr Stream = "stderr"
)

// TaskHandle is for what can be done with a task, and what it writes. The cluster is not asked whether there is such a task.
type TaskHandle struct {
	cluster   *Cluster
	id        string
	framework string
}

// Task is for what can be done with the task of an id.
func (c *Cluster) Task(id string) TaskHandle { return TaskHandle{cluster: c, id: id} }

// Of names the framework, by its id or name, where several have a task of that id.
func (t TaskHandle) Of(framework string) TaskHandle {
	t.framework = framework
	return t
}

// Kill kills it as if its scheduler had asked for it.
func (t TaskHandle) Kill(ctx context.Context) error { return t.post(ctx, "kill") }

// Pause stops all its processes (SIGSTOP).
func (t TaskHandle) Pause(ctx context.Context) error { return t.post(ctx, "pause") }

// Resume lets them go on (SIGCONT).
func (t TaskHandle) Resume(ctx context.Context) error { return t.post(ctx, "resume") }

// FillSandbox ends it as if its sandbox had been found to be over its quota of disk.
func (t TaskHandle) FillSandbox(ctx context.Context) error { return t.post(ctx, "fill-sandbox") }

// Log is what it has written so far.
func (t TaskHandle) Log(ctx context.Context, stream Stream) (string, error) {
	content, err := t.cluster.fetch(ctx, t.logs(stream, ""))
	return string(content), err
}

// FollowLog is what it has written, and what it writes, until it has ended. To be closed.
func (t TaskHandle) FollowLog(ctx context.Context, stream Stream) (io.ReadCloser, error) {
	return t.body(ctx, t.logs(stream, "true"))
}

// SandboxFile is a file or directory in the sandbox of a task.
type SandboxFile struct {
	Name string `json:"name"`
	// Path is counted from the sandbox, such as data/input.txt.
	Path string `json:"path"`
	// Size are bytes.
	Size      int64 `json:"size"`
	Directory bool  `json:"directory"`
	// Mode is as ls -l writes it.
	Mode string `json:"mode"`
	// ModifiedAt are milliseconds since 1970.
	ModifiedAt float64 `json:"modifiedAt"`
}

// List is what is in a directory of its sandbox; the empty path is the sandbox itself.
func (t TaskHandle) List(ctx context.Context, directory string) ([]SandboxFile, error) {
	query := values("path", directory, "framework", t.framework)
	var files []SandboxFile
	err := t.cluster.ask(ctx, call{method: "GET", path: path("tasks", t.id, "files"), query: query}, &files)
	return files, err
}

// ReadFile is the content of a file of its sandbox. Fails with [NotInSandbox].
func (t TaskHandle) ReadFile(ctx context.Context, name string) ([]byte, error) {
	return t.cluster.fetch(ctx, t.file(name))
}

// Open reads a file of its sandbox as it comes. To be closed. Fails with [NotInSandbox].
func (t TaskHandle) Open(ctx context.Context, name string) (io.ReadCloser, error) {
	return t.body(ctx, t.file(name))
}

func (t TaskHandle) logs(stream Stream, follow string) call {
	query := values("stream", string(stream), "framework", t.framework, "follow", follow)
	return call{method: "GET", path: path("tasks", t.id, "logs"), query: query, accept: "text/plain", waits: follow != ""}
}

func (t TaskHandle) file(name string) call {
	query := values("path", name, "framework", t.framework)
	return call{method: "GET", path: path("tasks", t.id, "file"), query: query, accept: "*/*"}
}

func (t TaskHandle) body(ctx context.Context, call call) (io.ReadCloser, error) {
	response, err := t.cluster.open(ctx, call)
	if err != nil {
		return nil, err
	}
	return response.Body, nil
}

func (t TaskHandle) post(ctx context.Context, operation string) error {
	query := values("framework", t.framework)
	return t.cluster.ask(ctx, call{method: "POST", path: path("tasks", t.id, operation), query: query}, nil)
}
