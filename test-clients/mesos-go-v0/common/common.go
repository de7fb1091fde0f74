// Package common is what the schedulers have in common: how they are started, and what they need not know.
package common

import (
	"flag"
	"fmt"
	"log"
	"net"
	"strings"

	"github.com/gogo/protobuf/proto"
	"github.com/mesos/mesos-go/api/v0/auth"
	"github.com/mesos/mesos-go/api/v0/auth/sasl"
	_ "github.com/mesos/mesos-go/api/v0/auth/sasl/mech/crammd5"
	_ "github.com/mesos/mesos-go/api/v0/detector/zoo"
	"github.com/mesos/mesos-go/api/v0/mesosproto"
	"github.com/mesos/mesos-go/api/v0/mesosutil"
	"github.com/mesos/mesos-go/api/v0/scheduler"
	netcontext "golang.org/x/net/context"
)

// Offers of so much are used.
const (
	cpus = 0.1
	mem  = 32
)

// Quiet is a scheduler that tells of what it does not expect.
type Quiet struct{}

func (Quiet) Disconnected(scheduler.SchedulerDriver)                        { log.Println("disconnected") }
func (Quiet) OfferRescinded(scheduler.SchedulerDriver, *mesosproto.OfferID) {}
func (Quiet) SlaveLost(_ scheduler.SchedulerDriver, id *mesosproto.SlaveID) {
	log.Println("agent lost", id.GetValue())
}
func (Quiet) ExecutorLost(_ scheduler.SchedulerDriver, id *mesosproto.ExecutorID, _ *mesosproto.SlaveID, status int) {
	log.Println("executor lost", id.GetValue(), status)
}
func (Quiet) Error(_ scheduler.SchedulerDriver, message string) { fmt.Println("error:", message) }
func (Quiet) FrameworkMessage(scheduler.SchedulerDriver, *mesosproto.ExecutorID, *mesosproto.SlaveID, string) {
}

// Options of a scheduler. Its principal and secret are given as PRINCIPAL:SECRET, or not at all.
type Options struct {
	Master, Name, Credential, FrameworkID string
	FailoverTimeout                       float64
}

// New makes the driver of a scheduler. What that logs is shown, where it would otherwise leave files.
func New(s scheduler.Scheduler, o Options) *scheduler.MesosSchedulerDriver {
	if err := flag.Set("logtostderr", "true"); err != nil {
		log.Fatal(err)
	}
	framework := &mesosproto.FrameworkInfo{
		User: proto.String(""), Name: &o.Name, FailoverTimeout: &o.FailoverTimeout, Checkpoint: proto.Bool(true),
	}
	if o.FrameworkID != "" {
		framework.Id = mesosutil.NewFrameworkID(o.FrameworkID)
	}
	here := net.IPv4(127, 0, 0, 1)
	config := scheduler.DriverConfig{Scheduler: s, Framework: framework, Master: o.Master, BindingAddress: here}
	if principal, secret, found := strings.Cut(o.Credential, ":"); found {
		framework.Principal = &principal
		config.Credential = &mesosproto.Credential{Principal: &principal, Secret: &secret}
		config.WithAuthContext = func(ctx netcontext.Context) netcontext.Context {
			return sasl.WithBindingAddress(auth.WithLoginProvider(ctx, sasl.ProviderName), here)
		}
	}
	driver, err := scheduler.NewMesosSchedulerDriver(config)
	if err != nil {
		log.Fatal(err)
	}
	return driver
}

// Task is one that fits into every offer.
func Task(offer *mesosproto.Offer, id string) *mesosproto.TaskInfo {
	return &mesosproto.TaskInfo{
		Name: &id, TaskId: mesosutil.NewTaskID(id), SlaveId: offer.SlaveId,
		Resources: []*mesosproto.Resource{mesosutil.NewScalarResource("cpus", cpus), mesosutil.NewScalarResource("mem", mem)},
	}
}

// Launch uses an offer for tasks; none decline it for a second.
func Launch(driver scheduler.SchedulerDriver, offer *mesosproto.Offer, tasks ...*mesosproto.TaskInfo) {
	filters := &mesosproto.Filters{RefuseSeconds: proto.Float64(1)}
	if _, err := driver.LaunchTasks([]*mesosproto.OfferID{offer.Id}, tasks, filters); err != nil {
		log.Println(err)
	}
}
