package minimesos;

import java.util.Map;

/** An agent of a cluster. It stays the same agent when it is restarted, also when the master gives it a new id. */
public final class Agent {
    private final MinimesosCluster cluster;
    private volatile AgentInfo info;

    Agent(MinimesosCluster cluster, AgentInfo info) {
        this.cluster = cluster;
        this.info = info;
    }

    /** The id that the master gave it, as of the last time that it was asked for anything. */
    public String id() {
        return info.id();
    }

    /** {@code http://ip:port}. */
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

    /** What it was when it was last asked for anything. */
    public AgentInfo info() {
        return info;
    }

    /** Whether it is there now: started, and neither stopped nor killed since. */
    public boolean running() {
        for (AgentInfo each : AgentInfo.all(cluster.ask(cluster.call("GET", "agents")))) {
            if (each.url().equals(url())) {
                info = each;
                return each.running();
            }
        }
        return false;
    }

    /**
     * Has it leave the cluster in an orderly way: its executors are shut down, the master removes it.
     *
     * @throws MinimesosException {@code AGENT_GONE} when it does not run
     */
    public void stop() {
        operate("stop", Map.of());
    }

    /**
     * Ends it at once, as if its process had crashed: nobody is told, its tasks are left to themselves.
     *
     * @throws MinimesosException {@code AGENT_GONE} when it does not run
     */
    public void kill() {
        operate("kill", Map.of());
    }

    /**
     * Starts it again at the same port, on the same work directory; one that runs is killed first. As in Mesos, one that was killed keeps
     * its id and recovers the executors of frameworks that checkpoint; one that was stopped comes back with a new id. Returns when the
     * master has registered it.
     */
    public void restart() {
        restart(new ClusterDescription.Member());
    }

    /**
     * The same, with other resources, attributes and further flags, which count from then on, until a reset. Unless the agent is a new one,
     * its flag {@code reconfiguration_policy} has to allow them.
     *
     * @throws MinimesosException {@code RECOVERY_FAILED}
     */
    public void restart(ClusterDescription.Member changes) {
        operate("restart", changes.keys);
    }

    /**
     * Has it stand still, as a process on SIGSTOP: connections stay, and nobody answers on them. Its tasks run on. Only for agents that are
     * processes of their own.
     *
     * @throws MinimesosException {@code OWN_PROCESS_NEEDED}
     */
    public void pause() {
        operate("pause", Map.of());
    }

    /** Lets it go on after {@link #pause()}. */
    public void resume() {
        operate("resume", Map.of());
    }

    /** What it answers to {@code GET /state}. */
    public Map<String, Object> state() {
        Http.Call call = new Http.Call("GET", "state");
        String authorization = cluster.authorization();
        if (authorization != null) {
            call.header("Authorization", authorization);
        }
        return Json.object(new Http(url(), null, null).ask(call));
    }

    private void operate(String operation, Map<String, Object> body) {
        // Its address stays when a reset or a restart brings it a new id.
        Http.Call call = cluster.call("POST", "agents", url(), operation).waits();
        info = new AgentInfo(Json.object(cluster.ask(body.isEmpty() ? call : call.body(body))));
    }
}
