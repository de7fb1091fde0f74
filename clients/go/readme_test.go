package minimesos_test

import (
	"context"
	"testing"

	"minimesos.test/minimesos"
)

// As the README of the project has it.
func TestATaskIsLostWithItsAgent(t *testing.T) {
	ctx := context.Background()
	cluster := minimesos.Start(t, minimesos.Description{Agents: minimesos.Agents(2)})
	go cluster.Run(ctx, minimesos.Run{Command: "sleep 1000", Agent: "0"})
	if _, err := cluster.WaitForTasks(ctx, 1, minimesos.TasksWanted{State: "TASK_RUNNING"}); err != nil {
		t.Fatal(err)
	}
	cluster.Agent(0).Kill(ctx)
	if _, err := cluster.WaitForTasks(ctx, 1, minimesos.TasksWanted{State: "TASK_LOST"}); err != nil {
		t.Fatal(err)
	}
}
