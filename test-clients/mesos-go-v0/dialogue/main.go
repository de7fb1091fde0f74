// A scheduler on mesos-go v0 that has a task on an executor of its own, exchanges a message with that, asks for the state of
// the task, and kills it. It prints each step. With -leave it goes when the task runs, to come back with -framework.
package main

import (
	"flag"
	"fmt"
	"log"

	"github.com/gogo/protobuf/proto"
	"github.com/mesos/mesos-go/api/v0/mesosproto"
	"github.com/mesos/mesos-go/api/v0/mesosutil"
	"github.com/mesos/mesos-go/api/v0/scheduler"
	"minimesos.test/clients/mesos-go-v0/common"
)

var (
	leave    = flag.Bool("leave", false, "whether to go when the task runs, and leave it running")
	executor = flag.String("executor", "", "the path of the executor")
)

const taskID = "dialogue-1"

type dialogue struct {
	common.Quiet
	launched, asked, reconciling bool
}

func (d *dialogue) Registered(driver scheduler.SchedulerDriver, id *mesosproto.FrameworkID, _ *mesosproto.MasterInfo) {
	fmt.Println("registered", id.GetValue())
	if d.launched {
		d.reconcile(driver)
	}
}

func (d *dialogue) Reregistered(driver scheduler.SchedulerDriver, _ *mesosproto.MasterInfo) {
	fmt.Println("registered again")
	d.reconcile(driver)
}

func (d *dialogue) ResourceOffers(driver scheduler.SchedulerDriver, offers []*mesosproto.Offer) {
	for _, offer := range offers {
		if d.launched {
			common.Launch(driver, offer)
			continue
		}
		d.launched = true
		task := common.Task(offer, taskID)
		task.Executor = &mesosproto.ExecutorInfo{ExecutorId: mesosutil.NewExecutorID("echo"), Command: mesosutil.NewCommandInfo(*executor)}
		common.Launch(driver, offer, task)
	}
}

func (d *dialogue) StatusUpdate(driver scheduler.SchedulerDriver, status *mesosproto.TaskStatus) {
	fmt.Println(status.GetState(), status.GetReason())
	switch {
	case status.GetState() == mesosproto.TaskState_TASK_KILLED:
		check(driver.Stop(false))
	case status.GetState() != mesosproto.TaskState_TASK_RUNNING:
		check(driver.Abort())
	case *leave:
		check(driver.Stop(true))
	case d.reconciling && status.GetReason() == mesosproto.TaskStatus_REASON_RECONCILIATION:
		check(driver.KillTask(status.TaskId))
	case !d.asked:
		d.asked = true
		check(driver.SendFrameworkMessage(mesosutil.NewExecutorID("echo"), status.SlaveId, "hello"))
	}
}

func (d *dialogue) FrameworkMessage(driver scheduler.SchedulerDriver, _ *mesosproto.ExecutorID, _ *mesosproto.SlaveID, message string) {
	fmt.Println("message:", message)
	d.reconcile(driver)
}

func (d *dialogue) reconcile(driver scheduler.SchedulerDriver) {
	d.reconciling = true
	state := mesosproto.TaskState_TASK_RUNNING
	check(driver.ReconcileTasks([]*mesosproto.TaskStatus{{TaskId: mesosutil.NewTaskID(taskID), State: &state}}))
}

func check(_ mesosproto.Status, err error) {
	if err != nil {
		log.Println(err)
	}
}

func main() {
	master := flag.String("master", "", "HOST:PORT or zk://HOST:PORT/PATH")
	credential := flag.String("credential", "", "PRINCIPAL:SECRET")
	id := flag.String("framework", "", "the id that it had before")
	flag.Parse()
	options := common.Options{
		Master: *master, Name: "mesos-go v0", Credential: *credential, FrameworkID: *id, FailoverTimeout: *proto.Float64(60),
	}
	status, err := common.New(&dialogue{launched: *id != ""}, options).Run()
	fmt.Println("ended", status, err)
}
