package minimesos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import minimesos.junit4.MesosClusterTestRule;
import minimesos.junit5.MesosCluster;
import minimesos.junit5.MinimesosExtension;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.junit.runner.JUnitCore;

/** The extension of JUnit 5 and the rule of JUnit 4, by tests that they are run with. */
class FixturesTest {
    /** The clusters of the tests below, in their order. */
    private static final List<MinimesosCluster> seen = new ArrayList<>();

    private static <Value> Value printing(Supplier<Value> work, ByteArrayOutputStream printed) {
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            return work.get();
        } finally {
            System.setErr(before);
        }
    }

    private static Events run(Class<?> tests, ByteArrayOutputStream printed) {
        seen.clear();
        return printing(() -> EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests)).execute().testEvents(), printed);
    }

    private static void assertGone() {
        assertFalse(seen.isEmpty());
        for (MinimesosCluster cluster : seen) {
            assertTrue(assertThrows(MinimesosException.class, cluster::state).is("UNKNOWN_CLUSTER", "CLUSTER_DESTROYED"));
        }
    }

    @Test
    void aStaticFieldHasOneClusterThatIsResetBetweenTests() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        run(Shared.class, printed).assertStatistics(stats -> stats.started(3).succeeded(2).failed(1));
        assertEquals(1, seen.stream().map(MinimesosCluster::id).distinct().count());
        assertGone();
        String text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("What happened on cluster " + seen.get(0).name() + " during second("), text);
        assertTrue(text.contains("TASK_FAILED") && !text.contains("TASK_FINISHED"), text);
    }

    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class Shared {
        @RegisterExtension
        static MinimesosExtension minimesos = MinimesosExtension.withAgents(2);

        @Test
        @Order(1)
        void first() {
            seen.add(minimesos.cluster());
            assertTrue(minimesos.cluster().run("true").ok());
        }

        @Test
        @Order(2)
        void second(MinimesosCluster cluster) {
            seen.add(cluster);
            assertEquals(List.of(), cluster.tasks());
            assertTrue(cluster.run("false").ok(), "it fails on purpose");
        }

        @Nested
        class Deeper {
            @Test
            void third(MinimesosCluster cluster) {
                seen.add(cluster);
                assertEquals(2, cluster.agents().size());
                assertEquals(List.of(), cluster.tasks());
            }
        }
    }

    @Test
    void anyOtherFieldHasOneForEachTest() {
        run(Own.class, new ByteArrayOutputStream()).assertStatistics(stats -> stats.started(2).succeeded(2));
        assertEquals(2, seen.stream().map(MinimesosCluster::id).distinct().count());
        assertGone();
    }

    static class Own {
        @RegisterExtension
        MinimesosExtension minimesos = MinimesosExtension.of(ClusterDescription.agents(0)).withoutReset();

        @Test
        void first() {
            seen.add(minimesos.cluster());
        }

        @Test
        void second() {
            seen.add(minimesos.cluster());
        }
    }

    @Test
    void anAnnotationHasOneForEachTest() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        run(Annotated.class, printed).assertStatistics(stats -> stats.started(3).succeeded(2).failed(1));
        assertEquals(2, seen.stream().map(MinimesosCluster::id).distinct().count());
        assertGone();
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("What happened on cluster "));
    }

    @MesosCluster("agents: 3")
    static class Annotated {
        @Test
        void ofTheClass(MinimesosCluster cluster) {
            seen.add(cluster);
            assertEquals(3, cluster.agents().size());
        }

        @Test
        @MesosCluster("agents: 0")
        void ofTheMethod(MinimesosCluster cluster) {
            seen.add(cluster);
            assertEquals(3, cluster.agents().size(), "it fails on purpose");
        }

        @Test
        void ofNone() {}
    }

    @Test
    void aFieldWithoutAnnotationIsTold() {
        assertTrue(assertThrows(IllegalStateException.class, MinimesosExtension.withAgents(1)::cluster).getMessage().contains("@RegisterExtension"));
        assertTrue(assertThrows(IllegalStateException.class, MesosClusterTestRule.withAgents(1)::getMesosCluster).getMessage().contains("@Rule"));
    }

    @Test
    void aRuleHasOneForEachTest(@TempDir Path folder) throws Exception {
        seen.clear();
        Files.writeString(folder.resolve("minimesos.yaml"), "agents: 2");
        Ruled.file = folder.resolve("minimesos.yaml").toString();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        assertEquals(1, printing(() -> JUnitCore.runClasses(Ruled.class), printed).getFailureCount());
        assertEquals(4, seen.size());
        assertEquals(3, seen.stream().map(MinimesosCluster::id).distinct().count());
        assertGone();
        String text = printed.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("during fails(") && text.contains("TASK_FINISHED"), text);
    }

    public static class Ruled {
        static String file;

        @org.junit.ClassRule
        public static MesosClusterTestRule shared = MesosClusterTestRule.fromClassPath("/minimesos.yaml");

        @org.junit.Rule
        public MesosClusterTestRule rule = MesosClusterTestRule.fromFile(file);

        @org.junit.Test
        public void hasAgents() {
            seen.add(shared.getMesosCluster());
            seen.add(rule.getMesosCluster());
            assertEquals("described", shared.getMesosCluster().name());
            assertEquals(2, rule.getMesosCluster().agents().size());
            rule.stop();
        }

        @org.junit.Test
        public void fails() {
            seen.add(shared.getMesosCluster());
            seen.add(rule.getMesosCluster());
            assertFalse(rule.getMesosCluster().run("true").ok(), "it fails on purpose");
        }
    }
}
