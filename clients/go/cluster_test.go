package minimesos_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"minimesos.test/minimesos"
)

func TestTasksAreLostWithTheirAgent(t *testing.T) {
	cluster := minimesos.Start(t, minimesos.Description{Agents: minimesos.Agents(2)})
	task := sleep(t, cluster, minimesos.Run{Agent: "1"})
	ok(t, cluster.Agent(1).Kill(long(t)))
	tasks := must(cluster.WaitForTasks(long(t), 1, minimesos.TasksWanted{State: "TASK_LOST,TASK_FAILED"}))(t)
	if tasks[0].ID != task.ID || tasks[0].AgentID != task.AgentID {
		t.Fatalf("%+v", tasks)
	}
}

func TestADescriptionMayBeText(t *testing.T) {
	cluster := minimesos.Start(t, minimesos.Description{Text: "agents:\n  - { count: 2, resources: 'cpus:3;mem:64' }\n"})
	agents := must(cluster.Agents(long(t)))(t)
	if len(agents) != 2 || agents[1].Resources["cpus"] != 3.0 {
		t.Fatalf("%+v", agents)
	}
	if _, err := minimesos.FromFile("/no/such/minimesos.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
}

func TestAClusterMayHaveNoAgents(t *testing.T) {
	cluster := minimesos.Start(t, minimesos.Description{Agents: minimesos.Agents(0)})
	if agents := must(cluster.Agents(long(t)))(t); len(agents) != 0 {
		t.Fatal(agents)
	}
}

func TestAWrongDescriptionIsToldWithAllThatIsWrong(t *testing.T) {
	_, err := minimesos.New(long(t), minimesos.Description{Driver: "embeded", More: map[string]any{"agnets": 3}})
	var told *minimesos.Error
	if !errors.As(err, &told) || !errors.Is(err, minimesos.InvalidDescription) || len(told.Problems) != 2 {
		t.Fatalf("%#v", err)
	}
	if told.Problems[0].Suggestion == "" || !strings.Contains(err.Error(), "agnets") || told.Remedy == "" {
		t.Fatalf("%+v", told)
	}
}

func TestAWaitEndsWithItsContextAndTellsWhatWasSeen(t *testing.T) {
	cluster := minimesos.Start(t, minimesos.Description{})
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	_, err := cluster.WaitForTasks(ctx, 3, minimesos.TasksWanted{State: "TASK_RUNNING"})
	if !errors.Is(err, minimesos.WaitTimeout) || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "agent") {
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	_, err = cluster.WaitFor(ctx, "A framework", func(state *minimesos.State) bool { return len(state.Frameworks) > 0 })
	if !errors.Is(err, minimesos.WaitTimeout) || !strings.HasPrefix(err.Error(), "WAIT_TIMEOUT: A framework did not come within") {
		t.Fatal(err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	time.AfterFunc(100*time.Millisecond, cancel)
	if _, err := cluster.WaitForFramework(ctx, "nobody"); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	run := make(chan error)
	go func() { _, err := cluster.Run(cancelled, minimesos.Run{Command: "sleep 1000"}); run <- err }()
	must(cluster.WaitForTasks(long(t), 1, minimesos.TasksWanted{State: "TASK_RUNNING"}))(t)
	cancel()
	if err := <-run; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	must(cluster.WaitForTasks(long(t), 0, minimesos.TasksWanted{State: "TASK_RUNNING"}))(t)
}

func TestErrorsOfTheCatalogueAreTold(t *testing.T) {
	cluster := minimesos.Start(t, minimesos.Description{})
	ctx := long(t)
	result := must(cluster.Run(ctx, minimesos.Run{Command: "true"}))(t)
	first := func(_ any, err error) error { return err }
	expectation, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
	defer cancel()
	for code, err := range map[minimesos.Code]error{
		minimesos.NotInSandbox:        first(cluster.Task(result.TaskID).ReadFile(ctx, "no-such-file")),
		minimesos.RunFailed:           first(cluster.Run(ctx, minimesos.Run{Command: "false", Check: true})),
		minimesos.ExpectationFailed:   first(cluster.Expect(expectation, minimesos.Expected{Traffic: minimesos.Traffic{Call: "TEARDOWN", Framework: "nobody"}})),
		"UNKNOWN_AGENT":               cluster.Agent(7).Kill(ctx),
		"UNKNOWN_TASK":                cluster.Task("no-such-task").Kill(ctx),
		"INVALID_FAULT":               first(cluster.AddFault(ctx, minimesos.FaultRule{Effect: minimesos.Drop, Traffic: minimesos.Traffic{Call: "ACEPT"}})),
		"NO_ZOOKEEPER":                first(cluster.ZooKeeper(ctx)),
		minimesos.UnknownContainer:    first(cluster.ContainerLog(ctx, "a database/1")),
		minimesos.UnsupportedByDriver: first(cluster.PushImage(ctx, "my-executor:1")),
		minimesos.UnknownCluster:      first(minimesos.Connect(ctx, "nobody", minimesos.OnServer(cluster.Server()))),
	} {
		var told *minimesos.Error
		if !errors.As(err, &told) || !errors.Is(err, code) || told.Remedy == "" || told.Status < 400 {
			t.Errorf("%s: %v", code, err)
		}
	}
	agent := cluster.Agent(0)
	ok(t, agent.Kill(ctx))
	if err := agent.Kill(ctx); !errors.Is(err, minimesos.AgentGone) {
		t.Error(err)
	}
	fault := must(cluster.AddFault(ctx, minimesos.FaultRule{Effect: minimesos.Drop, Traffic: minimesos.Traffic{Call: "KILL"}}))(t)
	ok(t, cluster.Reset(ctx))
	if err := fault.Look(ctx); !errors.Is(err, minimesos.UnknownFault) {
		t.Error(err)
	}
	ok(t, cluster.Destroy(ctx))
	ok(t, cluster.Destroy(ctx))
	if _, err := cluster.State(ctx); !errors.Is(err, minimesos.UnknownCluster) && !errors.Is(err, minimesos.ClusterDestroyed) {
		t.Error(err)
	}
}

func TestNamesAreWhereTheClusterSays(t *testing.T) {
	described := map[string]any{"names": map[string]any{"domain": "mm"}}
	cluster := minimesos.Start(t, minimesos.Description{More: described})
	info := must(cluster.Info(long(t)))(t)
	names := info.Names
	if names == nil || names.Domain != "mm" || names.URL != info.Exports["MINIMESOS_MESOSDNS"] || names.Port == 0 {
		t.Fatalf("%+v", names)
	}
	if names.URL != fmt.Sprintf("http://%s:%d", names.IP, names.HTTPPort) {
		t.Fatalf("%+v", names)
	}
	answer := must(http.Get(names.URL + "/v1/hosts/leader.mm"))(t)
	defer answer.Body.Close()
	var hosts []struct{ IP string }
	ok(t, json.NewDecoder(answer.Body).Decode(&hosts))
	if len(hosts) != 1 || hosts[0].IP != info.Masters[0].IP {
		t.Fatal(hosts)
	}
}

func TestACommonClusterHasNoNamesAndNoContainers(t *testing.T) {
	info := must(minimesos.Start(t, minimesos.Description{}).Info(long(t)))(t)
	if info.Names != nil || len(info.Containers) != 0 || info.OwnEngines {
		t.Fatalf("%+v", info)
	}
}

func TestEventsEndWithTheirCluster(t *testing.T) {
	cluster := minimesos.Start(t, minimesos.Description{})
	events := must(cluster.Events(context.Background(), minimesos.TimelineFilter{Kinds: "task"}))(t)
	result := must(cluster.Run(long(t), minimesos.Run{Command: "true"}))(t)
	for {
		entry := must(events.Next())(t)
		if entry.Task == result.TaskID && entry.What == "TASK_FINISHED" {
			break
		}
	}
	ok(t, cluster.Close())
	for entry, err := events.Next(); err != io.EOF; entry, err = events.Next() {
		ok(t, err)
		if entry.Task != result.TaskID {
			t.Fatal(entry)
		}
	}
}

func TestAKeptClusterOutlivesItsClose(t *testing.T) {
	server := must(minimesos.StartServer(long(t)))(t)
	defer server.Close()
	kept := must(minimesos.New(long(t), minimesos.Description{}, minimesos.OnServer(server), minimesos.Keep()))(t)
	ok(t, kept.Close())
	again := must(minimesos.Connect(long(t), kept.Name, minimesos.OnServer(server)))(t)
	ok(t, again.Destroy(long(t)))
	if clusters := must(server.Clusters(long(t)))(t); len(clusters) != 0 {
		t.Fatal(clusters)
	}
}

func TestAClusterEndsWithTheLastThatHoldsIt(t *testing.T) {
	server := must(minimesos.StartServer(long(t)))(t)
	defer server.Close()
	creator := must(minimesos.New(long(t), minimesos.Description{}, minimesos.OnServer(server)))(t)
	guest := must(minimesos.Connect(long(t), creator.Name, minimesos.OnServer(server)))(t)
	ok(t, creator.Leave(long(t)))
	must(guest.State(long(t)))(t)
	ok(t, guest.Close())
	for len(must(server.Clusters(long(t)))(t)) > 0 {
		time.Sleep(20 * time.Millisecond)
	}
	left := must(minimesos.New(long(t), minimesos.Description{}, minimesos.OnServer(server)))(t)
	ok(t, left.Leave(long(t)))
	again := must(minimesos.Connect(long(t), left.ID, minimesos.OnServer(server)))(t)
	ok(t, again.Destroy(long(t)))
}

// recorder is a test that fails.
type recorder struct {
	*testing.T
	cleanups []func()
	logged   []string
}

func (r *recorder) Cleanup(cleanup func()) { r.cleanups = append(r.cleanups, cleanup) }
func (r *recorder) Failed() bool           { return true }
func (r *recorder) Log(args ...any)        { r.logged = append(r.logged, fmt.Sprint(args...)) }

func TestATestThatFailsTellsWhatHappened(t *testing.T) {
	failing := &recorder{T: t}
	cluster := minimesos.Start(failing, minimesos.Description{Name: "told"})
	must(cluster.Run(long(t), minimesos.Run{Command: "true"}))(t)
	for _, cleanup := range failing.cleanups {
		cleanup()
	}
	text := strings.Join(failing.logged, "\n")
	for _, part := range []string{"What happened on cluster told during this test:\n", "TASK_FINISHED", "SUBSCRIBE"} {
		if !strings.Contains(text, part) {
			t.Errorf("%s is not in:\n%s", part, text)
		}
	}
	if strings.Contains(text, "PingSlaveMessage") {
		t.Error("heartbeats are told")
	}
	if _, err := cluster.State(long(t)); err == nil {
		t.Error("the cluster is there")
	}
}

// An owner that is killed: a program of its own, which is this one.
func TestNothingSurvivesAnOwnerThatWasKilled(t *testing.T) {
	if os.Getenv("MINIMESOS_OWNER") != "" {
		own()
		return
	}
	owner := exec.Command(os.Args[0], "-test.run", "^TestNothingSurvivesAnOwnerThatWasKilled$")
	owner.Env = append(os.Environ(), "MINIMESOS_OWNER=1")
	stdout := must(owner.StdoutPipe())(t)
	ok(t, owner.Start())
	var started struct {
		Server, Task int
		Directory    string
	}
	line := must(bufio.NewReader(stdout).ReadString('\n'))(t)
	ok(t, json.Unmarshal([]byte(line), &started))
	if !lives(started.Server) || !lives(started.Task) {
		t.Fatal("it did not start: " + line)
	}
	ok(t, owner.Process.Kill())
	_ = owner.Wait()
	for deadline := time.Now().Add(time.Minute); lives(started.Server) || lives(started.Task) || exists(started.Directory); {
		if time.Now().After(deadline) {
			t.Fatalf("something of it is left: %+v", started)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func own() {
	cluster, err := minimesos.New(context.Background(), minimesos.Description{})
	if err != nil {
		panic(err)
	}
	version, err := cluster.Server().Version(context.Background())
	if err != nil {
		panic(err)
	}
	_, err = cluster.Run(context.Background(), minimesos.Run{
		Command: `setsid sleep 1000 & echo "\"task\":$!,\"directory\":\"$PWD\"}"; sleep 1000`,
		OnOutput: func(text string, _ minimesos.Stream) {
			fmt.Printf(`{"server":%d,%s`, version.PID, text)
		},
	})
	panic(err)
}

// One that has ended and that nobody has waited for yet is dead, too.
func lives(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return syscall.Kill(pid, 0) == nil
	}
	return !strings.HasPrefix(string(stat[strings.LastIndex(string(stat), ")")+1:]), " Z")
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
