package minimesos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @Test
    void isUsedByOthersWithItsToken() {
        try (Server server = Server.start()) {
            try (Server same = Server.connect(server.url(), server.http().token);
                    MinimesosCluster cluster = MinimesosCluster.start(ClusterDescription.agents(0), new StartOptions().server(same))) {
                assertEquals(server.pid(), same.pid());
                assertEquals(server.version(), same.version());
                assertEquals(cluster.id(), server.clusters().get(0).id());
            }
            MinimesosException wrong = assertThrows(MinimesosException.class, () -> Server.connect(server.url(), "wrong"));
            assertEquals("TOKEN_REFUSED wrong", wrong.code() + " " + wrong.details().get("token"));
            MinimesosException missing = assertThrows(MinimesosException.class, () -> Server.connect(server.url(), null));
            assertEquals("TOKEN_REFUSED missing", missing.code() + " " + missing.details().get("token"));
            assertTrue(missing.remedy().contains("MINIMESOS_TOKEN"));
        }
    }

    @Test
    void isToldOfWhenItDies() {
        try (Server server = Server.start();
                MinimesosCluster cluster = MinimesosCluster.start(ClusterDescription.ofDefaults(), new StartOptions().server(server));
                Events events = cluster.events(TimelineFilter.kinds("fault"))) {
            ProcessHandle.of(server.process().pid()).orElseThrow().destroyForcibly();
            MinimesosException gone = assertThrows(MinimesosException.class, () -> cluster.waitForTasks(1, TaskFilter.any()));
            assertEquals("HOST_GONE", gone.code());
            assertTrue(gone.detail().contains("it was killed by signal 9"), gone.detail());
            assertEquals("HOST_GONE", assertThrows(MinimesosException.class, events::hasNext).code());
            assertEquals("HOST_GONE", assertThrows(MinimesosException.class, cluster::state).code());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | {\"version\":\"9.9.9\",\"api\":2,\"pid\":1} | version 2 of the remote API",
                "200 | <html> | something other than JSON",
                "404 | not found | with status 404 something other than minimesos does"
            })
    void ofAnotherVersionIsRefused(int status, String body, String came) throws Exception {
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        other.createContext("/", exchange -> {
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        other.start();
        String url = "http://127.0.0.1:" + other.getAddress().getPort();
        MinimesosException error = assertThrows(MinimesosException.class, () -> Server.connect(url, null));
        assertEquals("HOST_INCOMPATIBLE", error.code());
        assertTrue(error.detail().contains(came), error.detail());
        other.stop(0);
        MinimesosException gone = assertThrows(MinimesosException.class, () -> Server.connect(url, null));
        assertEquals("HOST_GONE", gone.code());
        assertTrue(gone.detail().contains("nobody listens there any more"), gone.detail());
        assertThrows(IllegalArgumentException.class, () -> Server.connect("ftp://127.0.0.1", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo no such option >&2; exit 1 | ended with exit code 1. Its last log lines:",
                "echo hello | its first line of output was not as expected: hello",
                "echo [] | its first line of output was not as expected",
                "exec sleep 1000 | it was not ready in time"
            })
    void thatIsNotMinimesosIsTold(String program, String reason) {
        Duration timeout = program.contains("sleep") ? Duration.ofMillis(500) : LONG;
        MinimesosException error = assertThrows(MinimesosException.class, () -> Server.start(List.of("sh", "-c", program), timeout));
        assertEquals("HOST_START_FAILED", error.code());
        assertTrue(error.detail().contains(reason), error.detail());
    }

    @Test
    void thatDoesNotExistIsToldWithWhatToDo(@TempDir Path folder) throws Exception {
        MinimesosException none = assertThrows(MinimesosException.class, () -> Server.start(List.of("/no/such/minimesos"), LONG));
        assertTrue(none.is("HOST_START_FAILED") && none.detail().contains("/no/such/minimesos"), none.detail());
        MinimesosException nowhere = assertThrows(MinimesosException.class, () -> Command.find(Map.of("PATH", folder.toString()), folder));
        assertTrue(nowhere.detail().contains("no command minimesos on PATH or in node_modules"), nowhere.detail());
        assertTrue(nowhere.remedy().contains("it needs Node 20.19"), nowhere.remedy());
        // As npm installs it: a script for node, by way of env, without which the shell ends with 127.
        MinimesosException noNode =
                assertThrows(MinimesosException.class, () -> Server.start(List.of("env", "PATH=" + folder, "/usr/bin/env", "node"), LONG));
        assertTrue(noNode.detail().contains("no node on PATH"), noNode.detail());
    }

    @Test
    void isFoundInNodeModulesAbove(@TempDir Path folder) throws Exception {
        Path program = folder.resolve("node_modules/.bin/minimesos");
        Path below = folder.resolve("java/tests");
        Files.createDirectories(program.getParent());
        Files.createDirectories(below);
        Files.createFile(program, java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x")));
        assertEquals(List.of(program.toString()), Command.find(Map.of("PATH", folder.toString()), below));
        Map<String, String> given = Map.of("MINIMESOS_COMMAND", "npx 'mini mesos' \"a \\\"b\" c\\ d ''");
        assertEquals(List.of("npx", "mini mesos", "a \"b", "c d", ""), Command.find(given, below));
    }

    @Test
    void speaksOfErrorsOfTheCatalogue() throws Exception {
        Path catalogue = Path.of("../../docs/errors.md");
        Set<String> codes = Set.copyOf(Files.readAllLines(catalogue));
        for (String code : List.of(
                "HOST_GONE", "HOST_START_FAILED", "HOST_INCOMPATIBLE", "TOKEN_REFUSED", "WAIT_TIMEOUT", "UNKNOWN_FAULT", "UNKNOWN_CLUSTER", "CLUSTER_DESTROYED",
                "SERVER_STOPPING", "READER_TOO_SLOW")) {
            assertTrue(codes.contains("## " + code), code);
        }
    }
}
