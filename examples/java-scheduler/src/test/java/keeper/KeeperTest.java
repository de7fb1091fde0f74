package keeper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import minimesos.Agent;
import minimesos.ClusterDescription;
import minimesos.Expect;
import minimesos.Fault;
import minimesos.FaultRule;
import minimesos.Master;
import minimesos.MinimesosCluster;
import minimesos.Task;
import minimesos.TaskFilter;
import minimesos.Traffic;
import minimesos.junit5.MinimesosExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeeperTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final TaskFilter RUNNING = TaskFilter.running().framework("keeper");

    @RegisterExtension
    static MinimesosExtension minimesos =
            MinimesosExtension.of(ClusterDescription.builder().masters(3).agents(2).immediateReaction().build());

    private MinimesosCluster cluster;
    private Keeper keeper;
    private List<Task> tasks;

    @BeforeEach
    void start(MinimesosCluster cluster) {
        this.cluster = cluster;
        keeper = new Keeper(cluster.masters().stream().map(Master::url).collect(Collectors.toList()), "keeper", 4);
        tasks = cluster.waitForTasks(4, RUNNING, LONG);
    }

    @AfterEach
    void stop() {
        keeper.close();
    }

    @Test
    void acknowledgesWhatItHears() {
        cluster.expect(Traffic.call("ACKNOWLEDGE").framework("keeper"), new Expect().times(4).within(LONG));
        assertEquals("", cluster.task(tasks.get(0).id()).stdout());
    }

    @Test
    void replacesATaskThatEnds() {
        cluster.task(tasks.get(0).id()).kill();
        cluster.waitForTasks(1, TaskFilter.inState("TASK_KILLED").framework("keeper"), LONG);
        cluster.waitForTasks(4, RUNNING, LONG);
    }

    @Test
    void movesTasksWhenAnAgentIsKilled() {
        Agent agent = cluster.agent(0);
        int onIt = (int) tasks.stream().filter(task -> task.agentId().equals(agent.id())).count();
        agent.kill();
        // The framework checkpoints, so the agent may come back; the master gives it up after five pings.
        cluster.clock().advance(Duration.ofSeconds(90));
        cluster.waitForAtLeast(onIt, TaskFilter.inState("TASK_LOST").framework("keeper"), LONG);
        for (Task task : cluster.waitForTasks(4, RUNNING, LONG)) {
            assertNotEquals(agent.id(), task.agentId());
        }
    }

    @Test
    void keepsItsTasksOverAFailoverOfTheMaster() {
        Set<String> before = tasks.stream().map(Task::id).collect(Collectors.toSet());
        String leader = cluster.leader().url();
        assertNotEquals(leader, cluster.failover().url());
        cluster.waitForFramework("keeper", LONG);
        Set<String> after = cluster.waitForTasks(4, RUNNING, LONG).stream().map(Task::id).collect(Collectors.toSet());
        assertEquals(before, after);
        cluster.task(tasks.get(0).id()).kill();
        cluster.waitForTasks(1, TaskFilter.inState("TASK_KILLED").framework("keeper"), LONG);
        cluster.waitForTasks(4, RUNNING, LONG);
    }

    @Test
    void hearsOfAnEndWhoseUpdateWasLost() {
        String task = tasks.get(0).id();
        Traffic update = Traffic.message("StatusUpdateMessage").to("master").state("TASK_KILLED").task(task);
        try (Fault lost = cluster.addFault(FaultRule.drop(update).times(1))) {
            cluster.task(task).kill();
            cluster.waitForState(state -> lost.count() == 1, "The loss of the update", LONG);
            cluster.clock().advance(Duration.ofSeconds(10));
        }
        cluster.waitForTasks(1, TaskFilter.inState("TASK_KILLED").framework("keeper"), LONG);
        assertTrue(cluster.waitForTasks(4, RUNNING, LONG).stream().noneMatch(each -> each.id().equals(task)));
    }
}
