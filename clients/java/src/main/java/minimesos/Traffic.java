package minimesos;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which messages, calls, events or actions are meant: those of which all of this is true. {@code *} means all names.
 */
public final class Traffic {
    private final Map<String, Object> keys = new LinkedHashMap<>();

    private Traffic() {}

    /** All messages, calls and events. */
    public static Traffic any() {
        return new Traffic();
    }

    /** Messages between masters, agents and executors, such as {@code StatusUpdateMessage}. */
    public static Traffic message(String... names) {
        return new Traffic().set("message", names);
    }

    /** Calls to the APIs, such as {@code ACCEPT}. */
    public static Traffic call(String... types) {
        return new Traffic().set("call", types);
    }

    /** Events on the streams of schedulers and executors, such as {@code OFFERS}. */
    public static Traffic event(String... types) {
        return new Traffic().set("event", types);
    }

    /** What agents and executors do for containers: {@code FETCH}, {@code SANDBOX}, {@code CHECK}, {@code HEALTH_CHECK}. */
    public static Traffic action(String... names) {
        return new Traffic().set("action", names);
    }

    /** The API of the calls and events: {@code scheduler}, {@code executor} or {@code operator}. */
    public Traffic api(String api) {
        return set("api", api);
    }

    /** Who sends: {@code master}, {@code agent}, {@code scheduler}, {@code executor}, {@code operator}, or an id. */
    public Traffic from(String... peers) {
        return set("from", peers);
    }

    /** Who is to get it, as with {@link #from(String...)}. */
    public Traffic to(String... peers) {
        return set("to", peers);
    }

    /** The id or the name of the framework it is about. */
    public Traffic framework(String idOrName) {
        return set("framework", idOrName);
    }

    /** The id of the agent it is about. */
    public Traffic agent(String id) {
        return set("agent", id);
    }

    /** The id of the task it is about. */
    public Traffic task(String id) {
        return set("task", id);
    }

    /** The state that it tells of a task, such as {@code TASK_RUNNING}, or several. */
    public Traffic state(String... states) {
        return set("state", states);
    }

    Map<String, Object> keys() {
        return keys;
    }

    private Traffic set(String key, String... values) {
        keys.put(key, values.length == 1 ? values[0] : List.of(values));
        return this;
    }
}
