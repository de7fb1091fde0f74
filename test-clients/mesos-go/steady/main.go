// A scheduler on mesos-go that never ends: it keeps a few tasks running, short ones unless told otherwise, and asks for the state
// of all it knows of whenever it has subscribed again. To be run where much goes wrong.
//
// Usage: steady URL|zk://HOST:PORT/PATH [COMMAND]
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"os/user"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/mesos/mesos-go/api/v0/detector"
	_ "github.com/mesos/mesos-go/api/v0/detector/zoo"
	"github.com/mesos/mesos-go/api/v0/mesosproto"
	"github.com/mesos/mesos-go/api/v1/lib"
	"github.com/mesos/mesos-go/api/v1/lib/backoff"
	"github.com/mesos/mesos-go/api/v1/lib/encoding/codecs"
	"github.com/mesos/mesos-go/api/v1/lib/extras/scheduler/callrules"
	"github.com/mesos/mesos-go/api/v1/lib/extras/scheduler/controller"
	"github.com/mesos/mesos-go/api/v1/lib/extras/scheduler/eventrules"
	"github.com/mesos/mesos-go/api/v1/lib/extras/store"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli"
	"github.com/mesos/mesos-go/api/v1/lib/httpcli/httpsched"
	"github.com/mesos/mesos-go/api/v1/lib/resources"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/calls"
	"github.com/mesos/mesos-go/api/v1/lib/scheduler/events"
)

const wanted = 4

type steady struct {
	command string
	cli    calls.Caller
	number int
	// The agent of each task that has not ended.
	live     map[string]string
	finished int
}

func (s *steady) subscribed(ctx context.Context, _ *scheduler.Event) error {
	if err := calls.CallNoData(ctx, s.cli, calls.Reconcile(calls.ReconcileTasks(s.live))); err != nil {
		log.Println(err)
	}
	return nil
}

func (s *steady) offers(ctx context.Context, e *scheduler.Event) error {
	for _, offer := range e.GetOffers().GetOffers() {
		tasks := []mesos.TaskInfo{}
		if len(s.live) < wanted {
			tasks = append(tasks, s.task(offer))
		}
		accept := calls.Accept(calls.OfferOperations{calls.OpLaunch(tasks...)}.WithOffers(offer.ID))
		// What is not sent will not run: the reconciliation tells.
		if err := calls.CallNoData(ctx, s.cli, accept.With(calls.RefuseSeconds(time.Second))); err != nil {
			log.Println(err)
		}
	}
	return nil
}

func (s *steady) task(offer mesos.Offer) mesos.TaskInfo {
	s.number++
	id, command := "task-"+strconv.Itoa(s.number), s.command
	s.live[id] = offer.AgentID.Value
	task := mesos.TaskInfo{Name: id, TaskID: mesos.TaskID{Value: id}, AgentID: offer.AgentID}
	task.Command = &mesos.CommandInfo{Value: &command}
	wants := mesos.Resources{resources.NewCPUs(0.1).Resource, resources.NewMemory(32).Resource}
	task.Resources = resources.Find(wants, offer.Resources...)
	return task
}

func (s *steady) update(_ context.Context, e *scheduler.Event) error {
	status := e.GetUpdate().GetStatus()
	switch status.GetState() {
	case mesos.TASK_STAGING, mesos.TASK_STARTING, mesos.TASK_RUNNING, mesos.TASK_KILLING, mesos.TASK_UNREACHABLE:
		return nil
	case mesos.TASK_FINISHED:
		s.finished++
	}
	delete(s.live, status.TaskID.Value)
	return nil
}

// follow has the client speak to whoever leads, once somebody does.
func follow(zk string, http *httpcli.Client) {
	master, err := detector.New(zk)
	if err != nil {
		log.Fatal(err)
	}
	var once sync.Once
	found := make(chan struct{})
	err = master.Detect(detector.OnMasterChanged(func(info *mesosproto.MasterInfo) {
		if info == nil {
			return
		}
		address := info.GetAddress()
		http.With(httpcli.Endpoint(fmt.Sprintf("http://%s:%d/api/v1/scheduler", address.GetIp(), address.GetPort())))
		once.Do(func() { close(found) })
	}))
	if err != nil {
		log.Fatal(err)
	}
	<-found
}

func main() {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer cancel()
	me, err := user.Current()
	if err != nil {
		log.Fatal(err)
	}
	id := store.NewInMemorySingleton()
	http := httpcli.New(
		httpcli.Codec(codecs.ByMediaType[codecs.MediaTypeProtobuf]),
		httpcli.Do(httpcli.With(httpcli.Timeout(5*time.Second))),
	)
	if master := os.Args[1]; strings.HasPrefix(master, "zk://") {
		follow(master, http)
	} else {
		http.With(httpcli.Endpoint(master))
	}
	caller := callrules.New(callrules.WithFrameworkID(store.GetIgnoreErrors(id))).Caller(httpsched.NewCaller(http))
	s := &steady{command: "sleep 1", cli: caller, live: map[string]string{}}
	if len(os.Args) > 2 {
		s.command = os.Args[2]
	}
	failover, checkpoint := 3600.0, true
	info := &mesos.FrameworkInfo{User: me.Username, Name: "mesos-go", FailoverTimeout: &failover, Checkpoint: &checkpoint}
	err = controller.Run(ctx, info, caller,
		controller.WithFrameworkID(store.GetIgnoreErrors(id)),
		controller.WithRegistrationTokens(backoff.Notifier(200*time.Millisecond, 2*time.Second, ctx.Done())),
		controller.WithSubscriptionTerminated(func(err error) { log.Println("disconnected:", err) }),
		controller.WithEventHandler(eventrules.New(controller.LiftErrors().DropOnError()).Handle(events.Handlers{
			scheduler.Event_SUBSCRIBED: controller.TrackSubscription(id, time.Hour).AndThen().HandleF(s.subscribed),
			scheduler.Event_OFFERS:     events.HandlerFunc(s.offers),
			scheduler.Event_UPDATE:     controller.AckStatusUpdates(caller).AndThen().HandleF(s.update),
		})),
	)
	log.Println(s.finished, "tasks finished", err)
}
