package minimesos;

import java.util.List;
import java.util.Map;

/**
 * A ZooKeeper of a cluster, and what can be made to go wrong with it. What is done to one that the cluster only uses, and does not run,
 * throws {@code ZOOKEEPER_EXTERNAL}.
 */
public final class ZooKeeper {
    private final MinimesosCluster cluster;
    private final String name;
    private final Document info;

    ZooKeeper(MinimesosCluster cluster, String name, Map<String, Object> info) {
        this.cluster = cluster;
        this.name = name;
        this.info = new Document(info);
    }

    /** {@code masters}, or what the description calls a further one. */
    public String name() {
        return name;
    }

    /** {@code zk://ip:port/mesos}; what frameworks are given as their master. That of a further one has no path. */
    public String url() {
        return info.text("url");
    }

    /** {@code ip:port}; what clients of ZooKeeper are given. Several servers have commas between them. */
    public String connectString() {
        return info.text("connectString");
    }

    /** Whether it was there before the cluster, which only uses it. */
    public boolean external() {
        return info.flag("external");
    }

    /** All sessions that have not ended, connected or not. */
    public List<ZooKeeperSession> sessions() {
        return ZooKeeperSession.all(cluster.ask(call("GET", "sessions")));
    }

    /**
     * Ends a session as if its client had been silent for too long.
     *
     * @param session its id, the address of its client, or the path of one of its ephemeral znodes
     * @throws MinimesosException {@code UNKNOWN_SESSION}
     */
    public void expireSession(String session) {
        cluster.ask(cluster.call("POST", "zookeepers", name, "sessions", session, "expire"));
    }

    /**
     * Cuts the connection of a session, which goes on when its client connects again in time.
     *
     * @param session as for {@link #expireSession(String)}
     * @throws MinimesosException {@code UNKNOWN_SESSION}
     */
    public void dropConnection(String session) {
        cluster.ask(cluster.call("POST", "zookeepers", name, "sessions", session, "drop-connection"));
    }

    /** Has it stand still, as a process that is stopped: connections stay, nothing is answered, no session ends. */
    public void freeze() {
        cluster.ask(call("POST", "freeze"));
    }

    /** Has it go on. Sessions whose time is over by then end. */
    public void thaw() {
        cluster.ask(call("POST", "thaw"));
    }

    /** Has it only read, as a server that has lost its quorum, or write again. */
    public void setReadOnly(boolean readOnly) {
        cluster.ask(call("POST", "read-only").body(Map.of("readOnly", readOnly)));
    }

    /** Stops it and starts it again on the same port, with all data and sessions. */
    public void restart() {
        cluster.ask(call("POST", "restart").waits());
    }

    private Http.Call call(String method, String operation) {
        return cluster.call(method, "zookeepers", name, operation);
    }
}
