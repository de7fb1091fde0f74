import java.util.List;
import java.util.Optional;
import org.apache.mesos.MesosSchedulerDriver;
import org.apache.mesos.Protos;
import org.apache.mesos.Protos.TaskState;
import org.apache.mesos.Scheduler;
import org.apache.mesos.SchedulerDriver;

/** A scheduler on the driver of Apache Mesos for Java: a task that it asks the state of, and kills. It prints each step. */
public final class Dialogue implements Scheduler {
  private boolean launched;

  @Override
  public void registered(SchedulerDriver driver, Protos.FrameworkID framework, Protos.MasterInfo master) {
    System.out.println("registered " + framework.getValue());
  }

  @Override
  public void reregistered(SchedulerDriver driver, Protos.MasterInfo master) {
    System.out.println("registered again");
  }

  @Override
  public void resourceOffers(SchedulerDriver driver, List<Protos.Offer> offers) {
    for (Protos.Offer offer : offers) {
      driver.launchTasks(List.of(offer.getId()), launched ? List.of() : List.of(task(offer)));
      launched = true;
    }
  }

  @Override
  public void statusUpdate(SchedulerDriver driver, Protos.TaskStatus status) {
    boolean reconciled = status.getReason() == Protos.TaskStatus.Reason.REASON_RECONCILIATION;
    System.out.println(status.getState() + (reconciled ? " again" : ""));
    if (status.getState() == TaskState.TASK_KILLED) driver.stop();
    else if (status.getState() == TaskState.TASK_RUNNING && reconciled) driver.killTask(status.getTaskId());
    else if (status.getState() == TaskState.TASK_RUNNING) driver.reconcileTasks(List.of(status));
  }

  @Override
  public void offerRescinded(SchedulerDriver driver, Protos.OfferID offer) {}

  @Override
  public void frameworkMessage(SchedulerDriver driver, Protos.ExecutorID executor, Protos.SlaveID agent, byte[] data) {}

  @Override
  public void disconnected(SchedulerDriver driver) {}

  @Override
  public void slaveLost(SchedulerDriver driver, Protos.SlaveID agent) {}

  @Override
  public void executorLost(SchedulerDriver driver, Protos.ExecutorID executor, Protos.SlaveID agent, int status) {}

  @Override
  public void error(SchedulerDriver driver, String message) {
    System.out.println("error: " + message);
  }

  private static Protos.TaskInfo task(Protos.Offer offer) {
    return Protos.TaskInfo.newBuilder()
        .setName("dialogue-1")
        .setTaskId(Protos.TaskID.newBuilder().setValue("dialogue-1"))
        .setSlaveId(offer.getSlaveId())
        .setCommand(Protos.CommandInfo.newBuilder().setValue("sleep 1000"))
        .addResources(scalar("cpus", 0.1))
        .addResources(scalar("mem", 32))
        .build();
  }

  private static Protos.Resource scalar(String name, double value) {
    Protos.Value.Scalar scalar = Protos.Value.Scalar.newBuilder().setValue(value).build();
    return Protos.Resource.newBuilder().setName(name).setType(Protos.Value.Type.SCALAR).setScalar(scalar).build();
  }

  public static void main(String[] args) {
    Protos.FrameworkInfo.Builder framework = Protos.FrameworkInfo.newBuilder().setUser("").setName("mesos-java").setFailoverTimeout(60);
    Optional<String[]> credential = args.length > 1 ? Optional.of(args[1].split(":", 2)) : Optional.empty();
    credential.ifPresent(parts -> framework.setPrincipal(parts[0]));
    MesosSchedulerDriver driver =
        credential
            .map(parts -> Protos.Credential.newBuilder().setPrincipal(parts[0]).setSecret(parts[1]).build())
            .map(proof -> new MesosSchedulerDriver(new Dialogue(), framework.build(), args[0], proof))
            .orElseGet(() -> new MesosSchedulerDriver(new Dialogue(), framework.build(), args[0]));
    System.out.println("ended " + driver.run());
  }
}
