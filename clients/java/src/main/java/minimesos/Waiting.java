package minimesos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waits for what only the caller can tell. */
final class Waiting {
    private static final long LOOK_AGAIN_MS = 50;

    private Waiting() {}

    static MesosState until(Supplier<MesosState> look, Predicate<MesosState> predicate, Duration timeout, String what) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            MesosState state = look.get();
            if (predicate.test(state)) {
                return state;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw MinimesosException.waitTimeout(what, summary(state));
            }
            try {
                Thread.sleep(LOOK_AGAIN_MS);
            } catch (InterruptedException error) {
                Thread.currentThread().interrupt();
                throw new CancellationException("The thread was interrupted while it waited.");
            }
        }
    }

    static String summary(MesosState state) {
        List<String> lines = new ArrayList<>();
        for (AgentState agent : state.agents()) {
            lines.add("agent " + agent.id() + " at " + agent.pid().substring(agent.pid().indexOf('@') + 1));
        }
        for (Framework framework : state.frameworks()) {
            lines.add("framework " + framework.name() + " (" + framework.id() + ")");
            for (List<Task> tasks : List.of(framework.tasks(), framework.unreachableTasks(), framework.completedTasks())) {
                tasks.forEach(task -> lines.add("task " + task.id() + " of " + framework.name() + ": " + task.state()));
            }
        }
        return lines.isEmpty() ? " neither agents nor frameworks" : "\n  " + String.join("\n  ", lines);
    }
}
