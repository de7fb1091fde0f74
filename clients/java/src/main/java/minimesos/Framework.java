package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A framework as the state of the master has it. */
public final class Framework extends Document {
    Framework(Map<String, Object> values) {
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

    /** As whom its tasks run. */
    public String user() {
        return text("user");
    }

    /** Whether it gets offers. */
    public boolean active() {
        return flag("active");
    }

    /** Whether its scheduler is connected. */
    public boolean connected() {
        return flag("connected");
    }

    /** Its roles. */
    public List<String> roles() {
        return texts("roles");
    }

    /** Those that have not ended. */
    public List<Task> tasks() {
        return Task.all(json().get("tasks"));
    }

    /** Those on agents that are unreachable. */
    public List<Task> unreachableTasks() {
        return Task.all(json().get("unreachable_tasks"));
    }

    /** Those that have ended. */
    public List<Task> completedTasks() {
        return Task.all(json().get("completed_tasks"));
    }

    /** Those it has. */
    public List<Offer> offers() {
        return Offer.all(json().get("offers"));
    }

    /** A list of them. */
    static List<Framework> all(Object list) {
        List<Framework> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new Framework(each)));
        return all;
    }
}
