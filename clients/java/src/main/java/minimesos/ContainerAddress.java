package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a port of a container is reached. */
public final class ContainerAddress extends Document {
    ContainerAddress(Map<String, Object> values) {
        super(values);
    }

    /** The port within the container. */
    public int port() {
        return whole("port");
    }

    /** The address at which it is reached from outside. */
    public String reachedIp() {
        return new Document(object("reached")).text("ip");
    }

    /** The port at which it is reached from outside. */
    public int reachedPort() {
        return new Document(object("reached")).whole("port");
    }

    /** A list of them. */
    static List<ContainerAddress> all(Object list) {
        List<ContainerAddress> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new ContainerAddress(each)));
        return all;
    }
}
