package minimesos;

import java.util.List;
import java.util.Map;

/** What goes wrong on a cluster until it is closed, or the cluster is reset. */
public final class Fault implements AutoCloseable {
    private final MinimesosCluster cluster;
    private volatile Document info;

    Fault(MinimesosCluster cluster, Map<String, Object> info) {
        this.cluster = cluster;
        this.info = new Document(info);
    }

    /** Counts from 1; never used twice by a cluster. */
    public int id() {
        return info.whole("id");
    }

    /** As it was given, with the names of the remote API. */
    public Map<String, Object> rule() {
        return info.object("rule");
    }

    /**
     * How often it has had an effect until now.
     *
     * @throws MinimesosException {@code UNKNOWN_FAULT} when it was removed, or the cluster reset
     */
    public int count() {
        return look().whole("count");
    }

    /**
     * What it holds now, oldest first.
     *
     * @throws MinimesosException {@code UNKNOWN_FAULT}
     */
    public List<TimelineEntry> held() {
        return TimelineEntry.all(look().json().get("held"));
    }

    /**
     * Lets all that it holds pass.
     *
     * @throws MinimesosException {@code UNKNOWN_FAULT}
     */
    public void release() {
        info = new Document(Json.object(cluster.ask(call("POST", "release"))));
    }

    /**
     * Lets so many of what it holds pass, oldest first.
     *
     * @throws MinimesosException {@code UNKNOWN_FAULT}
     */
    public void release(int count) {
        info = new Document(Json.object(cluster.ask(call("POST", "release").body(Map.of("count", count)))));
    }

    /** Ends it, and lets what it holds pass. To end one that went already is no problem. */
    @Override
    public void close() {
        try {
            cluster.ask(cluster.call("DELETE", "faults", String.valueOf(id())));
        } catch (MinimesosException error) {
            if (!error.is("UNKNOWN_FAULT") && !error.isEnd()) {
                throw error;
            }
        }
    }

    private Document look() {
        for (Fault each : cluster.faults()) {
            if (each.id() == id()) {
                info = each.info;
                return info;
            }
        }
        throw new MinimesosException(
                "UNKNOWN_FAULT", "There is no fault " + id() + " any more.", "It was removed, or the cluster was reset; add it again.", Map.of(), null);
    }

    /** Whether it keeps a master and an agent from hearing of each other. */
    boolean isPartition() {
        return rule().get("effect").equals("drop")
                && "*".equals(rule().get("message"))
                && rule().containsKey("agent")
                && List.of("effect", "message", "agent", "from", "to").containsAll(rule().keySet());
    }

    private Http.Call call(String method, String operation) {
        return cluster.call(method, "faults", String.valueOf(id()), operation);
    }
}
