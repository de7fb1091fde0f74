// Does with a Marathon what its users do, and fails when something is not as it should be.
package main

import (
	"fmt"
	"os"
	"time"

	marathon "github.com/gambol99/go-marathon"
)

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func expect(good bool, what ...interface{}) {
	if !good {
		panic(fmt.Sprint(what...))
	}
}

func main() {
	config := marathon.NewDefaultConfig()
	config.URL = os.Args[1]
	config.EventsTransport = marathon.EventsTransportSSE
	client, err := marathon.NewClient(config)
	check(err)

	pong, err := client.Ping()
	check(err)
	expect(pong, "it does not answer")

	events, err := client.AddEventsListener(marathon.EventIDApplications | marathon.EventIDDeploymentSuccess)
	check(err)

	app := marathon.NewDockerApplication().Name("/go/web").CPU(0.1).Memory(32).Count(2)
	app.Container = nil
	app.Command("exec python3 -m http.server $PORT0").AddLabel("tier", "web").AddEnv("A", "b")
	app.AddConstraint("hostname", "LIKE", ".*")
	port := 0
	app.AddPortDefinition(marathon.PortDefinition{Port: &port, Protocol: "tcp", Name: "web"})
	health := marathon.NewDefaultHealthCheck()
	health.Protocol, health.IntervalSeconds = "TCP", 1
	app.AddHealthCheck(*health)
	app.SetUpgradeStrategy(marathon.UpgradeStrategy{}.SetMaximumOverCapacity(1).SetMinimumHealthCapacity(0.5))
	created, err := client.CreateApplication(app)
	check(err)
	expect(created.ID == "/go/web" && len(created.DeploymentIDs()) == 1, "created ", created)
	check(client.WaitOnApplication("/go/web", 30*time.Second))
	settled(client)

	got, err := client.Application("/go/web")
	check(err)
	expect(got.TasksRunning == 2 && got.TasksHealthy == 2, "app ", got)
	healthy, err := client.ApplicationOK("/go/web")
	check(err)
	expect(healthy, "it is not well")
	tasks, err := client.Tasks("/go/web")
	check(err)
	expect(len(tasks.Tasks) == 2 && tasks.Tasks[0].HasHealthCheckResults(), "tasks ", tasks)
	all, err := client.AllTasks(&marathon.AllTasksOpts{Status: "running"})
	check(err)
	expect(len(all.Tasks) == 2, "all tasks ", all)

	_, err = client.ScaleApplicationInstances("/go/web", 3, false)
	check(err)
	settled(client)
	check(client.KillTasks([]string{first(client, "/go/web")}, &marathon.KillTaskOpts{Scale: true}))
	settled(client)
	check(client.KillTasks([]string{first(client, "/go/web")}, nil))
	versions, err := client.ApplicationVersions("/go/web")
	check(err)
	_, err = client.SetApplicationVersion("/go/web", &marathon.ApplicationVersion{Version: versions.Versions[len(versions.Versions)-1]})
	check(err)
	settled(client)
	_, err = client.RestartApplication("/go/web", false)
	check(err)
	settled(client)

	_, err = client.CreateApplication(app)
	apiError, ok := err.(*marathon.APIError)
	expect(ok && apiError.ErrCode == marathon.ErrCodeDuplicateID, "a second one: ", err)
	_, err = client.Application("/nowhere")
	apiError, ok = err.(*marathon.APIError)
	expect(ok && apiError.ErrCode == marathon.ErrCodeNotFound, "none: ", err)
	bad := marathon.NewDockerApplication().Name("/go/bad")
	bad.Container = nil
	bad.Command("sleep 1").AddConstraint("hostname", "NEAR")
	_, err = client.CreateApplication(bad)
	apiError, ok = err.(*marathon.APIError)
	expect(ok && apiError.ErrCode == marathon.ErrCodeInvalidBean, "a bad one: ", err)

	big := marathon.NewDockerApplication().Name("/go/big").CPU(1000).Memory(32)
	big.Container = nil
	_, err = client.CreateApplication(big.Command("sleep 100"))
	check(err)
	queue, err := client.Queue()
	check(err)
	expect(len(queue.Items) == 1 && queue.Items[0].Application.ID == "/go/big", "queue ", queue)
	check(client.DeleteQueueDelay("/go/big"))
	_, err = client.ScaleApplicationInstances("/go/big", 2, false)
	apiError, ok = err.(*marathon.APIError)
	expect(ok && apiError.ErrCode == marathon.ErrCodeAppLocked, "a locked one: ", err)
	deployments, err := client.Deployments()
	check(err)
	expect(len(deployments) == 1 && deployments[0].AffectedApps[0] == "/go/big", "deployments ", deployments)
	_, err = client.DeleteDeployment(deployments[0].ID, false)
	check(err)
	settled(client)

	sleeper := marathon.NewDockerApplication().Name("/team/sleeper").CPU(0.1).Memory(16)
	sleeper.Container = nil
	group := marathon.NewApplicationGroup("/team").App(sleeper.Command("sleep 100"))
	check(client.CreateGroup(group))
	check(client.WaitOnGroup("/team", 30*time.Second))
	has, err := client.HasGroup("/team")
	check(err)
	expect(has, "there is no group")
	_, err = client.DeleteGroup("/team", true)
	check(err)
	_, err = client.DeleteApplication("/go/web", false)
	check(err)
	settled(client)

	info, err := client.Info()
	check(err)
	leader, err := client.Leader()
	check(err)
	expect(info.Leader == leader, "info ", info)

	seen := map[string]bool{}
	for len(events) > 0 || len(seen) < 3 {
		select {
		case event := <-events:
			seen[event.Name] = true
		case <-time.After(10 * time.Second):
			panic(fmt.Sprint("events ", seen))
		}
	}
	expect(seen["status_update_event"] && seen["deployment_success"] && seen["health_status_changed_event"], "events ", seen)
	fmt.Println("all done")
}

func first(client marathon.Marathon, app string) string {
	tasks, err := client.Tasks(app)
	check(err)
	return tasks.Tasks[0].ID
}

func settled(client marathon.Marathon) {
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		deployments, err := client.Deployments()
		check(err)
		if len(deployments) == 0 {
			return
		}
		expect(time.Now().Before(deadline), "deployments do not end: ", deployments)
	}
}
