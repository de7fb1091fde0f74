package minimesos.junit5;

import java.lang.reflect.AnnotatedElement;
import java.util.Optional;
import minimesos.ClusterDescription;
import minimesos.MinimesosCluster;
import minimesos.TestedCluster;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A cluster for tests of JUnit 5, by a field or as a parameter.
 *
 * <pre>{@code
 * @RegisterExtension
 * static MinimesosExtension minimesos = MinimesosExtension.withAgents(2);
 *
 * @Test
 * void frameworkRuns(MinimesosCluster cluster) { // or minimesos.cluster()
 *     startMyScheduler(cluster.leader().url());
 * }
 * }</pre>
 *
 * <p>A static field has one cluster for all tests of the class, which is reset between them; any other one has a cluster for each test,
 * and so has {@link MesosCluster}. It is destroyed afterwards, and also when this process ends in any other way. When a test has failed,
 * what happened on the cluster during the test is printed.
 */
public final class MinimesosExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final String CLUSTER = "cluster";

    private final ExtensionContext.Namespace namespace = ExtensionContext.Namespace.create(MinimesosExtension.class, this);
    private final ClusterDescription description;
    private boolean reset = true;
    /** The one of a field. */
    private TestedCluster tested;
    private ExtensionContext owner;

    /** For {@code @ExtendWith}: a cluster for each test that has such a parameter, as {@link MesosCluster} says, or with defaults. */
    public MinimesosExtension() {
        this(null);
    }

    private MinimesosExtension(ClusterDescription description) {
        this.description = description;
    }

    /** For a field: clusters of a description. */
    public static MinimesosExtension of(ClusterDescription description) {
        return new MinimesosExtension(description);
    }

    /** For a field: clusters with so many agents. */
    public static MinimesosExtension withAgents(int count) {
        return of(ClusterDescription.agents(count));
    }

    /** Has a cluster that tests share not be reset between them. */
    public MinimesosExtension withoutReset() {
        reset = false;
        return this;
    }

    /**
     * The cluster of a field, during a test.
     *
     * @throws IllegalStateException before and after it, and of {@code @ExtendWith}
     */
    public MinimesosCluster cluster() {
        if (tested == null) {
            throw new IllegalStateException("There is a cluster only while tests run. Is the field annotated with @RegisterExtension?");
        }
        return tested.cluster();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Nested classes share that of the class around them.
        if (description != null && tested == null) {
            tested = new TestedCluster(description);
            owner = context;
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (description != null && tested == null) {
            tested = new TestedCluster(description);
            owner = context;
        }
        if (tested != null) {
            tested.begin(reset);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestedCluster used = tested != null ? tested : context.getStore(namespace).get(CLUSTER, TestedCluster.class);
        if (used != null && context.getExecutionException().isPresent()) {
            used.tell(context.getDisplayName());
        }
        TestedCluster own = context.getStore(namespace).remove(CLUSTER, TestedCluster.class);
        if (own != null) {
            own.close();
        }
        end(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        end(context);
    }

    private void end(ExtensionContext context) {
        if (tested != null && owner == context) {
            TestedCluster ended = tested;
            tested = null;
            ended.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        // Of a cluster for each test there is none before the test.
        boolean there = tested != null || context.getTestMethod().isPresent();
        return there && parameter.getParameter().getType() == MinimesosCluster.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return tested != null ? tested.cluster() : ofTest(context).cluster();
    }

    private TestedCluster ofTest(ExtensionContext context) {
        return context.getStore(namespace)
                .getOrComputeIfAbsent(CLUSTER, key -> new TestedCluster(descriptionOf(context)), TestedCluster.class);
    }

    private static ClusterDescription descriptionOf(ExtensionContext context) {
        return annotation(context.getElement())
                .or(() -> annotation(context.getTestClass()))
                .map(MesosCluster::value)
                .filter(text -> !text.isEmpty())
                .map(ClusterDescription::fromText)
                .orElseGet(ClusterDescription::ofDefaults);
    }

    private static Optional<MesosCluster> annotation(Optional<? extends AnnotatedElement> element) {
        return AnnotationSupport.findAnnotation(element, MesosCluster.class);
    }
}
