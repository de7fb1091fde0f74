import static com.mesosphere.mesos.rx.java.SinkOperations.sink;
import static com.mesosphere.mesos.rx.java.util.UserAgentEntries.literal;

import com.mesosphere.mesos.rx.java.AwaitableSubscription;
import com.mesosphere.mesos.rx.java.SinkOperation;
import com.mesosphere.mesos.rx.java.protobuf.ProtobufMesosClientBuilder;
import com.mesosphere.mesos.rx.java.protobuf.SchedulerCalls;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.mesos.v1.Protos.CommandInfo;
import org.apache.mesos.v1.Protos.Filters;
import org.apache.mesos.v1.Protos.FrameworkID;
import org.apache.mesos.v1.Protos.FrameworkInfo;
import org.apache.mesos.v1.Protos.Offer;
import org.apache.mesos.v1.Protos.Resource;
import org.apache.mesos.v1.Protos.TaskID;
import org.apache.mesos.v1.Protos.TaskInfo;
import org.apache.mesos.v1.Protos.TaskState;
import org.apache.mesos.v1.Protos.TaskStatus;
import org.apache.mesos.v1.Protos.Value;
import org.apache.mesos.v1.scheduler.Protos.Call;
import org.apache.mesos.v1.scheduler.Protos.Event;
import rx.Observable;

/**
 * A scheduler on mesos-rxjava: runs a command once on each agent, to its end.
 * Usage: java -jar scheduler.jar MASTER_URL TASKS COMMAND [URI]
 */
public final class CommandScheduler {
  private static final long DEADLINE_MILLISECONDS = 60_000;
  private static final List<TaskState> LIFE =
      List.of(TaskState.TASK_STARTING, TaskState.TASK_RUNNING, TaskState.TASK_FINISHED);

  private final int tasks;
  private final CommandInfo command;
  private final Map<String, List<TaskState>> states = new TreeMap<>();
  private FrameworkID frameworkId;

  private CommandScheduler(int tasks, CommandInfo command) {
    this.tasks = tasks;
    this.command = command;
  }

  public static void main(String[] arguments) throws Throwable {
    CommandInfo.Builder command = CommandInfo.newBuilder().setValue(arguments[2]);
    if (arguments.length > 3) {
      command.addUris(CommandInfo.URI.newBuilder().setValue(arguments[3]));
    }
    CommandScheduler scheduler = new CommandScheduler(Integer.parseInt(arguments[1]), command.build());
    Thread watchdog = new Thread(() -> {
      try {
        Thread.sleep(DEADLINE_MILLISECONDS);
      } catch (InterruptedException interrupted) {
        return;
      }
      System.err.println("not finished in time: " + scheduler.states);
      Runtime.getRuntime().halt(2);
    });
    watchdog.setDaemon(true);
    watchdog.start();
    scheduler.run(URI.create(arguments[0] + "/api/v1/scheduler"));
  }

  private void run(URI master) throws Throwable {
    FrameworkInfo info = FrameworkInfo.newBuilder().setUser(System.getProperty("user.name")).setName("mesos-rxjava").build();
    AwaitableSubscription subscription = ProtobufMesosClientBuilder.schedulerUsingProtos()
        .mesosUri(master)
        .applicationUserAgentEntry(literal("command-scheduler", "1"))
        .subscribe(Call.newBuilder().setType(Call.Type.SUBSCRIBE)
            .setSubscribe(Call.Subscribe.newBuilder().setFrameworkInfo(info)).build())
        .processStream(events -> events.concatMap(event -> Observable.from(handle(event))))
        .build()
        .openStream();
    subscription.await();
  }

  private List<Optional<SinkOperation<Call>>> handle(Event event) {
    List<Optional<SinkOperation<Call>>> calls = new ArrayList<>();
    switch (event.getType()) {
      case SUBSCRIBED:
        frameworkId = event.getSubscribed().getFrameworkId();
        break;
      case OFFERS:
        event.getOffers().getOffersList().forEach(offer -> calls.add(Optional.of(sink(answer(offer)))));
        break;
      case UPDATE:
        handle(event.getUpdate().getStatus(), calls);
        break;
      case ERROR:
        throw new IllegalStateException(event.getError().getMessage());
      default:
    }
    return calls;
  }

  private Call answer(Offer offer) {
    if (states.size() == tasks) {
      return SchedulerCalls.decline(frameworkId, List.of(offer.getId()));
    }
    String id = "task-" + states.size();
    states.put(id, new ArrayList<>());
    TaskInfo task = TaskInfo.newBuilder()
        .setName(id)
        .setTaskId(TaskID.newBuilder().setValue(id))
        .setAgentId(offer.getAgentId())
        .setCommand(command)
        .addResources(scalar("cpus", 0.1))
        .addResources(scalar("mem", 64))
        .build();
    Offer.Operation launch = Offer.Operation.newBuilder()
        .setType(Offer.Operation.Type.LAUNCH)
        .setLaunch(Offer.Operation.Launch.newBuilder().addTaskInfos(task))
        .build();
    return Call.newBuilder().setType(Call.Type.ACCEPT).setFrameworkId(frameworkId)
        .setAccept(Call.Accept.newBuilder().addOfferIds(offer.getId()).addOperations(launch)
            .setFilters(Filters.newBuilder().setRefuseSeconds(600)))
        .build();
  }

  private void handle(TaskStatus status, List<Optional<SinkOperation<Call>>> calls) {
    String id = status.getTaskId().getValue();
    List<TaskState> seen = states.get(id);
    seen.add(status.getState());
    System.out.println(id + " " + status.getState() + " " + status.getMessage());
    calls.add(Optional.of(sink(
        SchedulerCalls.ackUpdate(frameworkId, status.getUuid(), status.getAgentId(), status.getTaskId()), this::endIfDone)));
    if (!LIFE.subList(0, Math.min(seen.size(), LIFE.size())).equals(seen)) {
      System.err.println(id + " went through " + seen + ": " + status.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }

  /** Called when an acknowledgement has been sent. The stream never ends by itself, and the client's threads are no daemons. */
  private void endIfDone() {
    if (states.size() == tasks && states.values().stream().allMatch(LIFE::equals)) {
      System.out.println("all tasks finished");
      Runtime.getRuntime().halt(0);
    }
  }

  private static Resource scalar(String name, double value) {
    return Resource.newBuilder().setName(name).setType(Value.Type.SCALAR)
        .setScalar(Value.Scalar.newBuilder().setValue(value)).build();
  }
}
