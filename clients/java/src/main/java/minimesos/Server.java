package minimesos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process in which any number of clusters live. Clusters find or start one by themselves; one that is started here is for those
 * that are to share it.
 */
public final class Server implements AutoCloseable {
    /** The version of the remote API that this package speaks. */
    private static final int API = 1;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private final Http http;
    private final ServerProcess process;
    private final Set<Lease> leases = ConcurrentHashMap.newKeySet();

    private Server(Http http, ServerProcess process) {
        this.http = http;
        this.process = process;
    }

    /**
     * Starts a server with the command in MINIMESOS_COMMAND, or {@code minimesos} on PATH, or in {@code node_modules} of the working
     * directory or one above it. It ends, with all its clusters, when it is closed or this process ends in any way.
     *
     * @throws MinimesosException {@code HOST_START_FAILED}
     */
    public static Server start() {
        return start(Command.find(System.getenv(), Path.of("")), START_TIMEOUT);
    }

    /**
     * Starts a server with a command, such as {@code List.of("npx", "minimesos")}.
     *
     * @param timeout until it has to be ready
     * @throws MinimesosException {@code HOST_START_FAILED}
     */
    public static Server start(List<String> command, Duration timeout) {
        ServerProcess process = new ServerProcess(command);
        Document ready = new Document(process.waitUntilReady(timeout));
        String url = ready.text("url");
        return new Server(
                new Http(
                        url,
                        ready.text("token"),
                        (reason, cause) -> MinimesosException.hostGone(url, process.explain(reason), process.lastLogLines(), cause)),
                process);
    }

    /**
     * Uses a server that runs already.
     *
     * @param token may be null
     * @throws MinimesosException {@code HOST_GONE}, {@code TOKEN_REFUSED}, {@code HOST_INCOMPATIBLE}
     */
    public static Server connect(String url, String token) {
        Server server = new Server(new Http(url, token, null), null);
        int api = server.versionDocument().whole("api");
        if (api != API) {
            throw MinimesosException.hostIncompatible(server.url(), "version " + api + " of the remote API", "version " + API);
        }
        return server;
    }

    /** The server of MINIMESOS_URL and MINIMESOS_TOKEN, or one for all clusters of this process, which ends with it. */
    static Server ofThisProcess() {
        String url = System.getenv("MINIMESOS_URL");
        return url == null || url.isEmpty() ? Shared.server() : connect(url, System.getenv("MINIMESOS_TOKEN"));
    }

    private static final class Shared {
        private static Server server;

        private static synchronized Server server() {
            if (server == null || !server.process.lives()) {
                server = start();
            }
            return server;
        }
    }

    /** {@code http://ip:port}; its documentation is under {@code /docs}. */
    public String url() {
        return http.url;
    }

    /** The version of minimesos. */
    public String version() {
        return versionDocument().text("version");
    }

    /** The process that it runs in. */
    public long pid() {
        return (long) versionDocument().number("pid");
    }

    private Document versionDocument() {
        return new Document(Json.object(http.ask(new Http.Call("GET", "v1", "version"))));
    }

    /**
     * Fails when it does not answer; it needs no token.
     *
     * @throws MinimesosException {@code HOST_GONE}
     */
    public void checkHealth() {
        http.ask(new Http.Call("GET", "v1", "health"));
    }

    /** All clusters that live in it, oldest first. */
    public List<ClusterInfo> clusters() {
        return ClusterInfo.all(http.ask(new Http.Call("GET", "v1", "clusters")));
    }

    /** The description of the remote API (OpenAPI), for programs that make clients. */
    public Map<String, Object> openApi() {
        return Json.object(http.ask(new Http.Call("GET", "openapi.json")));
    }

    /** Ends it with all its clusters, whoever has started it. Returns when the clusters are gone. */
    public void shutdown() {
        http.ask(new Http.Call("POST", "v1", "shutdown").waits());
    }

    /** Ends a server that was started here, with all its clusters, and lets go of one that was not. */
    @Override
    public void close() {
        leases.forEach(Lease::close);
        if (process == null) {
            return;
        }
        try {
            // Also of clusters that somebody else holds.
            shutdown();
        } catch (MinimesosException error) {
            // It ends all the same.
        }
        process.end();
    }

    Http http() {
        return http;
    }

    ServerProcess process() {
        return process;
    }

    Lease lease() {
        Lease lease = new Lease(http.open(new Http.Call("GET", "v1", "lease").accept("application/x-ndjson").waits()));
        leases.add(lease);
        return lease;
    }

    /**
     * A connection that is held open as long as clusters are needed. When this process is gone, however that came, the server notices by
     * the end of the connection.
     */
    final class Lease implements AutoCloseable {
        final String id;
        private final InputStream body;

        private Lease(InputStream body) {
            this.body = body;
            try {
                String line = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8)).readLine();
                id = new Document(Json.object(Json.read(line == null ? "{}" : line))).text("lease");
            } catch (IOException error) {
                throw http.gone(error);
            }
        }

        @Override
        public void close() {
            leases.remove(this);
            closeQuietly(body);
        }
    }

    static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException error) {
            // It is closed all the same.
        }
    }
}
