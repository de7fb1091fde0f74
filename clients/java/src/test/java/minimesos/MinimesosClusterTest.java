package minimesos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import minimesos.junit5.MesosCluster;
import org.junit.jupiter.api.Test;

class MinimesosClusterTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    @MesosCluster("agents: 2")
    void losesTasksWithTheirAgent(MinimesosCluster cluster) {
        CompletableFuture.runAsync(() -> cluster.run(Run.command("sleep 1000").agent("1")));
        Task task = cluster.waitForTasks(1, TaskFilter.running(), LONG).get(0);
        cluster.agent(1).kill();
        Task lost = cluster.waitForTasks(1, TaskFilter.inState("TASK_LOST"), LONG).get(0);
        assertEquals(task.id(), lost.id());
        assertEquals(cluster.agent(1).id(), lost.agentId());
    }

    @Test
    void isDescribedKeyByKey() {
        ClusterDescription description = ClusterDescription.builder()
                .agent(new ClusterDescription.Member().count(2).resources("cpus:3;mem:64").flag("registration_backoff_factor", "10ms"))
                .agent(new ClusterDescription.Member().attributes("rack:b"))
                .mesosVersion("1.12")
                .build();
        try (MinimesosCluster cluster = MinimesosCluster.start(description)) {
            List<Agent> agents = cluster.agents();
            assertEquals(3, agents.size());
            assertEquals(3L, agents.get(1).info().resources().get("cpus"));
            assertEquals("b", agents.get(2).info().attributes().get("rack"));
            assertEquals("1.12.0", cluster.state().version());
            assertEquals("cluster " + cluster.name(), cluster.toString());
        }
    }

    @Test
    void isDescribedByText() {
        try (MinimesosCluster cluster = MinimesosCluster.start(ClusterDescription.fromClassPath("minimesos.yaml"))) {
            assertEquals("described", cluster.name());
        }
        assertThrows(IllegalArgumentException.class, () -> ClusterDescription.fromClassPath("no-such.yaml"));
        assertThrows(java.io.UncheckedIOException.class, () -> ClusterDescription.fromFile(Path.of("/no/such.yaml")));
    }

    @Test
    void tellsAllThatIsWrongWithADescription() {
        ClusterDescription wrong = ClusterDescription.builder().driver("embeded").set("agnets", 3).build();
        MinimesosException error = assertThrows(MinimesosException.class, () -> MinimesosCluster.start(wrong));
        assertEquals("INVALID_DESCRIPTION", error.code());
        assertEquals(2, error.problems().size());
        assertEquals("agents", error.problems().get(1).path().equals("agnets") ? error.problems().get(1).suggestion() : error.problems().get(0).suggestion());
        assertFalse(error.remedy().isEmpty());
        assertEquals(400, error.status());
    }

    @Test
    @MesosCluster
    void tellsWhatWasSeenInstead(MinimesosCluster cluster) {
        Duration little = Duration.ofMillis(200);
        MinimesosException tasks = assertThrows(MinimesosException.class, () -> cluster.waitForTasks(3, TaskFilter.running(), little));
        assertTrue(tasks.is("WAIT_TIMEOUT"));
        assertTrue(tasks.detail().contains("agent"), tasks.detail());
        MinimesosException state = assertThrows(
                MinimesosException.class, () -> cluster.waitForState(each -> each.agents().isEmpty(), "The end of all agents", little));
        assertTrue(state.getMessage().startsWith("WAIT_TIMEOUT: The end of all agents did not come in time. Seen last:\n  agent "), state.getMessage());
        MinimesosException traffic = assertThrows(
                MinimesosException.class, () -> cluster.expect(Traffic.call("TEARDOWN").framework("nobody"), new Expect().within(little)));
        assertTrue(traffic.is("EXPECTATION_FAILED"));
        assertThrows(IllegalArgumentException.class, () -> cluster.waitForTasks(1, TaskFilter.any().name("x")));
    }

    @Test
    @MesosCluster
    void tellsErrorsOfTheCatalogue(MinimesosCluster cluster) {
        String task = cluster.run("true").taskId();
        Map<String, Runnable> attempts = Map.of(
                "NOT_IN_SANDBOX", () -> cluster.task(task).read("no-such-file"),
                "RUN_FAILED", () -> cluster.run(Run.command("false").check()),
                "UNKNOWN_TASK", () -> cluster.task("no-such-task").kill(),
                "INVALID_FAULT", () -> cluster.addFault(FaultRule.drop(Traffic.call("ACEPT"))),
                "NO_ZOOKEEPER", cluster::zooKeeper,
                "UNKNOWN_CONTAINER", () -> cluster.containerLog("a database/1"),
                "UNSUPPORTED_BY_DRIVER", () -> cluster.pushImage("my-executor:1"),
                "UNKNOWN_CLUSTER", () -> MinimesosCluster.connect("nobody", cluster.server()));
        attempts.forEach((code, attempt) -> {
            MinimesosException error = assertThrows(MinimesosException.class, attempt::run);
            assertEquals(code, error.code());
            assertTrue(error.status() >= 400 && !error.remedy().isEmpty(), error.toString());
        });
        Agent agent = cluster.agent(0);
        agent.kill();
        assertEquals("AGENT_GONE", assertThrows(MinimesosException.class, agent::kill).code());
        Fault fault = cluster.addFault(FaultRule.drop(Traffic.call("KILL")));
        cluster.reset();
        assertEquals("UNKNOWN_FAULT", assertThrows(MinimesosException.class, fault::count).code());
        fault.close();
        cluster.destroy();
        cluster.destroy();
        assertTrue(assertThrows(MinimesosException.class, cluster::state).is("UNKNOWN_CLUSTER", "CLUSTER_DESTROYED"));
    }

    @Test
    @MesosCluster("names: {domain: mm}")
    void tellsWhereNamesAre(MinimesosCluster cluster) throws Exception {
        NamesInfo names = cluster.info().names();
        assertEquals("mm", names.domain());
        assertEquals(cluster.exports().get("MINIMESOS_MESOSDNS"), names.url());
        assertEquals("http://" + names.ip() + ":" + names.httpPort(), names.url());
        assertEquals(cluster.exports().get("MINIMESOS_MESOSDNS_PORT"), String.valueOf(names.port()));
        try (InputStream answer = URI.create(names.url() + "/v1/hosts/leader.mm").toURL().openStream()) {
            String hosts = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(hosts.contains("\"ip\":\"" + names.ip() + "\""), hosts);
        }
    }

    @Test
    @MesosCluster
    void hasNoNamesAndNoContainersUnlessDescribed(MinimesosCluster cluster) {
        assertNull(cluster.info().names());
        assertEquals(List.of(), cluster.info().containers());
        assertFalse(cluster.info().ownEngines());
    }

    @Test
    @MesosCluster
    void endsARunOfAThreadThatIsInterrupted(MinimesosCluster cluster) throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread runner = new Thread(() -> {
            try {
                cluster.run("sleep 1000");
            } catch (MinimesosException | CancellationException error) {
                end.complete(error);
            }
        });
        runner.start();
        cluster.waitForTasks(1, TaskFilter.running(), LONG);
        runner.interrupt();
        assertNotNull(end.get());
        cluster.waitForTasks(0, TaskFilter.running(), LONG);
    }

    @Test
    @MesosCluster
    void tellsWhatHappensAsItHappens(MinimesosCluster cluster) {
        try (Events events = cluster.events(TimelineFilter.kinds("task"))) {
            String task = cluster.run("true").taskId();
            TimelineEntry entry = events.next();
            assertEquals(task + " TASK_STAGING", entry.task() + " " + entry.what());
            while (!entry.what().equals("TASK_FINISHED")) {
                entry = events.next();
            }
            cluster.destroy();
            events.forEachRemaining(rest -> assertEquals(task, rest.task()));
            assertEquals(0, events.missed());
        }
    }

    @Test
    void mayOutliveItsClose() {
        try (Server server = Server.start()) {
            MinimesosCluster kept = MinimesosCluster.start(ClusterDescription.ofDefaults(), new StartOptions().server(server).keep());
            kept.close();
            MinimesosCluster again = MinimesosCluster.connect(kept.name(), server);
            assertTrue(again.info().kept());
            again.destroy();
            assertEquals(List.of(), server.clusters());
        }
    }

    @Test
    void endsWithTheLastThatHoldsIt() throws Exception {
        try (Server server = Server.start()) {
            StartOptions options = new StartOptions().server(server);
            MinimesosCluster creator = MinimesosCluster.start(ClusterDescription.ofDefaults(), options);
            MinimesosCluster guest = MinimesosCluster.connect(creator.name(), server);
            creator.leave();
            assertEquals(creator.id(), guest.info().id());
            guest.close();
            until(() -> server.clusters().isEmpty());
            MinimesosCluster left = MinimesosCluster.start(ClusterDescription.ofDefaults(), options);
            left.leave();
            left.close();
            MinimesosCluster.connect(left.id(), server).destroy();
        }
    }

    @Test
    void leavesNothingWhenItsOwnerIsKilled() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = new BufferedReader(new InputStreamReader(owner.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertNotNull(line);
        Document started = new Document(Json.object(Json.read(line)));
        ProcessHandle server = ProcessHandle.of((long) started.number("server")).orElseThrow();
        Path task = Path.of("/proc", String.valueOf(started.whole("task")));
        assertTrue(Files.exists(task));
        owner.destroyForcibly().waitFor();
        until(() -> !server.isAlive() && !Files.exists(task) && !Files.exists(Path.of(started.text("directory"))));
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        for (long deadline = System.nanoTime() + LONG.toNanos(); !condition.getAsBoolean(); Thread.sleep(20)) {
            assertTrue(System.nanoTime() < deadline, "something is left");
        }
    }

    /** Has a cluster with a task that tries to get away, says where they are, and waits for its end. */
    static final class Owner {
        public static void main(String[] arguments) {
            MinimesosCluster cluster = MinimesosCluster.start();
            long server = cluster.server().pid();
            cluster.run(Run.command("setsid sleep 1000 & echo \"\\\"task\\\":$!,\\\"directory\\\":\\\"$PWD\\\"}\"; sleep 1000")
                    .onOutput((text, stream) -> {
                        System.out.print("{\"server\":" + server + "," + text);
                        System.out.flush();
                    }));
        }
    }
}
