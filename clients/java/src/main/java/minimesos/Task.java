package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A task as the state of the master has it. */
public final class Task extends Document {
    Task(Map<String, Object> values) {
        super(values);
    }

    /** Its id. */
    public String id() {
        return text("id");
    }

    /** Its name. */
    public String name() {
        return text("name");
    }

    /** The id of its framework. */
    public String frameworkId() {
        return text("framework_id");
    }

    /** The id of its agent. */
    public String agentId() {
        return text("slave_id");
    }

    /** Empty for a task without an executor of its own. */
    public String executorId() {
        return text("executor_id");
    }

    /** Such as {@code TASK_RUNNING}. */
    public String state() {
        return text("state");
    }

    /** Numbers, or ranges and sets as text. */
    public Map<String, Object> resources() {
        return object("resources");
    }

    /** A list of them. */
    static List<Task> all(Object list) {
        List<Task> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new Task(each)));
        return all;
    }
}
