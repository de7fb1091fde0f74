package minimesos.junit4;

import java.nio.file.Path;
import minimesos.ClusterDescription;
import minimesos.MinimesosCluster;
import minimesos.TestedCluster;
import org.junit.rules.TestRule;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/**
 * A cluster for tests of JUnit 4: for each test as a {@code @Rule}, for all of a class as a {@code @ClassRule}.
 *
 * <pre>{@code
 * @Rule
 * public MesosClusterTestRule rule = MesosClusterTestRule.fromFile("minimesos.yaml");
 *
 * @Test
 * public void frameworkRuns() {
 *     startMyScheduler(rule.getMesosCluster().leader().url());
 * }
 * }</pre>
 *
 * <p>It is destroyed afterwards, and also when this process ends in any other way. When a test has failed, what happened on the cluster
 * is printed.
 */
public final class MesosClusterTestRule implements TestRule {
    private final ClusterDescription description;
    private TestedCluster tested;

    private MesosClusterTestRule(ClusterDescription description) {
        this.description = description;
    }

    /** A cluster of a description. */
    public static MesosClusterTestRule of(ClusterDescription description) {
        return new MesosClusterTestRule(description);
    }

    /** A cluster with so many agents. */
    public static MesosClusterTestRule withAgents(int count) {
        return of(ClusterDescription.agents(count));
    }

    /** A cluster that a file in YAML or JSON describes. */
    public static MesosClusterTestRule fromFile(String path) {
        return of(ClusterDescription.fromFile(Path.of(path)));
    }

    /** A cluster that a resource in YAML or JSON describes, such as {@code /minimesos.yaml}. */
    public static MesosClusterTestRule fromClassPath(String path) {
        return of(ClusterDescription.fromClassPath(path));
    }

    /**
     * The cluster, during a test.
     *
     * @throws IllegalStateException before and after it
     */
    public MinimesosCluster getMesosCluster() {
        if (tested == null) {
            throw new IllegalStateException("There is a cluster only while a test runs. Is the rule a public field with @Rule or @ClassRule?");
        }
        return tested.cluster();
    }

    /** Destroys the cluster before the end of the test. */
    public void stop() {
        if (tested != null) {
            tested.close();
            tested = null;
        }
    }

    @Override
    public Statement apply(Statement base, Description test) {
        return new Statement() {
            @Override
            public void evaluate() throws Throwable {
                tested = new TestedCluster(description);
                try {
                    tested.begin(false);
                    base.evaluate();
                } catch (Throwable failure) {
                    if (tested != null) {
                        tested.tell(test.getDisplayName());
                    }
                    throw failure;
                } finally {
                    stop();
                }
            }
        };
    }
}
