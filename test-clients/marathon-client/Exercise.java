import java.util.Collections;
import java.util.List;
import mesosphere.marathon.client.Marathon;
import mesosphere.marathon.client.MarathonClient;
import mesosphere.marathon.client.MarathonException;
import mesosphere.marathon.client.model.v2.App;
import mesosphere.marathon.client.model.v2.Deployment;
import mesosphere.marathon.client.model.v2.Group;
import mesosphere.marathon.client.model.v2.Result;
import mesosphere.marathon.client.model.v2.Task;

/** Does with a Marathon what its users do, and fails when something is not as it should be. */
public class Exercise {
  private static Marathon client;

  public static void main(String[] args) throws Exception {
    client = MarathonClient.getInstance(args[0]);
    App app = app("/java/sleeper", 2);
    App created = client.createApp(app);
    expect(created.getId().equals("/java/sleeper") && created.getDeployments().size() == 1, "created");
    settled();
    App got = client.getApp("/java/sleeper").getApp();
    expect(got.getTasksRunning() == 2 && got.getVersionInfo() != null, "running");
    expect(client.getApps().getApps().size() == 1, "apps");
    List<Task> tasks = List.copyOf(client.getAppTasks("/java/sleeper").getTasks());
    expect(tasks.size() == 2 && tasks.get(0).getState().equals("TASK_RUNNING"), "tasks");
    expect(client.getTasks().getTasks().size() == 2, "all tasks");

    client.deleteAppTask("/java/sleeper", tasks.get(0).getId(), "true");
    settled();
    expect(client.getApp("/java/sleeper").getApp().getInstances() == 1, "scaled");
    App change = new App();
    change.setCmd("sleep 2000");
    Result result = client.updateApp("/java/sleeper", change, false);
    expect(result.getDeploymentId() != null && result.getVersion() != null, "a deployment");
    settled();
    client.restartApp("/java/sleeper", false);
    settled();
    List<String> versions = List.copyOf(client.getAppVersions("/java/sleeper").getVersions());
    expect(client.getAppVersion("/java/sleeper", versions.get(versions.size() - 1)).getCmd().equals("sleep 1000"), "version");

    refused(409, () -> client.createApp(app));
    refused(404, () -> client.getApp("/nowhere"));
    App bad = app("/java/bad", 1);
    bad.addConstraint("hostname", "NEAR", "x");
    refused(422, () -> client.createApp(bad));

    App big = app("/java/big", 1);
    big.setCpus(1000.0);
    client.createApp(big);
    expect(client.getQueue().getQueue().iterator().next().getApp().getId().equals("/java/big"), "queue");
    Deployment stuck = client.getDeployments().get(0);
    expect(stuck.getAffectedApps().contains("/java/big") && stuck.getTotalSteps() == 2, "deployment");
    client.cancelDeploymentAndRollback(stuck.getId());
    settled();

    Group group = new Group();
    group.setId("/team");
    group.setApps(Collections.singletonList(app("one", 1)));
    client.createGroup(group);
    settled();
    expect(client.getGroup("team").getApps().iterator().next().getId().equals("/team/one"), "group");
    client.deleteGroup("team", false);
    client.deleteApp("/java/sleeper");
    settled();
    expect(client.getServerInfo().getFrameworkId() != null, "info");
    System.out.println("all done");
  }

  private static App app(String id, int instances) {
    App app = new App();
    app.setId(id);
    app.setCmd("sleep 1000");
    app.setCpus(0.1);
    app.setMem(16.0);
    app.setInstances(instances);
    return app;
  }

  private static void settled() throws Exception {
    for (int tries = 0; !client.getDeployments().isEmpty(); tries++) {
      expect(tries < 600, "the end of the deployments");
      Thread.sleep(50);
    }
  }

  private interface Call {
    void make() throws MarathonException;
  }

  private static void refused(int status, Call call) {
    try {
      call.make();
    } catch (MarathonException error) {
      expect(error.getStatus() == status, status + ", but " + error.getMessage());
      return;
    }
    throw new AssertionError(status);
  }

  private static void expect(boolean good, String what) {
    if (!good) throw new AssertionError(what);
  }
}
