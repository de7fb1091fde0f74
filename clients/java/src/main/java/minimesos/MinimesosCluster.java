package minimesos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A whole Mesos cluster: masters, agents, and the tasks that frameworks run on them. It is ready when {@code start} returns, and gone
 * without a trace when it is closed, or when this process ends in any way. Any number of threads may use it.
 *
 * <p>All methods throw {@link MinimesosException}.
 */
public final class MinimesosCluster implements AutoCloseable {
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Server server;
    private final Server.Lease lease;
    private volatile boolean destroys;
    private final ClusterInfo started;

    private MinimesosCluster(Server server, Server.Lease lease, boolean destroys, Object started) {
        this.server = server;
        this.lease = lease;
        this.destroys = destroys;
        this.started = new ClusterInfo(Json.object(started));
    }

    /** Starts one with a master and an agent. */
    public static MinimesosCluster start() {
        return start(ClusterDescription.ofDefaults());
    }

    /** Starts one in the server of MINIMESOS_URL, or in one for all clusters of this process. */
    public static MinimesosCluster start(ClusterDescription description) {
        return start(description, new StartOptions());
    }

    /**
     * Starts one.
     *
     * @throws MinimesosException {@code INVALID_DESCRIPTION}, {@code HOST_START_FAILED} and others
     */
    public static MinimesosCluster start(ClusterDescription description, StartOptions options) {
        Server server = options.server != null ? options.server : Server.ofThisProcess();
        Server.Lease lease = server.lease();
        Map<String, Object> request = new LinkedHashMap<>(description.request());
        request.put("lease", lease.id);
        request.put("keep", options.keep);
        if (options.key != null) {
            request.put("key", options.key);
        }
        try {
            Object info = server.http().ask(new Http.Call("POST", "v1", "clusters").body(request).waits());
            return new MinimesosCluster(server, lease, !options.keep, info);
        } catch (RuntimeException error) {
            lease.close();
            throw error;
        }
    }

    /** Uses a cluster that runs already in the server of MINIMESOS_URL. */
    public static MinimesosCluster connect(String nameOrId) {
        return connect(nameOrId, Server.ofThisProcess());
    }

    /**
     * Uses a cluster that runs already. To close it lets go of it only.
     *
     * @throws MinimesosException {@code UNKNOWN_CLUSTER}
     */
    public static MinimesosCluster connect(String nameOrId, Server server) {
        Server.Lease lease = server.lease();
        try {
            Object info = server.http().ask(new Http.Call("GET", "v1", "clusters", nameOrId));
            MinimesosCluster cluster = new MinimesosCluster(server, lease, false, info);
            cluster.ask(cluster.call("PUT", "leases", lease.id));
            return cluster;
        } catch (RuntimeException error) {
            lease.close();
            throw error;
        }
    }

    // What there is

    /** Of this cluster alone, also after its name was used again. */
    public String id() {
        return started.id();
    }

    /** What others find it by. */
    public String name() {
        return started.name();
    }

    /** The server that it lives in. */
    public Server server() {
        return server;
    }

    /** Where everything in it listens, now. */
    public ClusterInfo info() {
        return new ClusterInfo(Json.object(ask(call("GET"))));
    }

    /** Environment variables for programs that use the cluster, such as MINIMESOS_MASTER. */
    public Map<String, String> exports() {
        return info().exports();
    }

    /** All masters, those that were killed included. */
    public List<Master> masters() {
        return mastersOf(ask(call("GET", "masters")));
    }

    /**
     * The leading master, or the one that led last. Frameworks are given its URL; where another one may take over, that of
     * {@link #zooKeeper()}.
     */
    public Master leader() {
        String url = exports().get("MINIMESOS_MASTER");
        List<Master> masters = masters();
        return masters.stream().filter(master -> master.url().equals(url)).findFirst().orElse(masters.get(0));
    }

    /**
     * Has another master lead, without the wait for the end of a session, and returns it. The one that led is killed, and started again as
     * a follower; with one master, its successor leads. Returns when all agents are registered with it.
     */
    public Master failover() {
        return failover(true);
    }

    /** The same; {@code restart} tells whether the one that led is started again. */
    public Master failover(boolean restart) {
        List<Master> masters = mastersOf(ask(call("POST", "failover").body(Map.of("restart", restart)).waits()));
        return masters.stream().filter(Master::leading).findFirst().orElseGet(this::leader);
    }

    /** All agents in the order of their first start, those that were stopped or killed included. */
    public List<Agent> agents() {
        List<Agent> agents = new ArrayList<>();
        AgentInfo.all(ask(call("GET", "agents"))).forEach(info -> agents.add(new Agent(this, info)));
        return agents;
    }

