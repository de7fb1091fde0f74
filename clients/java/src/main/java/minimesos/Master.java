package minimesos;

/** A master of a cluster, as it was when the cluster was asked. */
public final class Master {
    private final MinimesosCluster cluster;
    private final MasterInfo info;

    Master(MinimesosCluster cluster, MasterInfo info) {
        this.cluster = cluster;
        this.info = info;
    }

    /** {@code http://ip:port}; what frameworks are given as their master. */
    public String url() {
        return info.url();
    }

    /** Its address. */
    public String ip() {
        return info.ip();
    }

    /** Where it listens. */
    public int port() {
        return info.port();
    }

    /** False when it was killed, or has ended by itself. */
    public boolean running() {
        return info.running();
    }

    /** Why it does not run, when it has ended by itself; null otherwise. */
    public String end() {
        return info.end();
    }

    /** Whether it had been elected, and served. */
    public boolean leading() {
        return info.leading();
    }

    /** It crashes. Returns it as it is then. */
    public Master kill() {
        return operate("kill");
    }

    /** Starts one that was killed again, at the same address. Returns it as it is then. */
    public Master restart() {
        return operate("restart");
    }

    /**
     * Has it stand still, as a process on SIGSTOP: connections stay, and nobody answers on them. Only for masters that are processes of
     * their own.
     *
     * @throws MinimesosException {@code OWN_PROCESS_NEEDED}
     */
    public Master pause() {
        return operate("pause");
    }

    /** Lets it go on after {@link #pause()}. */
    public Master resume() {
        return operate("resume");
    }

    private Master operate(String operation) {
        Object answer = cluster.ask(cluster.call("POST", "masters", url(), operation).waits());
        return new Master(cluster, new MasterInfo(Json.object(answer)));
    }
}
