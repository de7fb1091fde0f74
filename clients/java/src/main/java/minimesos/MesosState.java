package minimesos;

import java.util.List;
import java.util.Map;

/** What the leading master answers to {@code GET /state}. */
public final class MesosState extends Document {
    MesosState(Map<String, Object> values) {
        super(values);
    }

    /** Of this incarnation of the master. */
    public String id() {
        return text("id");
    }

    /** The version of Mesos. */
    public String version() {
        return text("version");
    }

    /** Those that are registered. */
    public List<AgentState> agents() {
        return AgentState.all(json().get("slaves"));
    }

    /** Those that have not ended. */
    public List<Framework> frameworks() {
        return Framework.all(json().get("frameworks"));
    }

    /** Those that have ended. */
    public List<Framework> completedFrameworks() {
        return Framework.all(json().get("completed_frameworks"));
    }
}