    /** The agent of a number, counted from 0. */
    public Agent agent(int number) {
        return agents().get(number);
    }

    /** Adds an agent, and returns when the master has registered it. */
    public Agent addAgent(ClusterDescription.Member description) {
        return new Agent(this, new AgentInfo(Json.object(ask(call("POST", "agents").body(description.keys).waits()))));
    }

    /**
     * The ZooKeeper by which the masters are found.
     *
     * @throws MinimesosException {@code NO_ZOOKEEPER} when the description has none
     */
    public ZooKeeper zooKeeper() {
        ZooKeeper found = zooKeepers().get("masters");
        if (found == null) {
            ask(call("GET", "zookeepers", "masters", "sessions")); // says best that there is none
        }
        return found;
    }

    /** All its ZooKeepers by name: {@code masters}, and the further ones of the description. */
    public Map<String, ZooKeeper> zooKeepers() {
        Map<String, ZooKeeper> all = new LinkedHashMap<>();
        info().zookeepers().forEach((name, each) -> all.put(name, new ZooKeeper(this, name, Json.object(each))));
        return all;
    }

    /**
     * All that a container beside those of Mesos has written, both streams mixed.
     *
     * @param name what the description calls it
     * @throws MinimesosException {@code UNKNOWN_CONTAINER}
     */
    public String containerLog(String name) {
        return new Document(Json.object(ask(call("GET", "containers", name, "log").waits()))).text("log");
    }

    /** Its time, which can be moved. */
    public Clock clock() {
        return new Clock(this);
    }

    /** What the leading master answers to {@code GET /state}. */
    public MesosState state() {
        return new MesosState(Json.object(ask(call("GET", "state"))));
    }

    /** The frameworks that have not ended. */
    public List<Framework> frameworks() {
        return Framework.all(ask(call("GET", "frameworks")));
    }

    /** The frameworks of a name, those that have ended as well. */
    public List<Framework> frameworks(String name) {
        return Framework.all(ask(call("GET", "frameworks").query("name", name).query("completed", true)));
    }

    /** All tasks, also those that have ended. */
    public List<Task> tasks() {
        return tasks(TaskFilter.any());
    }

    /** Such tasks, also those that have ended. */
    public List<Task> tasks(TaskFilter filter) {
        return Task.all(ask(filter.asQuery(call("GET", "tasks"))));
    }

    /** The offers that frameworks have and did not answer yet. */
    public List<Offer> offers() {
        return Offer.all(ask(call("GET", "offers")));
    }

    // What can be done

    /** Runs text for a shell as a task and returns when the task has ended, however it ended. */
    public RunResult run(String command) {
        return run(Run.command(command));
    }

    /** Runs a command as a task and returns when the task has ended, however it ended. To interrupt the thread ends the run. */
    public RunResult run(Run run) {
        Http.Call call = call("POST", "run").body(run.keys()).accept("text/event-stream").waits();
        try (EventReader events = new EventReader(http().open(call), http().url, null)) {
            while (events.next()) {
                if (events.event.equals("output")) {
                    run.onOutput.accept(events.data.text("text"), events.data.text("stream"));
                } else if (events.event.equals("result")) {
                    return new RunResult(events.data.json());
                }
            }
            throw http().gone(new IOException("there was no result"));
        } catch (IOException error) {
            throw http().gone(error);
        }
    }

    /** What can be done with the task of an id, and what it writes. */
    public TaskHandle task(String id) {
        return new TaskHandle(this, id, null);
    }

    /** Ends a framework, by its name or id, with all its tasks. */
    public void teardown(String framework) {
        ask(call("POST", "frameworks", framework, "teardown"));
    }

    /**
     * Brings an image of the engine of the user, such as {@code my-executor:1}, to the engines of all agents. What of it is there already
     * is not sent again.
     *
     * @throws MinimesosException {@code IMAGE_NOT_FOUND}, and {@code UNSUPPORTED_BY_DRIVER} where agents have no engines of their own
     */
    public PushedImage pushImage(String image) {
        return new PushedImage(Json.object(ask(call("POST", "images").body(Map.of("image", image)).waits())));
    }

    /** The apps that are installed, each with its id, ready, and the reason why it is not. */
    public List<Map<String, Object>> apps() {
        return Document.objects(ask(call("GET", "apps")));
    }

    /** Installs an app of Marathon, and returns when all of it runs and is healthy. */
    public List<Map<String, Object>> install(Map<String, ?> app) {
        return Document.objects(ask(call("POST", "apps").body(Map.of("app", app)).waits()));
    }

