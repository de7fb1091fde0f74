package minimesos;

import java.util.Map;

/** How a task has ended that {@link MinimesosCluster#run(Run)} ran. */
public final class RunResult extends Document {
    RunResult(Map<String, Object> values) {
        super(values);
    }

    /** The id of the task. */
    public String taskId() {
        return text("taskId");
    }

    /** The id of its agent. */
    public String agentId() {
        return text("agentId");
    }

    /** Where its agent listens. */
    public String agentUrl() {
        return text("agentUrl");
    }

    /** The state it ended in; {@code TASK_FINISHED} when all is well. */
    public String state() {
        return text("state");
    }

    /** Mesos's words about the end, or null. */
    public String message() {
        return text("message");
    }

    /** Mesos's reason for the end, such as {@code REASON_COMMAND_EXECUTOR_FAILED}, or null. */
    public String reason() {
        return text("reason");
    }

    /** With what the command exited; null when it did not exit by itself. */
    public Integer exitCode() {
        return json().get("exitCode") == null ? null : Integer.valueOf(whole("exitCode"));
    }

    /** What ended the command, such as {@code SIGKILL}, or null. */
    public String signal() {
        return text("signal");
    }

    /** All it wrote there. */
    public String stdout() {
        return text("stdout");
    }

    /** All it wrote there. */
    public String stderr() {
        return text("stderr");
    }

    /** When what happened, in milliseconds since the call. */
    public Map<String, Object> timings() {
        return object("timings");
    }

    /** Whether the task finished well. */
    public boolean ok() {
        return state().equals("TASK_FINISHED");
    }
}
