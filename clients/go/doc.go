// Package minimesos starts, uses and destroys Apache Mesos clusters: a client of minimesos, in which masters and agents run.
//
//	func TestTasksAreLostWithTheirAgent(t *testing.T) {
//		ctx := context.Background()
//		cluster := minimesos.Start(t, minimesos.Description{Agents: minimesos.Agents(2)})
//		startMyScheduler(cluster.MasterURL())
//		tasks, err := cluster.WaitForTasks(ctx, 2, minimesos.TasksWanted{Framework: "mine", State: "TASK_RUNNING"})
//		...
//	}
//
// A cluster lives in a server, a process of Node: the one it is given ([OnServer], [At]), the one of MINIMESOS_URL and
// MINIMESOS_TOKEN, or one that is started for all clusters of this process. It ends with the test, with [Cluster.Close], and when
// this process ends in any other way, kill -9 included: the server notices that the connection of its lease is gone.
//
// What is waited for, is waited for until the deadline of its context, or for 10 seconds. Everything that goes wrong is an
// [*Error] with a code: errors.Is(err, minimesos.WaitTimeout), or minimesos.Code("...") for any code of docs/errors.md.
package minimesos
