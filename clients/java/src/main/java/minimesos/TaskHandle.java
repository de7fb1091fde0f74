package minimesos;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What can be done with a task, and what it writes. The cluster is not asked whether there is such a task. */
public final class TaskHandle {
    private final MinimesosCluster cluster;
    private final String id;
    private final String framework;

    TaskHandle(MinimesosCluster cluster, String id, String framework) {
        this.cluster = cluster;
        this.id = id;
        this.framework = framework;
    }

    /** The id or name of its framework, where several have a task of that id. */
    public TaskHandle of(String framework) {
        return new TaskHandle(cluster, id, framework);
    }

    /** Kills it as if its scheduler had asked for it. */
    public void kill() {
        cluster.ask(call("POST", "kill"));
    }

    /** Stops all its processes (SIGSTOP). */
    public void pause() {
        cluster.ask(call("POST", "pause"));
    }

    /** Lets them go on (SIGCONT). */
    public void resume() {
        cluster.ask(call("POST", "resume"));
    }

    /** Ends it as if its sandbox had been found to be over its quota of disk. */
    public void fillSandbox() {
        cluster.ask(call("POST", "fill-sandbox"));
    }

    /** What it has written so far to stdout. */
    public String stdout() {
        return cluster.http().text(logs("stdout"));
    }

    /** What it has written so far to stderr. */
    public String stderr() {
        return cluster.http().text(logs("stderr"));
    }

    /** What it has written, and what it writes, to {@code stdout} or {@code stderr}, until it has ended. To be closed. */
    public InputStream follow(String stream) {
        return cluster.http().open(logs(stream).query("follow", true).waits());
    }

    /** What is in a directory of its sandbox; the empty path is the sandbox itself. */
    public List<SandboxFile> list(String directory) {
        return SandboxFile.all(cluster.ask(call("GET", "files").query("path", directory)));
    }

    /**
     * The content of a file of its sandbox.
     *
     * @throws MinimesosException {@code NOT_IN_SANDBOX}
     */
    public byte[] read(String file) {
        return cluster.http().bytes(file(file));
    }

    /** The same as text. */
    public String readText(String file) {
        return new String(read(file), StandardCharsets.UTF_8);
    }

    /** The same as it comes. To be closed. */
    public InputStream open(String file) {
        return cluster.http().open(file(file).waits());
    }

    private Http.Call file(String path) {
        return call("GET", "file").query("path", path).accept("*/*");
    }

    private Http.Call logs(String stream) {
        return call("GET", "logs").query("stream", stream).accept("text/plain");
    }

    private Http.Call call(String method, String operation) {
        return cluster.call(method, "tasks", id, operation).query("framework", framework);
    }
}
