package minimesos;

import java.util.concurrent.CompletableFuture;
import minimesos.junit5.MesosCluster;
import org.junit.jupiter.api.Test;

/** As the README of the project has it. */
class ReadmeTest {
    @Test
    @MesosCluster("agents: 2")
    void aTaskIsLostWithItsAgent(MinimesosCluster cluster) {
        CompletableFuture.runAsync(() -> cluster.run(Run.command("sleep 1000").agent("0")));
        cluster.waitForTasks(1, TaskFilter.running());
        cluster.agent(0).kill();
        cluster.waitForTasks(1, TaskFilter.inState("TASK_LOST"));
    }
}
