package minimesos;

import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * What happens on a cluster, as it happens; another thread may close it. It goes on where it stopped when its connection is cut, and
 * ends when the cluster is destroyed or it is closed.
 */
public final class Events implements Iterator<TimelineEntry>, AutoCloseable {
    private final Function<String, EventReader> openAfter;
    private final Http http;
    private volatile EventReader reader;
    private volatile boolean closed;
    private TimelineEntry ahead;
    private long missed;

    Events(Function<String, EventReader> openAfter, Http http) {
        this.openAfter = openAfter;
        this.http = http;
        reader = openAfter.apply(null);
    }

    /** How many entries the server had forgotten before they could be read. */
    public long missed() {
        return missed;
    }

    /** Waits for the next entry; false when there is none any more. */
    @Override
    public boolean hasNext() {
        for (int attempts = 1; ahead == null && !closed; attempts--) {
            Throwable cut = read();
            if (ahead != null || closed) {
                break;
            }
            if (attempts == 0) {
                close();
                throw http.gone(cut == null ? new IOException("the stream has ended") : cut);
            }
            reader.close();
            reconnect();
        }
        return ahead != null;
    }

    @Override
    public TimelineEntry next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The events have ended.");
        }
        TimelineEntry next = ahead;
        ahead = null;
        return next;
    }

    /** Reads the next entry; what ended the stream otherwise, if anything did. */
    private Throwable read() {
        try {
            while (reader.next()) {
                if (!reader.event.equals("missed")) {
                    ahead = new TimelineEntry(reader.data.json());
                    return null;
                }
                missed += (long) (reader.data.number("to") - reader.data.number("from")) + 1;
            }
            return null;
        } catch (MinimesosException error) {
            if (!error.is("READER_TOO_SLOW")) {
                close();
                throw error;
            }
            return error;
        } catch (IOException error) {
            return error;
        }
    }

    private void reconnect() {
        try {
            reader = openAfter.apply(reader.lastId);
        } catch (MinimesosException error) {
            close();
            if (!error.is("UNKNOWN_CLUSTER", "CLUSTER_DESTROYED")) {
                throw error;
            }
        }
        if (closed) {
            reader.close();
        }
    }

    /** Ends it, also for another thread that waits for the next entry. */
    @Override
    public void close() {
        closed = true;
        reader.close();
    }
}
