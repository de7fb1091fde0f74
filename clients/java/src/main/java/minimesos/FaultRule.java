package minimesos;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What goes wrong with which traffic; docs/faults.md tells what it means for messages, calls, events and actions. */
public final class FaultRule {
    private final Map<String, Object> keys;

    private FaultRule(String effect, Traffic traffic) {
        keys = new LinkedHashMap<>(traffic.keys());
        keys.put("effect", effect);
    }

    /** It never arrives. */
    public static FaultRule drop(Traffic traffic) {
        return new FaultRule("drop", traffic);
    }

    /** It arrives later. */
    public static FaultRule delay(Traffic traffic, Duration delay) {
        return new FaultRule("delay", traffic).set("delay", delay.toMillis());
    }

    /** It waits until it is released. */
    public static FaultRule hold(Traffic traffic) {
        return new FaultRule("hold", traffic);
    }

    /** It arrives twice. */
    public static FaultRule duplicate(Traffic traffic) {
        return new FaultRule("duplicate", traffic);
    }

    /** Its connection is reset. */
    public static FaultRule reset(Traffic traffic) {
        return new FaultRule("reset", traffic);
    }

    /** A call is carried out, and its connection reset in place of the answer. */
    public static FaultRule loseAnswer(Traffic traffic) {
        return new FaultRule("lose-answer", traffic);
    }

    /** A call is not carried out, and answered with a status, such as 503. */
    public static FaultRule answer(Traffic traffic, int status) {
        return new FaultRule("answer", traffic).set("status", status);
    }

    /** An action is not done, and fails. */
    public static FaultRule fail(Traffic traffic) {
        return new FaultRule("fail", traffic);
    }

    /** How often it happens. Default: without end. */
    public FaultRule times(int times) {
        return set("times", times);
    }

    /** How likely it is each time, from above 0 to 1. Default: 1. */
    public FaultRule probability(double probability) {
        return set("probability", probability);
    }

    /** With {@link #answer(Traffic, int)}: the header {@code Location}, for 307. */
    public FaultRule location(String location) {
        return set("location", location);
    }

    /** With {@link #fail(Traffic)}: what is said of it. */
    public FaultRule error(String error) {
        return set("error", error);
    }

    Map<String, Object> keys() {
        return keys;
    }

    private FaultRule set(String key, Object value) {
        keys.put(key, value);
        return this;
    }
}
