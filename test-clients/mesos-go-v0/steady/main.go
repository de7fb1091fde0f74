// A scheduler on mesos-go v0 that never ends: it keeps a few tasks running, and asks for the state of all it knows of whenever it
// has registered again.
//
// Usage: steady HOST:PORT|zk://HOST:PORT/PATH COMMAND
package main

import (
	"log"
	"os"
	"strconv"

	"github.com/mesos/mesos-go/api/v0/mesosproto"
	"github.com/mesos/mesos-go/api/v0/mesosutil"
	"github.com/mesos/mesos-go/api/v0/scheduler"
	"minimesos.test/clients/mesos-go-v0/common"
)

const wanted = 4

type steady struct {
	common.Quiet
	command string
	number  int
	live    map[string]bool
}

func (s *steady) Registered(driver scheduler.SchedulerDriver, id *mesosproto.FrameworkID, _ *mesosproto.MasterInfo) {
	log.Println("registered", id.GetValue())
	s.reconcile(driver)
}

func (s *steady) Reregistered(driver scheduler.SchedulerDriver, _ *mesosproto.MasterInfo) {
	log.Println("registered again")
	s.reconcile(driver)
}

func (s *steady) reconcile(driver scheduler.SchedulerDriver) {
	state := mesosproto.TaskState_TASK_RUNNING
	statuses := []*mesosproto.TaskStatus{}
	for id := range s.live {
		statuses = append(statuses, &mesosproto.TaskStatus{TaskId: mesosutil.NewTaskID(id), State: &state})
	}
	if len(statuses) == 0 {
		return
	}
	if _, err := driver.ReconcileTasks(statuses); err != nil {
		log.Println(err)
	}
}

func (s *steady) ResourceOffers(driver scheduler.SchedulerDriver, offers []*mesosproto.Offer) {
	for _, offer := range offers {
		tasks := []*mesosproto.TaskInfo{}
		if len(s.live) < wanted {
			s.number++
			id := "task-" + strconv.Itoa(s.number)
			s.live[id] = true
			task := common.Task(offer, id)
			task.Command = mesosutil.NewCommandInfo(s.command)
			tasks = append(tasks, task)
		}
		common.Launch(driver, offer, tasks...)
	}
}

func (s *steady) StatusUpdate(_ scheduler.SchedulerDriver, status *mesosproto.TaskStatus) {
	log.Println(status.TaskId.GetValue(), status.GetState())
	switch status.GetState() {
	case mesosproto.TaskState_TASK_STAGING, mesosproto.TaskState_TASK_STARTING, mesosproto.TaskState_TASK_RUNNING:
	default:
		delete(s.live, status.TaskId.GetValue())
	}
}

func main() {
	options := common.Options{Master: os.Args[1], Name: "mesos-go v0", FailoverTimeout: 600}
	status, err := common.New(&steady{command: os.Args[2], live: map[string]bool{}}, options).Run()
	log.Fatal(status, err)
}
