package minimesos;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code minimesos serve} as a child that lives as long as the pipe to its standard input is open. */
final class ServerProcess {
    private static final int SHOWN_LOG_LINES = 20;
    private static final int SHOWN_LOG_BYTES = 4096;
    /** Between the end of a connection and the end of the process behind it. */
    private static final Duration DYING = Duration.ofMillis(500);
    /** Until a server that was told to end is killed. */
    private static final Duration ENDING = Duration.ofSeconds(30);
    /** As a shell says it of a program that is not there: of the one that runs a script, too. */
    private static final int COMMAND_NOT_FOUND = 127;

    private final Process child;
    /** A file takes what is written even while nobody reads. Where that can be, it has no name, so it is gone with the two processes. */
    private final RandomAccessFile log;

    ServerProcess(List<String> command) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("serve", "--json", "--lease-stdin"));
        File file;
        try {
            file = Files.createTempFile("minimesos-server-", ".log").toFile();
            log = new RandomAccessFile(file, "r");
        } catch (IOException error) {
            throw MinimesosException.hostStartFailed("its log cannot be written: " + error.getMessage(), List.of(), error);
        }
        try {
            child = new ProcessBuilder(whole).redirectError(file).start();
        } catch (IOException error) {
            closeLog();
            throw MinimesosException.hostStartFailed(String.join(" ", command) + ": " + error.getMessage(), List.of(), error);
        } finally {
            if (!file.delete()) {
                file.deleteOnExit();
            }
        }
    }

    /** What it says of itself in its first line. */
    Map<String, Object> waitUntilReady(Duration timeout) {
        CompletableFuture<String> line = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                line.complete(new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8)).readLine());
            } catch (IOException error) {
                line.complete(null);
            }
        }, "minimesos-server-output");
        reader.setDaemon(true);
        reader.start();
        String reason;
        try {
            String first = line.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            Map<String, Object> ready = first == null ? Map.of() : parsed(first);
            if (ready.get("url") instanceof String) {
                return ready;
            }
            reason = first == null ? explain("it closed its output") : "its first line of output was not as expected: " + first;
        } catch (TimeoutException error) {
            reason = "it was not ready in time";
        } catch (ExecutionException error) {
            reason = error.getCause().getMessage();
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            reason = "the thread was interrupted";
        }
        throw MinimesosException.hostStartFailed(reason, kill(), null);
    }

    private static Map<String, Object> parsed(String line) {
        try {
            return Json.object(Json.read(line));
        } catch (IllegalArgumentException error) {
            return Map.of();
        }
    }

    boolean lives() {
        return child.isAlive();
    }

    long pid() {
        return child.pid();
    }

    /** How it ended, or the given reason when it lives. */
    String explain(String reason) {
        if (!ended(DYING)) {
            return reason;
        }
        int code = child.exitValue();
        if (code > 128) {
            return "it was killed by signal " + (code - 128);
        }
        return "it ended with exit code " + code + (code == COMMAND_NOT_FOUND ? ", as when there is no node on PATH" : "");
    }

    synchronized List<String> lastLogLines() {
        try {
            long from = Math.max(0, log.length() - SHOWN_LOG_BYTES);
            byte[] content = new byte[(int) (log.length() - from)];
            log.seek(from);
            log.readFully(content);
            List<String> lines = new ArrayList<>();
            new String(content, StandardCharsets.UTF_8).strip().lines().forEach(lines::add);
            return lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size());
        } catch (IOException error) {
            return List.of();
        }
    }

    /** Gives up its lease; it is killed when it has not ended in time. */
    void end() {
        closeInput();
        if (!ended(ENDING)) {
            child.destroyForcibly();
        }
        closeLog();
    }

    /** Ends it at once; what it had started is ended by its supervisor. Returns its last log lines. */
    List<String> kill() {
        child.destroyForcibly();
        closeInput();
        ended(ENDING);
        List<String> lines = lastLogLines();
        closeLog();
        return lines;
    }

    private void closeLog() {
        try {
            log.close();
        } catch (IOException error) {
            // It is closed all the same.
        }
    }

    private void closeInput() {
        try {
            child.getOutputStream().close();
        } catch (IOException error) {
            // It is closed all the same.
        }
    }

    private boolean ended(Duration within) {
        try {
            return child.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
            return !child.isAlive();
        }
    }
}
