package minimesos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which tasks are meant: those of which all of this is true. */
public final class TaskFilter {
    String id;
    String name;
    String agent;
    private String framework;
    private String resources;
    private final List<String> states = new ArrayList<>();

    private TaskFilter() {}

    /** All tasks. */
    public static TaskFilter any() {
        return new TaskFilter();
    }

    /** Those that are running. */
    public static TaskFilter running() {
        return inState("TASK_RUNNING");
    }

    /** Those in one of these states. */
    public static TaskFilter inState(String... states) {
        TaskFilter filter = new TaskFilter();
        filter.states.addAll(List.of(states));
        return filter;
    }

    /** The name or id of their framework. */
    public TaskFilter framework(String nameOrId) {
        framework = nameOrId;
        return this;
    }

    /** The id of the task; not for waits. */
    public TaskFilter id(String id) {
        this.id = id;
        return this;
    }

    /** The name of the task; not for waits. */
    public TaskFilter name(String name) {
        this.name = name;
        return this;
    }

    /** The id of their agent; not for waits. */
    public TaskFilter agent(String id) {
        agent = id;
        return this;
    }

    /** What one of them takes; only for waits, whose error tells what each agent lacks. */
    public TaskFilter resources(String resources) {
        this.resources = resources;
        return this;
    }

    Http.Call asQuery(Http.Call call) {
        return call.query("id", id)
                .query("name", name)
                .query("framework", framework)
                .query("agent", agent)
                .query("state", states.isEmpty() ? null : String.join(",", states));
    }

    Map<String, Object> asCondition(String key, int count) {
        if (id != null || name != null || agent != null) {
            throw new IllegalArgumentException("A wait for tasks is for a framework and states, not for the id, name or agent of a task.");
        }
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put(key, count);
        if (framework != null) {
            condition.put("framework", framework);
        }
        if (!states.isEmpty()) {
            condition.put("state", states);
        }
        if (resources != null) {
            condition.put("resources", resources);
        }
        return condition;
    }
}
