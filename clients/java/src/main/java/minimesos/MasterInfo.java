package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a master listens, and what it was when the cluster was asked. */
public final class MasterInfo extends Document {
    MasterInfo(Map<String, Object> values) {
        super(values);
    }

    /** {@code http://ip:port}; what frameworks are given as their master. */
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

    /** False when it was killed, or has ended by itself. */
    public boolean running() {
        return flag("running");
    }

    /** Why it does not run, when it has ended by itself; null otherwise. */
    public String end() {
        return text("end");
    }

    /** Whether it had been elected, and served. */
    public boolean leading() {
        return flag("leading");
    }

    /** A list of them. */
    static List<MasterInfo> all(Object list) {
        List<MasterInfo> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new MasterInfo(each)));
        return all;
    }
}
