package minimesos;

/** Which entries of a timeline are meant: those of which all of this is true. */
public final class TimelineFilter {
    private String kinds;
    private String framework;
    private String task;
    private String agent;
    private String text;
    private Long since;

    private TimelineFilter() {}

    /** All of them. */
    public static TimelineFilter all() {
        return new TimelineFilter();
    }

    /** Those of some kinds, such as {@code call}, {@code task}. */
    public static TimelineFilter kinds(String... kinds) {
        TimelineFilter filter = new TimelineFilter();
        filter.kinds = String.join(",", kinds);
        return filter;
    }

    /** The id of a framework. */
    public TimelineFilter framework(String id) {
        framework = id;
        return this;
    }

    /** The id of a task. */
    public TimelineFilter task(String id) {
        task = id;
        return this;
    }

    /** The id of an agent. */
    public TimelineFilter agent(String id) {
        agent = id;
        return this;
    }

    /** What is in its line. */
    public TimelineFilter text(String text) {
        this.text = text;
        return this;
    }

    /** Only what came after the entry with this sequence; 0 for everything. */
    public TimelineFilter since(long sequence) {
        since = sequence;
        return this;
    }

    Http.Call asQuery(Http.Call call) {
        return call.query("kinds", kinds)
                .query("framework", framework)
                .query("task", task)
                .query("agent", agent)
                .query("text", text)
                .query("since", since);
    }
}
