// Package keeper is a Mesos framework on mesos-go: it keeps a number of tasks running. What it runs on may lose agents, change
// masters and forget updates; it replaces what has ended, and asks for the state of all it knows of when it has subscribed again.
package keeper

import (
	"context"
	"fmt"
	"os/user"
	"strconv"
	"sync"
	"time"

	"github.com/mesos/mesos-go/api/v0/detector"
	_ "github.com/mesos/mesos-go/api/v0/detector/zoo" // finds masters by zk://
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

// Keeper keeps so many tasks of a command running.
type Keeper struct {
	Name    string
	Command string
	Count   int

	caller calls.Caller
	number int
	// The agent of each task that has not ended.
	live map[string]string
}

// Run runs it until the context ends, with the master that is found by the URL of a ZooKeeper, zk://host:port/path.
func (k *Keeper) Run(ctx context.Context, zooKeeper string) error {
	me, err := user.Current()
	if err != nil {
		return err
	}
	http := httpcli.New(
		httpcli.Codec(codecs.ByMediaType[codecs.MediaTypeProtobuf]),
		httpcli.Do(httpcli.With(httpcli.Timeout(5*time.Second))),
	)
	stop, err := follow(ctx, zooKeeper, http)
	if err != nil {
		return err
	}
	defer stop()
	id := store.NewInMemorySingleton()
	k.live = map[string]string{}
	k.caller = callrules.New(callrules.WithFrameworkID(store.GetIgnoreErrors(id))).Caller(httpsched.NewCaller(http))
	failover, checkpoint := 3600.0, true
	info := &mesos.FrameworkInfo{User: me.Username, Name: k.Name, FailoverTimeout: &failover, Checkpoint: &checkpoint}
	err = controller.Run(ctx, info, k.caller,
		controller.WithFrameworkID(store.GetIgnoreErrors(id)),
		controller.WithRegistrationTokens(backoff.Notifier(50*time.Millisecond, time.Second, ctx.Done())),
		controller.WithSubscriptionTerminated(func(error) {}), // it subscribes again
		controller.WithEventHandler(eventrules.New(controller.LiftErrors().DropOnError()).Handle(events.Handlers{
			scheduler.Event_SUBSCRIBED: controller.TrackSubscription(id, time.Hour).AndThen().HandleF(k.subscribed),
			scheduler.Event_OFFERS:     events.HandlerFunc(k.offers),
			scheduler.Event_UPDATE:     controller.AckStatusUpdates(k.caller).AndThen().HandleF(k.update),
		})),
	)
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (k *Keeper) subscribed(ctx context.Context, _ *scheduler.Event) error {
	// What cannot be asked now is asked after the next subscription.
	_ = calls.CallNoData(ctx, k.caller, calls.Reconcile(calls.ReconcileTasks(k.live)))
	return nil
}

func (k *Keeper) offers(ctx context.Context, e *scheduler.Event) error {
	for _, offer := range e.GetOffers().GetOffers() {
		tasks := []mesos.TaskInfo{}
		if len(k.live) < k.Count {
			tasks = append(tasks, k.task(offer))
		}
		accept := calls.Accept(calls.OfferOperations{calls.OpLaunch(tasks...)}.WithOffers(offer.ID))
		// What is not sent will not run: the reconciliation tells.
		_ = calls.CallNoData(ctx, k.caller, accept.With(calls.RefuseSeconds(100*time.Millisecond)))
	}
	return nil
}

func (k *Keeper) task(offer mesos.Offer) mesos.TaskInfo {
	k.number++
	id, command := "task-"+strconv.Itoa(k.number), k.Command
	k.live[id] = offer.AgentID.Value
	task := mesos.TaskInfo{Name: id, TaskID: mesos.TaskID{Value: id}, AgentID: offer.AgentID}
	task.Command = &mesos.CommandInfo{Value: &command}
	wants := mesos.Resources{resources.NewCPUs(0.1).Resource, resources.NewMemory(32).Resource}
	task.Resources = resources.Find(wants, offer.Resources...)
	return task
}

func (k *Keeper) update(_ context.Context, e *scheduler.Event) error {
	status := e.GetUpdate().GetStatus()
	switch status.GetState() {
	case mesos.TASK_STAGING, mesos.TASK_STARTING, mesos.TASK_RUNNING, mesos.TASK_KILLING:
	default:
		delete(k.live, status.TaskID.Value)
	}
	return nil
}

// follow has a client speak to whoever leads, once somebody does.
func follow(ctx context.Context, zooKeeper string, http *httpcli.Client) (stop func(), err error) {
	master, err := detector.New(zooKeeper)
	if err != nil {
		return nil, err
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
		return nil, err
	}
	select {
	case <-found:
	case <-ctx.Done():
	}
	return master.Cancel, nil
}
