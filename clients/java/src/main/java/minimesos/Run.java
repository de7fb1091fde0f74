package minimesos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** A command to be run as a task. */
public final class Run {
    private final Map<String, Object> keys = new LinkedHashMap<>();
    BiConsumer<String, String> onOutput = (text, stream) -> {};

    private Run(Object command) {
        keys.put("command", command);
    }

    /** Text for a shell. */
    public static Run command(String text) {
        return new Run(text);
    }

    /** A program and its arguments as they are. */
    public static Run program(String... words) {
        return new Run(List.of(words));
    }

    /** What the task gets. Default: {@code cpus:0.1;mem:32}. */
    public Run resources(String resources) {
        return set("resources", resources);
    }

    /** The name of the task. Default: {@code run}. */
    public Run name(String name) {
        return set("name", name);
    }

    /** The user it runs as. Default: that of the server. */
    public Run user(String user) {
        return set("user", user);
    }

    /** As whom it is run. Default: as minimesos itself. */
    public Run credential(String principal, String secret) {
        return set("credential", Map.of("principal", principal, "secret", secret));
    }

    /** An environment variable of the command. */
    public Run environment(String name, String value) {
        Map<String, Object> environment = new LinkedHashMap<>(Json.object(keys.get("environment")));
        environment.put(name, value);
        return set("environment", environment);
    }

    /** What the fetcher puts into the sandbox first. */
    public Run uris(String... uris) {
        return set("uris", new ArrayList<>(List.of(uris)));
    }

    /** The agent it has to run on: id, number or URL. Default: any. */
    public Run agent(String agent) {
        return set("agent", agent);
    }

    /** For all of it. Default: a minute. */
    public Run timeout(Duration timeout) {
        return set("timeout", timeout.toMillis());
    }

    /** Another end than TASK_FINISHED is an error, {@code RUN_FAILED}. */
    public Run check() {
        return set("throwOnFailure", true);
    }

    /** Called with text and {@code stdout} or {@code stderr}, soon after the command has written it. What it throws ends the run. */
    public Run onOutput(BiConsumer<String, String> taker) {
        onOutput = taker;
        return this;
    }

    Map<String, Object> keys() {
        return keys;
    }

    private Run set(String key, Object value) {
        keys.put(key, value);
        return this;
    }
}
