package minimesos;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A cluster, and where everything in it listens. */
public final class ClusterInfo extends Document {
    ClusterInfo(Map<String, Object> values) {
        super(values);
    }

    /** Of this cluster alone, also after its name was used again. */
    public String id() {
        return text("id");
    }

    /** What others find it by. */
    public String name() {
        return text("name");
    }

    /** What runs it, such as {@code embedded}. */
    public String driver() {
        return text("driver");
    }

    /** The version of Mesos that it presents itself as. */
    public String mesosVersion() {
        return text("mesosVersion");
    }

    /** What can be done with it, of what not every driver can. */
    public List<String> capabilities() {
        return texts("capabilities");
    }

    /** Whether it outlives the leases that hold it. */
    public boolean kept() {
        return flag("kept");
    }

    /** Its masters. */
    public List<MasterInfo> masters() {
        return MasterInfo.all(json().get("masters"));
    }

    /** Its agents. */
    public List<AgentInfo> agents() {
        return AgentInfo.all(json().get("agents"));
    }

    /** Environment variables for programs that use the cluster, such as MINIMESOS_MASTER. */
    public Map<String, String> exports() {
        Map<String, String> exports = new LinkedHashMap<>();
        object("exports").forEach((name, value) -> exports.put(name, String.valueOf(value)));
        return exports;
    }

    /** Its ZooKeepers by name. */
    public Map<String, Object> zookeepers() {
        return object("zookeepers");
    }

    /** The containers beside those of Mesos that the description names. */
    public List<ContainerInfo> containers() {
        return ContainerInfo.all(json().get("containers"));
    }

    /** Whether agents have engines of their own, which {@link MinimesosCluster#pushImage(String)} brings images to. */
    public boolean ownEngines() {
        return flag("ownEngines");
    }

    /** Where tasks, masters and agents are found by name; null where the description has no {@code names}. */
    public NamesInfo names() {
        return json().get("names") == null ? null : new NamesInfo(object("names"));
    }

    /** {@code principal} and {@code secret} of minimesos itself; empty where nobody asks. */
    public Map<String, Object> credential() {
        return object("credential");
    }

    /** A list of them. */
    static List<ClusterInfo> all(Object list) {
        List<ClusterInfo> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new ClusterInfo(each)));
        return all;
    }
}
