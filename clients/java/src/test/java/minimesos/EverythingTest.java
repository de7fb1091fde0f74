package minimesos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses each method once, and compares the requests that were made with the description of the remote API. */
class EverythingTest {
    /** For a machine that is very busy, not part of what is tested. */
    private static final Duration LONG = Duration.ofMinutes(1);

    /** A page for people. */
    private static final String NOT_FOR_PROGRAMS = "GET /docs";

    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private BiConsumer<String, String> before;

    @BeforeEach
    void record() {
        before = Http.asked;
        Http.asked = (method, path) -> requests.add(method + " " + path);
    }

    @AfterEach
    void stopRecording() {
        Http.asked = before;
    }

    @Test
    void isThere(@TempDir Path folder) throws Exception {
        try (Server server = Server.start()) {
            server.checkHealth();
            assertTrue(server.pid() > 0);
            ClusterDescription description = ClusterDescription.builder()
                    .name("tour")
                    .masters(3)
                    .agents(2)
                    .immediateReaction()
                    .set("zookeepers", Map.of("state", true))
                    .build();
            StartOptions options = new StartOptions().server(server).key("tour");
            MinimesosCluster cluster = MinimesosCluster.start(description, options);
            assertEquals(cluster.id(), MinimesosCluster.start(description, options).id());
            assertEquals("tour", server.clusters().get(0).name());
            MinimesosCluster.connect("tour", server).leave();
            assertEquals(cluster.leader().url(), cluster.info().exports().get("MINIMESOS_MASTER"));
            tasks(cluster);
            faultsAndTime(cluster);
            members(cluster);
            zooKeepers(cluster);
            containers(cluster);
            story(cluster, folder);
            cluster.install(Map.of("id", "/web", "cmd", "sleep 1000", "cpus", 0.1, "mem", 32));
            assertEquals(true, cluster.apps().get(0).get("ready"));
            cluster.uninstall("/web");
            cluster.reset();
            cluster.waitForState(state -> state.agents().size() == 2, "The agents", LONG);
            Map<String, Object> openApi = server.openApi();
            cluster.close();
            server.shutdown();
            assertEquals(Set.of(), leftOut(openApi), "the client has nothing for these");
        }
    }

    private static void tasks(MinimesosCluster cluster) throws Exception {
        StringBuilder wrote = new StringBuilder();
        RunResult result = cluster.run(Run.command("echo hello; mkdir data; echo 7 >data/seven; exit $CODE")
                .environment("CODE", "3")
                .onOutput((text, stream) -> wrote.append(stream).append(": ").append(text)));
        assertEquals("TASK_FAILED 3 hello\n", result.state() + " " + result.exitCode() + " " + result.stdout());
        assertEquals("stdout: hello\n", wrote.toString());
        assertFalse(result.ok());
        TimelineEntry accept = cluster.expect(Traffic.call("ACCEPT").from("scheduler"));
        cluster.expect(Traffic.event("UPDATE").task(result.taskId()).state("TASK_RUNNING", "TASK_FAILED"), new Expect().since(accept).within(LONG));
        cluster.expectNone(Traffic.call("TEARDOWN").framework("nobody"), Duration.ofMillis(10));

        assertFalse(cluster.timeline(TimelineFilter.kinds("task").text("TASK_FAILED")).isEmpty());
        TaskHandle ended = cluster.task(result.taskId());
        assertEquals("hello\n", ended.stdout());
        assertEquals("", ended.stderr());
        assertEquals("data/seven", ended.list("data").get(0).path());
        assertEquals("7\n", ended.readText("data/seven"));
        try (InputStream seven = ended.open("data/seven")) {
            assertEquals('7', seven.read());
        }
        assertEquals(result.taskId(), cluster.tasks(TaskFilter.inState("TASK_FAILED").id(result.taskId())).get(0).id());
        cluster.frameworks();
        cluster.offers();

        Run sleep = Run.program("sh", "-c", "echo begun; sleep 1000").resources("cpus:0.1;mem:32;disk:32").agent("0");
        CompletableFuture<RunResult> running = CompletableFuture.supplyAsync(() -> cluster.run(sleep));
        Task task = cluster.waitForTasks(1, TaskFilter.running(), LONG).get(0);
        TaskHandle handle = cluster.task(task.id()).of(task.frameworkId());
        handle.pause();
        handle.resume();
        try (InputStream log = handle.follow("stdout")) {
            assertEquals("begun\n", new String(log.readNBytes(6), StandardCharsets.UTF_8));
        }
        handle.fillSandbox();
        assertEquals("REASON_CONTAINER_LIMITATION_DISK", running.get().reason());

        List<Consumer<Task>> ends = List.of(
                each -> cluster.task(each.id()).kill(), each -> cluster.killExecutorOf(each.id()), each -> cluster.teardown(each.frameworkId()));
        for (Consumer<Task> end : ends) {
            CompletableFuture.supplyAsync(() -> cluster.run("sleep 1000"));
            end.accept(cluster.waitForAtLeast(1, TaskFilter.running(), LONG).get(0));
            cluster.waitForTasks(0, TaskFilter.running(), LONG);
        }
    }