    /** Installs a group of Marathon, and returns when all of it runs and is healthy. */
    public List<Map<String, Object>> installGroup(Map<String, ?> group) {
        return Document.objects(ask(call("POST", "apps").body(Map.of("app", group, "group", true)).waits()));
    }

    /** Ends an app, and returns when nothing of it is left. */
    public void uninstall(String id) {
        ask(call("POST", "apps", "uninstall").body(Map.of("id", id)).waits());
    }

    /** Makes it as if it had just been started: no frameworks, no tasks, no faults, the agents of the description, the same ports. */
    public void reset() {
        ask(call("POST", "reset").waits());
    }

    // What goes wrong

    /**
     * Makes something go wrong until the fault is closed. Faults are asked in the order in which they were added; the first that matches
     * counts. Every effect stands in the timeline.
     *
     * @throws MinimesosException {@code INVALID_FAULT} with all that is wrong
     */
    public Fault addFault(FaultRule rule) {
        return new Fault(this, Json.object(ask(call("POST", "faults").body(rule.keys()))));
    }

    /** The faults that are in force, in the order in which they are asked. */
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        Document.objects(ask(call("GET", "faults"))).forEach(info -> faults.add(new Fault(this, info)));
        return faults;
    }

    /** Keeps the master and an agent from hearing of each other, until the fault is closed, or {@link #heal()}. */
    public Fault partition(Agent agent) {
        return addFault(FaultRule.drop(Traffic.message("*").agent(agent.id()).from("master", "agent").to("master", "agent")));
    }

    /** Removes all partitions. */
    public void heal() {
        faults().stream().filter(Fault::isPartition).forEach(Fault::close);
    }

    /** Has the master take back the offers of a framework (id or name; null: of all) on an agent (id; null: on all). Returns how many. */
    public int rescindOffers(String framework, String agent) {
        return new Document(Json.object(ask(call("POST", "offers", "rescind").body(given("framework", framework, "agent", agent))))).whole("count");
    }

    /** Has the executor of a task crash, one of Mesos's own included. */
    public void killExecutorOf(String task) {
        ask(call("POST", "executors", "kill").body(Map.of("task", task)));
    }

    /** Has an executor crash; {@code agent} (an id) may be null unless several agents have one of this id. */
    public void killExecutor(String framework, String executor, String agent) {
        ask(call("POST", "executors", "kill").body(given("framework", framework, "executor", executor, "agent", agent)));
    }

    // Waiting

    /** Waits for an active framework of this name or id. */
    public Framework waitForFramework(String nameOrId) {
        return waitForFramework(nameOrId, WAIT);
    }

    /**
     * Waits for an active framework of this name or id.
     *
     * @throws MinimesosException {@code WAIT_TIMEOUT}, which tells what was seen
     */
    public Framework waitForFramework(String nameOrId, Duration timeout) {
        return new Framework(Json.object(waitFor("framework", nameOrId, timeout)));
    }

    /** Waits until there are exactly so many such tasks; 0: until there is none. */
    public List<Task> waitForTasks(int count, TaskFilter filter) {
        return waitForTasks(count, filter, WAIT);
    }

    /**
     * Waits until there are exactly so many such tasks.
     *
     * @throws MinimesosException {@code WAIT_TIMEOUT}, which tells what was seen and why tasks were not placed
     */
    public List<Task> waitForTasks(int count, TaskFilter filter, Duration timeout) {
        return Task.all(waitFor("tasks", filter.asCondition("count", count), timeout));
    }

    /**
     * Waits until there are so many such tasks, or more.
     *
     * @throws MinimesosException {@code WAIT_TIMEOUT}
     */
    public List<Task> waitForAtLeast(int count, TaskFilter filter, Duration timeout) {
        return Task.all(waitFor("tasks", filter.asCondition("atLeast", count), timeout));
    }

    /**
     * Waits until the master takes an agent (null: any) for {@code active}, {@code inactive} or {@code gone}.
     *
     * @return as the state of the master has it; null when it is gone
     * @throws MinimesosException {@code WAIT_TIMEOUT}
     */
    public AgentState waitForAgent(Agent agent, String state, Duration timeout) {
        Object found = waitFor("agent", given("agent", agent == null ? null : agent.url(), "state", state), timeout);
        return found == null ? null : new AgentState(Json.object(found));
    }

    /**
     * Waits until the state of the master is so.
     *
     * @param what is waited for, for the error: the subject of a sentence
     * @throws MinimesosException {@code WAIT_TIMEOUT}
     */
    public MesosState waitForState(Predicate<MesosState> predicate, String what, Duration timeout) {
        return Waiting.until(this::state, predicate, timeout, what);
    }

    private Object waitFor(String what, Object condition, Duration timeout) {
        Map<String, Object> body = given(what, condition, "timeoutMs", timeout.toMillis());
        return Json.object(ask(call("POST", "wait").body(body).waits())).get(what);
    }

    /** Waits for a call, an event, a message or an action; returns its entry of the timeline, at once when it has come already. */
    public TimelineEntry expect(Traffic traffic) {
        return expect(traffic, new Expect());
    }

    /**
     * Waits for a call, an event, a message or an action.
     *
     * @throws MinimesosException {@code EXPECTATION_FAILED}, which tells what came instead
     */
    public TimelineEntry expect(Traffic traffic, Expect options) {
        Map<String, Object> body = new LinkedHashMap<>(traffic.keys());
        body.putAll(options.keys());
        return new TimelineEntry(Json.object(ask(call("POST", "expect").body(body).waits())));
    }

    /**
     * Makes sure that nothing like this comes for a while.
     *
     * @throws MinimesosException {@code EXPECTATION_FAILED} as soon as it comes
     */
    public void expectNone(Traffic traffic, Duration within) {
        Map<String, Object> body = new LinkedHashMap<>(traffic.keys());
        body.put("within", within.toMillis());
        ask(call("POST", "expect-none").body(body).waits());
    }

    // What happened

    /** What has happened. */
    public List<TimelineEntry> timeline(TimelineFilter filter) {
        return TimelineEntry.all(ask(filter.asQuery(call("GET", "timeline"))));
    }

    /** What has happened, to be read: a line for each entry. */
    public String timelineText(TimelineFilter filter) {
        return http().text(filter.asQuery(call("GET", "timeline")).accept("text/plain"));
    }

    /** What has happened as a sequence diagram in the language of Mermaid. */
    public String timelineDiagram(TimelineFilter filter) {
        return http().text(filter.asQuery(call("GET", "timeline")).accept("text/vnd.mermaid"));
    }

    /** What happens from now on, or has happened after the sequence of the filter, as it happens. To be closed. */
    public Events events(TimelineFilter filter) {
        return new Events(
                lastId -> {
                    Http.Call call = filter.asQuery(call("GET", "events")).accept("text/event-stream").waits();
                    InputStream body = http().open(lastId == null ? call : call.header("Last-Event-ID", lastId));
                    return new EventReader(body, http().url, lastId);
                },
                http());
    }

    /** Writes an archive (.tar.gz) of all that helps to find out what went wrong, and returns its path. */
    public Path diagnostics(Path file) {
        try (InputStream archive = http().open(call("GET", "diagnostics").accept("application/gzip").waits())) {
            Files.copy(archive, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    // The end

    /** Ends everything that belongs to the cluster, and returns when nothing of it is left. To destroy what is gone is no error. */
    public void destroy() {
        try {
            ask(call("DELETE").waits());
        } catch (MinimesosException error) {
            if (!error.isEnd()) {
                throw error;
            }
        } finally {
            lease.close();
        }
    }

    /** Lets go of it without its end: it lives on, when its server does, until somebody destroys it. */
    public void leave() {
        ask(call("DELETE", "leases", lease.id));
        destroys = false;
        lease.close();
    }

    /**
     * Destroys what was started here, and lets go of what was only connected to, or is to be kept; that ends when nobody else holds it,
     * unless it is to be kept.
     */
    @Override
    public void close() {
        if (destroys) {
            destroy();
        } else {
            lease.close();
        }
    }

    @Override
    public String toString() {
        return "cluster " + name();
    }

    Http http() {
        return server.http();
    }

    Object ask(Http.Call call) {
        return http().ask(call);
    }

    /** A request about this cluster. */
    Http.Call call(String method, String... path) {
        return new Http.Call(method, Stream.concat(Stream.of("v1", "clusters", id()), Arrays.stream(path)).toArray(String[]::new));
    }

    /** As whom agents are asked, where they ask who it is. */
    String authorization() {
        Map<String, Object> credential = started.credential();
        if (credential.isEmpty()) {
            return null;
        }
        String text = credential.get("principal") + ":" + credential.get("secret");
        return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Master> mastersOf(Object answer) {
        List<Master> masters = new ArrayList<>();
        MasterInfo.all(answer).forEach(info -> masters.add(new Master(this, info)));
        return masters;
    }

    /** Pairs of names and values, without those that are null. */
    private static Map<String, Object> given(Object... pairs) {
        Map<String, Object> given = new LinkedHashMap<>();
        for (int at = 0; at < pairs.length; at += 2) {
            if (pairs[at + 1] != null) {
                given.put(pairs[at].toString(), pairs[at + 1]);
            }
        }
        return given;
    }
}
