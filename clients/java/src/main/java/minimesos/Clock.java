package minimesos;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Predicate;

/** The time of a cluster. */
public final class Clock {
    private final MinimesosCluster cluster;

    Clock(MinimesosCluster cluster) {
        this.cluster = cluster;
    }

    /** What time it is on the cluster. */
    public Instant now() {
        return time(cluster.call("GET", "clock"));
    }

    /** Lets so much time pass at once, 3650 days at most: timers fire in order, each at its own time. Returns the time then. */
    public Instant advance(Duration by) {
        return time(cluster.call("POST", "clock", "advance").body(Map.of("by", by.toMillis())).waits());
    }

    /** Moves time to the next thing that happens, but not beyond the latest. Returns the time then; null when nothing happened until there. */
    public Instant step(Instant latest) {
        return time(cluster.call("POST", "clock", "step").body(Map.of("latest", latest.toEpochMilli())).waits());
    }

    /** Returns when nothing is under way any more at the time it is. */
    public void settle() {
        cluster.ask(cluster.call("POST", "clock", "settle").waits());
    }

    /**
     * Moves time until the state of the master is so.
     *
     * @param limit by how much at most
     * @throws MinimesosException {@code WAIT_TIMEOUT}
     */
    public MesosState runUntil(Predicate<MesosState> predicate, Duration limit) {
        Instant latest = now().plus(limit);
        while (true) {
            settle();
            MesosState state = cluster.state();
            if (predicate.test(state)) {
                return state;
            }
            if (step(latest) == null) {
                throw MinimesosException.waitTimeout("What time was moved for by " + limit, Waiting.summary(state));
            }
        }
    }

    private Instant time(Http.Call call) {
        Object now = Json.object(cluster.ask(call)).get("now");
        return now instanceof Number ? Instant.ofEpochMilli(((Number) now).longValue()) : null;
    }
}
