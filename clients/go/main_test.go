package minimesos_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"minimesos.test/minimesos"
)

// The tests are about the minimesos of this checkout, unless they are told of another one.
func TestMain(m *testing.M) {
	built, err := filepath.Abs("../../dist/cli.js")
	if err != nil {
		panic(err)
	}
	if os.Getenv("MINIMESOS_COMMAND") == "" && os.Getenv("MINIMESOS_URL") == "" {
		os.Setenv("MINIMESOS_COMMAND", fmt.Sprintf("node '%s'", built))
	}
	os.Exit(m.Run())
}

// long is for a machine that is very busy, not part of what is tested.
func long(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return ctx
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// must returns the value, or ends the test.
func must[Value any](value Value, err error) func(*testing.T) Value {
	return func(t *testing.T) Value {
		t.Helper()
		ok(t, err)
		return value
	}
}

// sleep runs a task in the background that does not end by itself.
func sleep(t *testing.T, cluster *minimesos.Cluster, run minimesos.Run) minimesos.Task {
	t.Helper()
	run.Command = "echo begun; sleep 1000"
	go func() { _, _ = cluster.Run(context.Background(), run) }()
	return must(cluster.WaitForTasks(long(t), 1, minimesos.TasksWanted{State: "TASK_RUNNING"}))(t)[0]
}
