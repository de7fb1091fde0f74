package minimesos

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// A page for people.
const notForPrograms = "GET /docs"

// TestEverythingTheServerCanDo uses each method once, and compares the requests that were made with the description of the remote API.
func TestEverythingTheServerCanDo(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	requests := recorded(t)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	server, err := StartServer(ctx)
	check(err)
	defer server.Close()
	check(server.Health(ctx))
	if version, err := server.Version(ctx); err != nil || version.API != remoteAPI || version.PID == 0 {
		t.Fatal(version, err)
	}
	description := Description{Name: "tour", Agents: Agents(2), Reaction: "immediate", More: map[string]any{"zookeepers": map[string]any{"state": true}}, Masters: Masters(3)}
	cluster, err := New(ctx, description, OnServer(server), Key("tour"))
	check(err)
	if clusters, err := server.Clusters(ctx); err != nil || len(clusters) != 1 || clusters[0].Name != "tour" {
		t.Fatal(clusters, err)
	}
	again, err := New(ctx, description, OnServer(server), Key("tour"))
	check(err)
	if again.ID != cluster.ID {
		t.Fatal("the key was not heeded")
	}
	other, err := Connect(ctx, "tour", OnServer(server))
	check(err)
	check(other.Leave(ctx))
	if environ, err := cluster.Environ(ctx); err != nil || !strings.Contains(strings.Join(environ, "\n"), "MINIMESOS_MASTER="+cluster.MasterURL()) {
		t.Fatal(environ, err)
	}

	// Tasks
	follower := Traffic{Call: "ACCEPT", From: "scheduler"}
	var wrote string
	result, err := cluster.Run(ctx, Run{Command: "echo hello; mkdir data; echo 7 >data/seven; exit $CODE", Environment: map[string]string{"CODE": "3"},
		OnOutput: func(text string, stream Stream) { wrote += string(stream) + ": " + text }})
	check(err)
	if result.State != "TASK_FAILED" || result.ExitCode == nil || *result.ExitCode != 3 || wrote != "stdout: hello\n" || result.Stdout != "hello\n" {
		t.Fatalf("%+v %q", result, wrote)
	}
	if entries, err := cluster.Timeline(ctx, TimelineFilter{Kinds: "task", Task: result.TaskID}); err != nil || len(entries) == 0 {
		t.Fatal(entries, err)
	}
	accepted, err := cluster.Expect(ctx, Expected{Traffic: follower})
	check(err)
	if _, err := cluster.Expect(ctx, Expected{Traffic: Traffic{Event: "UPDATE", Task: result.TaskID, State: "TASK_RUNNING,TASK_FAILED"}, Since: accepted.Sequence}); err != nil {
		t.Fatal(err)
	}
	check(cluster.ExpectNone(ctx, Traffic{Call: "TEARDOWN", Framework: "nobody"}, 10*time.Millisecond))
	done := make(chan *RunResult, 1)
	go func() {
		result, _ := cluster.Run(ctx, Run{Program: []string{"sh", "-c", "echo begun; sleep 1000"}, Resources: "cpus:0.1;mem:32;disk:32", Agent: "0"})
		done <- result
	}()
	tasks, err := cluster.WaitForTasks(ctx, 1, TasksWanted{State: "TASK_RUNNING"})
	check(err)
	task := cluster.Task(tasks[0].ID).Of(tasks[0].FrameworkID)
	check(task.Pause(ctx))
	check(task.Resume(ctx))
	followed, err := task.FollowLog(ctx, Stdout)
	check(err)
	first := make([]byte, len("begun\n"))
	if _, err := io.ReadFull(followed, first); err != nil || string(first) != "begun\n" {
		t.Fatalf("%q %v", first, err)
	}
	followed.Close()
	check(task.FillSandbox(ctx))
	if result := <-done; result.Reason != "REASON_CONTAINER_LIMITATION_DISK" {
		t.Fatalf("%+v", result)
	}
	ended := cluster.Task(result.TaskID)
	if log, err := ended.Log(ctx, Stdout); err != nil || log != "hello\n" {
		t.Fatal(log, err)
	}
	if files, err := ended.List(ctx, "data"); err != nil || len(files) != 1 || files[0].Path != "data/seven" {
		t.Fatal(files, err)
	}
	if content, err := ended.ReadFile(ctx, "data/seven"); err != nil || string(content) != "7\n" {
		t.Fatal(content, err)
	}
	if _, err := cluster.Frameworks(ctx, FrameworkFilter{Completed: true}); err != nil {
		t.Fatal(err)
	}
	if found, err := cluster.Tasks(ctx, TaskFilter{ID: result.TaskID, State: "TASK_FAILED"}); err != nil || len(found) != 1 || len(found[0].Raw) == 0 {
		t.Fatal(found, err)
	}
	_, err = cluster.Offers(ctx)
	check(err)

	// What ends tasks
	for _, end := range []func(Task) error{
		func(task Task) error { return cluster.Task(task.ID).Kill(ctx) },
		func(task Task) error { return cluster.KillExecutor(ctx, ExecutorFilter{Task: task.ID}) },
		func(task Task) error { return cluster.Teardown(ctx, task.FrameworkID) },
	} {
		go func() { _, _ = cluster.Run(ctx, Run{Command: "sleep 1000"}) }()
		tasks, err := cluster.WaitForAtLeast(ctx, 1, TasksWanted{State: "TASK_RUNNING"})
		check(err)
		check(end(tasks[0]))
		_, err = cluster.WaitForTasks(ctx, 0, TasksWanted{State: "TASK_RUNNING"})
		check(err)
	}

	// Faults and time
	fault, err := cluster.AddFault(ctx, FaultRule{Effect: Hold, Traffic: Traffic{Message: "StatusUpdateMessage", To: "master"}, Times: 1})
	check(err)
	check(fault.Look(ctx))
	check(fault.Release(ctx, 0))
	check(fault.Remove(ctx))
	_, err = cluster.Partition(ctx, cluster.Agent(1))
	check(err)
	check(cluster.Heal(ctx))
	if faults, err := cluster.Faults(ctx); err != nil || len(faults) != 0 {
		t.Fatal(faults, err)
	}
	_, err = cluster.RescindOffers(ctx, OfferFilter{})
	check(err)
	before, err := cluster.Clock().Now(ctx)
	check(err)
	after, err := cluster.Clock().Advance(ctx, time.Minute)
	check(err)
	if passed := after.Sub(before); passed < time.Minute || passed > 2*time.Minute {
		t.Fatal(passed)
	}
	_, err = cluster.Clock().RunUntil(ctx, time.Minute, func(state *State) bool { return len(state.Agents) == 2 })
	check(err)
	_, err = cluster.Clock().Step(ctx, time.Time{})
	check(err)

	// Agents and masters
	added, err := cluster.AddAgent(ctx, AgentDescription{Attributes: "rack:b"})
	check(err)
	check(added.Stop(ctx))
	check(cluster.Agent(0).Kill(ctx))
	check(cluster.Agent(0).Restart(ctx, AgentChanges{}))
	_, err = cluster.WaitForAgent(ctx, cluster.Agent(0), "active")
	check(err)
	if state, err := cluster.Agent(0).State(ctx); err != nil || !json.Valid(state) {
		t.Fatal(state, err)
	}
	leader, err := cluster.Failover(ctx, true)
	check(err)
	if leader.URL == cluster.MasterURL() {
		t.Fatal("the same master leads")
	}
	if now, err := cluster.Leader(ctx); err != nil || now.URL != leader.URL {
		t.Fatal(now, err)
	}
	for _, standStill := range []func(context.Context) error{leader.Pause, leader.Resume, cluster.Agent(0).Pause, cluster.Agent(0).Resume} {
		if err := standStill(ctx); err == nil {
			t.Error("what is no process of its own was paused")
		}
	}
	check(leader.Kill(ctx))
	check(leader.Restart(ctx))

	// ZooKeepers
	zookeeper, err := cluster.ZooKeeper(ctx)
	check(err)
	sessions, err := zookeeper.Sessions(ctx)
	check(err)
	check(zookeeper.DropConnection(ctx, sessions[0].ID))
	check(zookeeper.ExpireSession(ctx, sessions[0].ID))
	zookeepers, err := cluster.ZooKeepers(ctx)
	check(err)
	state := zookeepers["state"]
	check(state.Freeze(ctx))
	check(state.Thaw(ctx))
	check(state.SetReadOnly(ctx, true))
	check(state.SetReadOnly(ctx, false))
	check(state.Restart(ctx))

	// What there is only of clusters in containers
	if _, err := cluster.ContainerLog(ctx, "database"); !errors.Is(err, UnknownContainer) {
		t.Fatal(err)
	}
	if _, err := cluster.PushImage(ctx, "my-executor:1"); !errors.Is(err, UnsupportedByDriver) {
		t.Fatal(err)
	}

	// What happened
	if diagram, err := cluster.TimelineDiagram(ctx, TimelineFilter{Task: result.TaskID}); err != nil || !strings.Contains(diagram, "sequenceDiagram") {
		t.Fatal(diagram, err)
	}
	events, err := cluster.Events(ctx, TimelineFilter{Since: FromTheStart})
	check(err)
	if entry, err := events.Next(); err != nil || entry.Sequence == 0 {
		t.Fatal(entry, err)
	}
	check(events.Close())
	if _, err := events.Next(); err != io.EOF {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	check(cluster.Diagnostics(ctx, &archive))
	if archive.Len() == 0 {
		t.Fatal("the archive is empty")
	}
	if apps, err := cluster.Install(ctx, map[string]any{"id": "/web", "cmd": "sleep 1000", "cpus": 0.1, "mem": 32}, Install{}); err != nil || !apps[0].Ready {
		t.Fatal(apps, err)
	}
	if apps, err := cluster.Apps(ctx); err != nil || len(apps) != 1 {
		t.Fatal(apps, err)
	}
	check(cluster.Uninstall(ctx, "/web", false))
	check(cluster.Reset(ctx))
	if _, err := cluster.WaitFor(ctx, "an agent", func(state *State) bool { return len(state.Agents) > 0 }); err != nil {
		t.Fatal(err)
	}

	// The end
	openAPI, err := server.OpenAPI(ctx)
	check(err)
	check(cluster.Close())
	if _, err := server.Shutdown(ctx); err != nil {
		t.Fatal(err)
	}
	if left := requests.leftOut(t, openAPI); len(left) > 0 {
		t.Errorf("the client has nothing for %s", strings.Join(left, ", "))
	}
}

type requestLog struct {
	mutex sync.Mutex
	made  []string
}

// recorded has the requests of all servers that are started from now on noted.
func recorded(t *testing.T) *requestLog {
	log := &requestLog{}
	asked = func(method, path string) {
		log.mutex.Lock()
		defer log.mutex.Unlock()
		log.made = append(log.made, method+" "+path)
	}
	t.Cleanup(func() { asked = nil })
	return log
}

// leftOut are the operations of the document that no request was for.
func (l *requestLog) leftOut(t *testing.T, openAPI []byte) []string {
	var document struct {
		Paths map[string]map[string]struct{ OperationID string }
	}
	if err := json.Unmarshal(openAPI, &document); err != nil || len(document.Paths) == 0 {
		t.Fatal("there are no paths in the document", err)
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	made := strings.Join(l.made, "\n") + "\n"
	var left []string
	for path, operations := range document.Paths {
		for method := range operations {
			operation := strings.ToUpper(method) + " " + path
			pattern := regexp.MustCompile(`\\\{[a-zA-Z]+\\\}`).ReplaceAllString(regexp.QuoteMeta(operation), `[^/\n]+`)
			if operation != notForPrograms && !regexp.MustCompile("(?m)^"+pattern+"$").MatchString(made) {
				left = append(left, operation)
			}
		}
	}
	return left
}