    private static void faultsAndTime(MinimesosCluster cluster) {
        FaultRule rule = FaultRule.hold(Traffic.message("StatusUpdateMessage").to("master")).times(1);
        try (Fault fault = cluster.addFault(rule)) {
            assertEquals(0, fault.count());
            assertEquals(List.of(), fault.held());
            fault.release();
        }
        cluster.partition(cluster.agent(1));
        cluster.heal();
        assertEquals(List.of(), cluster.faults());
        cluster.rescindOffers(null, null);
        Instant before = cluster.clock().now();
        Duration passed = Duration.between(before, cluster.clock().advance(Duration.ofMinutes(1)));
        assertTrue(passed.compareTo(Duration.ofMinutes(1)) >= 0, passed::toString);
        cluster.clock().runUntil(state -> state.agents().size() == 2, Duration.ofMinutes(2));
        cluster.clock().step(cluster.clock().now().plusSeconds(60));
    }

    private static void members(MinimesosCluster cluster) {
        Agent added = cluster.addAgent(new ClusterDescription.Member().attributes("rack:b"));
        assertTrue(added.running());
        added.stop();
        assertFalse(added.running());
        Agent agent = cluster.agent(0);
        agent.kill();
        agent.restart();
        assertEquals(agent.id(), cluster.waitForAgent(agent, "active", LONG).id());
        assertEquals(agent.id(), agent.state().get("id"));
        String before = cluster.leader().url();
        Master leader = cluster.failover();
        assertNotEquals(before, leader.url());
        for (Runnable standStill : List.<Runnable>of(leader::pause, leader::resume, agent::pause, agent::resume)) {
            assertThrows(MinimesosException.class, standStill::run, "it is no process of its own");
        }
        assertFalse(leader.kill().running());
        assertTrue(leader.restart().running());
    }

    private static void zooKeepers(MinimesosCluster cluster) {
        String session = cluster.zooKeeper().sessions().get(0).id();
        cluster.zooKeeper().dropConnection(session);
        cluster.zooKeeper().expireSession(session);
        ZooKeeper state = cluster.zooKeepers().get("state");
        state.freeze();
        state.thaw();
        state.setReadOnly(true);
        state.setReadOnly(false);
        state.restart();
    }

    private static void containers(MinimesosCluster cluster) {
        for (Runnable use : List.<Runnable>of(() -> cluster.containerLog("database"), () -> cluster.pushImage("my-executor:1"))) {
            assertThrows(MinimesosException.class, use::run, "there are containers with the driver docker only");
        }
    }

    private static void story(MinimesosCluster cluster, Path folder) throws Exception {
        assertTrue(cluster.timelineDiagram(TimelineFilter.all()).contains("sequenceDiagram"));
        Events events = cluster.events(TimelineFilter.all().since(0));
        assertTrue(events.next().sequence() > 0);
        events.close();
        assertFalse(events.hasNext());
        assertTrue(Files.size(cluster.diagnostics(folder.resolve("all.tar.gz"))) > 0);
    }

    /** The operations of the document that no request was for. */
    private Set<String> leftOut(Map<String, Object> openApi) {
        Set<String> left = new TreeSet<>();
        Json.object(openApi.get("paths")).forEach((path, operations) -> {
            for (String method : Json.object(operations).keySet()) {
                String operation = method.toUpperCase() + " " + path;
                Pattern pattern = Pattern.compile(operation.replaceAll("\\{\\w+\\}", "[^/]+"));
                if (!operation.equals(NOT_FOR_PROGRAMS) && requests.stream().noneMatch(each -> pattern.matcher(each).matches())) {
                    left.add(operation);
                }
            }
        });
        assertFalse(requests.isEmpty());
        return left;
    }
}
