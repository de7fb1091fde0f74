package minimesos;

import java.util.List;
import java.util.stream.Collectors;

/** A cluster of tests: when one of them fails, what happened on the cluster meanwhile is told. For makers of test fixtures. */
public final class TestedCluster implements AutoCloseable {
    /** More than this is no longer read; the last entries are those before the failure. */
    private static final int MOST_LINES = 200;

    /** What goes on whether or not anything happens. */
    private static final List<String> HEARTBEATS = List.of("PingSlaveMessage", "PongSlaveMessage", "HEARTBEAT");

    private final MinimesosCluster cluster;
    private boolean used;
    private long seen;

    /** Starts one. */
    public TestedCluster(ClusterDescription description) {
        cluster = MinimesosCluster.start(description);
    }

    /** The cluster. */
    public MinimesosCluster cluster() {
        return cluster;
    }

    /** To be called before each test; {@code reset} makes a cluster that another test had before as new. */
    public void begin(boolean reset) {
        if (used && reset) {
            cluster.reset();
        }
        if (used) {
            List<TimelineEntry> news = cluster.timeline(TimelineFilter.all().since(seen));
            seen = news.isEmpty() ? seen : news.get(news.size() - 1).sequence();
        }
        used = true;
    }

    /** To be called after a test that has failed: what has happened since it began is printed to {@code System.err}. */
    public void tell(String test) {
        System.err.println("What happened on cluster " + cluster.name() + " during " + test + ":\n" + story());
    }

    private String story() {
        try {
            List<String> lines = cluster.timelineText(TimelineFilter.all().since(seen))
                    .lines()
                    .filter(line -> HEARTBEATS.stream().noneMatch(line::contains))
                    .collect(Collectors.toList());
            int omitted = Math.max(0, lines.size() - MOST_LINES);
            String note = omitted == 0 ? "" : "(the last " + MOST_LINES + " of " + lines.size() + " entries)\n";
            return lines.isEmpty() ? "Nothing." : note + String.join("\n", lines.subList(omitted, lines.size()));
        } catch (MinimesosException error) {
            return "It cannot be told: " + error.getMessage();
        }
    }

    @Override
    public void close() {
        cluster.close();
    }
}
