// An executor on mesos-go v0 whose tasks run until they are killed, and that answers what it is told.
package main

import (
	"flag"
	"log"

	"github.com/mesos/mesos-go/api/v0/executor"
	"github.com/mesos/mesos-go/api/v0/mesosproto"
)

type echo struct{}

func (echo) Registered(executor.ExecutorDriver, *mesosproto.ExecutorInfo, *mesosproto.FrameworkInfo, *mesosproto.SlaveInfo) {
	log.Println("registered")
}

func (echo) Reregistered(executor.ExecutorDriver, *mesosproto.SlaveInfo) {
	log.Println("registered again")
}

func (echo) Disconnected(executor.ExecutorDriver) {
	log.Println("disconnected")
}

func (echo) LaunchTask(driver executor.ExecutorDriver, task *mesosproto.TaskInfo) {
	tell(driver, task.GetTaskId(), mesosproto.TaskState_TASK_RUNNING)
}

func (echo) KillTask(driver executor.ExecutorDriver, task *mesosproto.TaskID) {
	tell(driver, task, mesosproto.TaskState_TASK_KILLED)
}

func (echo) FrameworkMessage(driver executor.ExecutorDriver, message string) {
	if _, err := driver.SendFrameworkMessage("echo of " + message); err != nil {
		log.Println(err)
	}
}

func (echo) Shutdown(executor.ExecutorDriver) {
	log.Println("shut down")
}

func (echo) Error(_ executor.ExecutorDriver, message string) {
	log.Println(message)
}

func tell(driver executor.ExecutorDriver, task *mesosproto.TaskID, state mesosproto.TaskState) {
	if _, err := driver.SendStatusUpdate(&mesosproto.TaskStatus{TaskId: task, State: state.Enum()}); err != nil {
		log.Println(err)
	}
}

func main() {
	// What the driver logs is in the sandbox, where it would otherwise leave files.
	if err := flag.Set("logtostderr", "true"); err != nil {
		log.Fatal(err)
	}
	driver, err := executor.NewMesosExecutorDriver(executor.DriverConfig{Executor: echo{}})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := driver.Run(); err != nil {
		log.Fatal(err)
	}
}
