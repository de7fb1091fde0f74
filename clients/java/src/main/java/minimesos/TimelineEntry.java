package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One thing that happened on a cluster. Ids are null where they are not known. */
public final class TimelineEntry extends Document {
    TimelineEntry(Map<String, Object> values) {
        super(values);
    }

    /** Counts from 1; never used twice by a cluster. */
    public long sequence() {
        return (long) number("sequence");
    }

    /** Milliseconds since 1970. */
    public double at() {
        return number("at");
    }

    /** Such as {@code call}, {@code event}, {@code message}, {@code task}, {@code agent}, {@code fault}. */
    public String kind() {
        return text("kind");
    }

    /** Where it happened, or who did it. */
    public String source() {
        return text("source");
    }

    /** Whom it was for. */
    public String target() {
        return text("target");
    }

    /** {@code ACCEPT}, {@code OFFERS}, {@code TASK_RUNNING}, or the text that was logged. */
    public String what() {
        return text("what");
    }

    /** Of calls and events: {@code scheduler}, {@code executor} or {@code operator}. */
    public String api() {
        return text("api");
    }

    /** The id of the framework it is about. */
    public String framework() {
        return text("framework");
    }

    /** The id of the task it is about. */
    public String task() {
        return text("task");
    }

    /** The id of the agent it is about. */
    public String agent() {
        return text("agent");
    }

    /** A few more facts. */
    public Map<String, Object> details() {
        return object("details");
    }

    /** A list of them. */
    static List<TimelineEntry> all(Object list) {
        List<TimelineEntry> all = new ArrayList<>();
        objects(list).forEach(each -> all.add(new TimelineEntry(each)));
        return all;
    }
}
