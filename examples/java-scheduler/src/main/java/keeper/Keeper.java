package keeper;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A Mesos framework on the v1 scheduler API, with the HTTP client of the JDK: it keeps a number of tasks running. What it runs on may lose
 * agents, change masters and forget updates; it replaces what has ended, and asks for the state of all it knows of when it has subscribed
 * again.
 */
public final class Keeper implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> LIVE = Set.of("TASK_STAGING", "TASK_STARTING", "TASK_RUNNING", "TASK_KILLING");
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> masters;
    private final String name;
    private final int count;
    private final Thread thread = new Thread(this::run, "keeper");
    /** The agent of each task that has not ended. */
    private final Map<String, String> live = new LinkedHashMap<>();

    private volatile boolean closed;
    private volatile InputStream stream;
    private URI endpoint;
    private String streamId;
    private String frameworkId;
    private int launched;

    /**
     * Starts one.
     *
     * @param masters the URLs of all masters; whichever leads is found
     */
    public Keeper(List<String> masters, String name, int count) {
        this.masters = masters;
        this.name = name;
        this.count = count;
        thread.start();
    }

    private void run() {
        for (int attempt = 0; !closed; attempt++) {
            try {
                subscribe(URI.create(masters.get(attempt % masters.size()) + "/api/v1/scheduler"));
            } catch (IOException error) {
                // It has lost the master, or that does not lead: the next one may.
            } catch (InterruptedException error) {
                return;
            }
            pause();
        }
    }

    private void subscribe(URI master) throws IOException, InterruptedException {
        Map<String, Object> framework = new LinkedHashMap<>(Map.of(
                "user", System.getProperty("user.name"), "name", name, "roles", List.of("*"), "checkpoint", true, "failover_timeout", 3600.0,
                "capabilities", List.of(Map.of("type", "MULTI_ROLE"))));
        Map<String, Object> subscribe = new LinkedHashMap<>(Map.of("type", "SUBSCRIBE", "subscribe", Map.of("framework_info", framework)));
        if (frameworkId != null) {
            framework.put("id", Map.of("value", frameworkId));
            subscribe.put("framework_id", Map.of("value", frameworkId));
        }
        HttpResponse<InputStream> response = post(master, subscribe, null);
        if (response.statusCode() != 200) {
            response.body().close();
            return;
        }
        endpoint = master;
        streamId = response.headers().firstValue("Mesos-Stream-Id").orElseThrow();
        try (InputStream events = response.body()) {
            stream = events;
            for (JsonNode event = next(events); event != null && !closed; event = next(events)) {
                take(event);
            }
        }
    }

    /** The next event in RecordIO: its length, a line feed, and so many bytes. */
    private static JsonNode next(InputStream events) throws IOException {
        int length = 0;
        for (int digit = events.read(); digit != '\n'; digit = events.read()) {
            if (digit < 0) {
                return null;
            }
            length = 10 * length + digit - '0';
        }
        return JSON.readTree(events.readNBytes(length));
    }

    private void take(JsonNode event) throws IOException, InterruptedException {
        switch (event.path("type").asText()) {
            case "SUBSCRIBED":
                frameworkId = event.at("/subscribed/framework_id/value").asText();
                reconcile();
                break;
            case "OFFERS":
                for (JsonNode offer : event.at("/offers/offers")) {
                    answer(offer);
                }
                break;
            case "UPDATE":
                update(event.at("/update/status"));
                break;
            default:
        }
    }

    private void reconcile() throws IOException, InterruptedException {
        List<Object> tasks = new java.util.ArrayList<>();
        live.forEach((task, agent) -> tasks.add(Map.of("task_id", Map.of("value", task), "agent_id", Map.of("value", agent))));
        if (!tasks.isEmpty()) {
            call("RECONCILE", "reconcile", Map.of("tasks", tasks));
        }
    }

    private void answer(JsonNode offer) throws IOException, InterruptedException {
        List<Object> operations = List.of();
        if (live.size() < count) {
            String task = "task-" + ++launched;
            live.put(task, offer.at("/agent_id/value").asText());
            Map<String, Object> info = Map.of(
                    "name", task,
                    "task_id", Map.of("value", task),
                    "agent_id", offer.get("agent_id"),
                    "command", Map.of("value", "sleep 1000"),
                    "resources", List.of(scalar("cpus", 0.1), scalar("mem", 32)));
            operations = List.of(Map.of("type", "LAUNCH", "launch", Map.of("task_infos", List.of(info))));
        }
        Map<String, Object> accept = Map.of(
                "offer_ids", List.of(offer.get("id")), "operations", operations, "filters", Map.of("refuse_seconds", 0.1));
        call("ACCEPT", "accept", accept);
    }

    private void update(JsonNode status) throws IOException, InterruptedException {
        if (!LIVE.contains(status.path("state").asText())) {
            live.remove(status.at("/task_id/value").asText());
        }
        if (status.has("uuid")) {
            Map<String, Object> acknowledge =
                    Map.of("agent_id", status.get("agent_id"), "task_id", status.get("task_id"), "uuid", status.get("uuid"));
            call("ACKNOWLEDGE", "acknowledge", acknowledge);
        }
    }

    private static Map<String, Object> scalar(String name, double value) {
        return Map.of("name", name, "type", "SCALAR", "scalar", Map.of("value", value), "allocation_info", Map.of("role", "*"));
    }

    /** What cannot be sent ends the subscription: the reconciliation after the next one tells what became of it. */
    private void call(String type, String member, Object value) throws IOException, InterruptedException {
        Map<String, Object> call = Map.of("framework_id", Map.of("value", frameworkId), "type", type, member, value);
        post(endpoint, call, streamId).body().close();
    }

    private HttpResponse<InputStream> post(URI to, Object call, String streamId) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(to)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(call), StandardCharsets.UTF_8));
        if (streamId != null) {
            request.header("Mesos-Stream-Id", streamId);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException error) {
            closed = true;
        }
    }

    /** Ends it as a crash does: its tasks stay. */
    @Override
    public void close() {
        closed = true;
        try {
            if (stream != null) {
                stream.close();
            }
            thread.interrupt();
            thread.join();
        } catch (IOException error) {
            // It is closed all the same.
        } catch (InterruptedException error) {
            Thread.currentThread().interrupt();
        }
    }
}
