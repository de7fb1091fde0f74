package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An agent as the state of the master has it. */
public final class AgentState extends Document {
    AgentState(Map<String, Object> values) {
        super(values);
    }

    /** Its id. */
    public String id() {
        return text("id");
    }

    /** {@code slave(n)@ip:port}. */
    public String pid() {
        return text("pid");
    }

    /** Its name. */
    public String hostname() {
        return text("hostname");
    }

    /** Where it listens. */
    public int port() {
        return whole("port");
    }

    /** Whether it is offered. */
    public boolean active() {
        return flag("active");
    }

    /** By name. */
    public Map<String, Object> attributes() {
        return object("attributes");
    }

    /** Numbers, or ranges and sets as text. */
    public Map<String, Object> resources() {
        return object("resources");
    }

    /** What tasks and executors have of them. */
    public Map<String, Object> usedResources() {
        return object("used_resources");
    }

    /** A list of them. */
    static List<AgentState> all(Object list) {
        List<AgentState> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new AgentState(each)));
        return all;
    }
}
