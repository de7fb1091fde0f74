package minimesos.junit5;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a cluster of its own, as a parameter of type {@link minimesos.MinimesosCluster}:
 *
 * <pre>{@code
 * @Test
 * @MesosCluster("agents: 2")
 * void frameworkRuns(MinimesosCluster cluster) {
 *     startMyScheduler(cluster.leader().url());
 * }
 * }</pre>
 *
 * <p>On a class it counts for all of its tests that have no such annotation of their own.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(MinimesosExtension.class)
public @interface MesosCluster {
    /** What the cluster looks like, in YAML or JSON. Default: one master, one agent. */
    String value() default "";
}
