package minimesos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What minimesos tells on purpose, the same in all of its clients. All codes are listed in docs/errors.md of minimesos.
 */
public final class MinimesosException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;
    private final String detail;
    private final String remedy;
    private final int status;
    private final transient Map<String, Object> details;
    private final transient List<Problem> problems;

    MinimesosException(String code, String detail, String remedy, Map<String, Object> details, Throwable cause) {
        this(code, detail, remedy, 0, details, List.of(), cause);
    }

    private MinimesosException(
            String code, String detail, String remedy, int status, Map<String, Object> details, List<Problem> problems, Throwable cause) {
        super((code + ": " + detail + (detail.contains("\n") ? "\n" : " ") + remedy).strip(), cause);
        this.code = code;
        this.detail = detail;
        this.remedy = remedy;
        this.status = status;
        this.details = details;
        this.problems = problems;
    }

    /** The kind of error, such as {@code WAIT_TIMEOUT}. */
    public String code() {
        return code;
    }

    /** Whether it is of one of these kinds. */
    public boolean is(String... codes) {
        return List.of(codes).contains(code);
    }

    /** What happened, and what was tried. */
    public String detail() {
        return detail;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }

    /** The status of HTTP that it came with; 0 for what happened on this side. */
    public int status() {
        return status;
    }

    /** The particulars, by names that depend on the code. */
    public Map<String, Object> details() {
        return details == null ? Map.of() : details;
    }

    /** All that is wrong with what was sent. */
    public List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }

    /** One thing that is wrong with what was sent. */
    public static final class Problem extends Document {
        private Problem(Map<String, Object> values) {
            super(values);
        }

        /** Where, such as {@code agents[1].resources}; empty for the whole. */
        public String path() {
            return text("path");
        }

        /** The problem in words, without the path. */
        public String message() {
            return text("message");
        }

        /** The nearest valid name; null when there is none. */
        public String suggestion() {
            return text("suggestion");
        }
    }

    /** Whether there is nothing left to be destroyed. */
    boolean isEnd() {
        return is("UNKNOWN_CLUSTER", "CLUSTER_DESTROYED", "HOST_GONE", "SERVER_STOPPING");
    }

    static MinimesosException hostGone(String url, String reason, List<String> log, Throwable cause) {
        return new MinimesosException(
                "HOST_GONE",
                "The host process at " + url + " is gone: " + reason + "." + lastLines(log),
                "Its clusters are gone with it; start them again.",
                Map.of("url", url, "reason", reason, "log", log),
                cause);
    }

    static MinimesosException hostStartFailed(String reason, List<String> log, Throwable cause) {
        return new MinimesosException(
                "HOST_START_FAILED",
                "The host process could not be started: " + reason + "." + lastLines(log),
                "Install minimesos (npm install --save-dev minimesos; it needs Node 20.19 or newer), set MINIMESOS_COMMAND to the command "
                        + "that starts it, such as \"npx minimesos\", or MINIMESOS_URL and MINIMESOS_TOKEN to a server that runs.",
                Map.of("reason", reason, "log", log),
                cause);
    }

    static MinimesosException hostIncompatible(String url, String came, String expected) {
        return new MinimesosException(
                "HOST_INCOMPATIBLE",
                "The host process at " + url + " speaks " + came + ", but " + expected + " is needed.",
                "Use the same version of minimesos on both sides: end that host process and start it again.",
                Map.of("url", url, "came", came, "expected", expected),
                null);
    }

    static MinimesosException tokenRefused(String url, String token) {
        String which = token == null ? "missing" : "wrong";
        return new MinimesosException(
                "TOKEN_REFUSED",
                "The host process at " + url + " refused the request: its token is " + which + ".",
                "Give the token that the host process was started with: Server.connect(url, token), or MINIMESOS_TOKEN.",
                401,
                Map.of("url", url, "token", which),
                List.of(),
                null);
    }

    static MinimesosException waitTimeout(String what, String seen) {
        return new MinimesosException(
                "WAIT_TIMEOUT",
                what + " did not come in time. Seen last:" + seen,
                "Compare what was seen with what the wait asks for; give it more time if it is on its way.",
                Map.of("waitedFor", what, "seen", seen),
                null);
    }

    /** The error that a problem document (RFC 9457) tells of. */
    static MinimesosException ofProblem(String url, int status, String body) {
        Map<String, Object> problem;
        try {
            problem = Json.object(Json.read(body));
        } catch (IllegalArgumentException error) {
            problem = Map.of();
        }
        if (!(problem.get("code") instanceof String)) {
            return hostIncompatible(url, "with status " + status + " something other than minimesos does", "a problem document");
        }
        Document document = new Document(problem);
        List<Problem> problems = new ArrayList<>();
        for (Map<String, Object> each : document.objects("problems")) {
            problems.add(new Problem(each));
        }
        return new MinimesosException(
                document.text("code"),
                document.text("detail"),
                document.text("remedy"),
                status == 0 ? document.whole("status") : status,
                document.object("details"),
                problems,
                null);
    }

    private static String lastLines(List<String> log) {
        return log.isEmpty() ? "" : " Its last log lines:\n  " + String.join("\n  ", log);
    }
}
