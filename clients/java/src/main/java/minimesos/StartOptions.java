package minimesos;

/** Where a cluster lives, and for how long. */
public final class StartOptions {
    Server server;
    String key;
    boolean keep;

    /** In the server of MINIMESOS_URL, or that of this process, until it is closed or this process ends. */
    public StartOptions() {}

    /** The server that it is to live in, which stays open when the cluster is closed. */
    public StartOptions server(Server server) {
        this.server = server;
        return this;
    }

    /** A cluster that was created with the same key before is used again. */
    public StartOptions key(String key) {
        this.key = key;
        return this;
    }

    /** It outlives its close and this process, when its server does. */
    public StartOptions keep() {
        keep = true;
        return this;
    }
}
