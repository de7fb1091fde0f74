package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A container beside those of Mesos, which the description names under {@code containers}. */
public final class ContainerInfo extends Document {
    ContainerInfo(Map<String, Object> values) {
        super(values);
    }

    /** What the description calls it. */
    public String name() {
        return text("name");
    }

    /** Whether it ran when the cluster was asked. */
    public boolean running() {
        return flag("running");
    }

    /** Its address in the network of the cluster; empty for one in that of the machine. */
    public String ip() {
        return text("ip");
    }

    /** Where its ports are reached. */
    public List<ContainerAddress> addresses() {
        return ContainerAddress.all(json().get("addresses"));
    }

    /** A list of them. */
    static List<ContainerInfo> all(Object list) {
        List<ContainerInfo> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new ContainerInfo(each)));
        return all;
    }
}
