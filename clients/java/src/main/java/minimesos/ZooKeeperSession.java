package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A session with a ZooKeeper that has not ended. */
public final class ZooKeeperSession extends Document {
    ZooKeeperSession(Map<String, Object> values) {
        super(values);
    }

    /** As ZooKeeper writes it: {@code 0x1002a3b4c5d0000}. */
    public String id() {
        return text("id");
    }

    /** After so many milliseconds of silence it ends. */
    public int timeoutMs() {
        return whole("timeoutMs");
    }

    /** The address it is connected from; null while it is not connected. */
    public String client() {
        return text("client");
    }

    /** The paths of its ephemeral znodes, oldest first. */
    public List<String> ephemerals() {
        return texts("ephemerals");
    }

    /** A list of them. */
    static List<ZooKeeperSession> all(Object list) {
        List<ZooKeeperSession> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new ZooKeeperSession(each)));
        return all;
    }
}
