package minimesos;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What else there is to say of what is expected. */
public final class Expect {
    private final Map<String, Object> keys = new LinkedHashMap<>();

    /** Once, within 10 seconds, since the start or the last reset. */
    public Expect() {}

    /** Only what came after this entry. */
    public Expect since(TimelineEntry entry) {
        keys.put("since", entry.sequence());
        return this;
    }

    /** How often it has to come. */
    public Expect times(int times) {
        keys.put("times", times);
        return this;
    }

    /** How long to wait for it. */
    public Expect within(Duration duration) {
        keys.put("timeout", duration.toMillis());
        return this;
    }

    Map<String, Object> keys() {
        return keys;
    }
}
