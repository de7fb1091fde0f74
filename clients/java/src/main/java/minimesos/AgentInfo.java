package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An agent, as it was when the cluster was asked. */
public final class AgentInfo extends Document {
    AgentInfo(Map<String, Object> values) {
        super(values);
    }

    /** The id that the master gave it. */
    public String id() {
        return text("id");
    }

    /** {@code http://ip:port}. */
    public String url() {
        return text("url");
    }

    /** Its address. */
    public String ip() {
        return text("ip");
    }

    /** Where it listens. */
    public int port() {
        return whole("port");
    }

    /** False when it was stopped or killed, or has ended by itself. */
    public boolean running() {
        return flag("running");
    }

    /** Why it does not run, when it has ended by itself; null otherwise. */
    public String end() {
        return text("end");
    }

    /** Numbers, or ranges and sets as text. */
    public Map<String, Object> resources() {
        return object("resources");
    }

    /** By name. */
    public Map<String, Object> attributes() {
        return object("attributes");
    }

    /** A list of them. */
    static List<AgentInfo> all(Object list) {
        List<AgentInfo> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new AgentInfo(each)));
        return all;
    }
}
