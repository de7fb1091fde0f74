package keeper

import (
	"context"
	"testing"
	"time"

	"minimesos.test/minimesos"
)

const framework = "keeper"

var running = minimesos.TasksWanted{Framework: framework, State: "TASK_RUNNING"}

// start is a cluster with a keeper of so many tasks, which run.
func start(t *testing.T, description minimesos.Description, count int) (context.Context, *minimesos.Cluster, []minimesos.Task) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	description.ZooKeeper, description.Reaction = true, "immediate"
	cluster := minimesos.Start(t, description)
	zooKeeper, err := cluster.ZooKeeper(ctx)
	check(t, err)
	life, end := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- (&Keeper{Name: framework, Command: "sleep 1000", Count: count}).Run(life, zooKeeper.URL)
	}()
	t.Cleanup(func() {
		end()
		check(t, <-ended)
	})
	tasks, err := cluster.WaitForTasks(ctx, count, running)
	check(t, err)
	return ctx, cluster, tasks
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTasksRunWhereThereIsRoom(t *testing.T) {
	ctx, cluster, tasks := start(t, minimesos.Description{Agents: minimesos.Agents(2)}, 3)
	for _, task := range tasks {
		if log, err := cluster.Task(task.ID).Log(ctx, minimesos.Stderr); err != nil {
			t.Error(log, err)
		}
	}
	_, err := cluster.Expect(ctx, minimesos.Expected{Traffic: minimesos.Traffic{Call: "ACKNOWLEDGE", Framework: framework}, Times: 3})
	check(t, err)
}

func TestATaskThatEndsIsReplaced(t *testing.T) {
	ctx, cluster, tasks := start(t, minimesos.Description{}, 2)
	check(t, cluster.Task(tasks[0].ID).Kill(ctx))
	_, err := cluster.WaitForTasks(ctx, 1, minimesos.TasksWanted{Framework: framework, State: "TASK_KILLED"})
	check(t, err)
	_, err = cluster.WaitForTasks(ctx, 2, running)
	check(t, err)
}

func TestTasksMoveWhenAnAgentIsKilled(t *testing.T) {
	ctx, cluster, tasks := start(t, minimesos.Description{Agents: minimesos.Agents(2)}, 4)
	agent := cluster.Agent(0)
	check(t, agent.Kill(ctx))
	onIt := 0
	for _, task := range tasks {
		if task.AgentID == agent.ID {
			onIt++
		}
	}
	// The framework checkpoints, so the agent may come back; the master gives it up after five pings.
	_, err := cluster.Clock().Advance(ctx, 90*time.Second)
	check(t, err)
	_, err = cluster.WaitForAtLeast(ctx, onIt, minimesos.TasksWanted{Framework: framework, State: "TASK_LOST"})
	check(t, err)
	moved, err := cluster.WaitForTasks(ctx, 4, running)
	check(t, err)
	for _, task := range moved {
		if task.AgentID == agent.ID {
			t.Errorf("%s is on the agent that was killed", task.ID)
		}
	}
}

func TestTasksOutliveAFailoverOfTheMaster(t *testing.T) {
	ctx, cluster, before := start(t, minimesos.Description{Masters: minimesos.Masters(3)}, 2)
	leader, err := cluster.Failover(ctx, true)
	check(t, err)
	if leader.URL == cluster.MasterURL() {
		t.Error("the same master leads")
	}
	_, err = cluster.WaitForFramework(ctx, framework)
	check(t, err)
	after, err := cluster.WaitForTasks(ctx, 2, running)
	check(t, err)
	known := map[string]bool{before[0].ID: true, before[1].ID: true}
	for _, task := range after {
		if !known[task.ID] {
			t.Errorf("%s was launched though nothing had ended", task.ID)
		}
	}
	check(t, cluster.Task(after[0].ID).Kill(ctx))
	_, err = cluster.WaitForTasks(ctx, 1, minimesos.TasksWanted{Framework: framework, State: "TASK_KILLED"})
	check(t, err)
	_, err = cluster.WaitForTasks(ctx, 2, running)
	check(t, err)
}

func TestAnUpdateThatIsLostComesAgain(t *testing.T) {
	ctx, cluster, tasks := start(t, minimesos.Description{}, 1)
	lost := minimesos.Traffic{Message: "StatusUpdateMessage", To: "master", State: "TASK_KILLED", Task: tasks[0].ID}
	_, err := cluster.AddFault(ctx, minimesos.FaultRule{Effect: minimesos.Drop, Traffic: lost, Times: 1})
	check(t, err)
	check(t, cluster.Task(tasks[0].ID).Kill(ctx))
	_, err = cluster.WaitFor(ctx, "The loss of the update", func(*minimesos.State) bool {
		faults, err := cluster.Faults(ctx)
		return err == nil && faults[0].Count == 1
	})
	check(t, err)
	_, err = cluster.Clock().Advance(ctx, 10*time.Second)
	check(t, err)
	replaced, err := cluster.WaitForTasks(ctx, 1, running)
	check(t, err)
	if replaced[0].ID == tasks[0].ID {
		t.Error("the task was not replaced")
	}
}
