/**
 * Starts, uses and destroys Apache Mesos clusters: a client of minimesos, in which masters and agents run.
 *
 * <pre>{@code
 * try (MinimesosCluster cluster = MinimesosCluster.start(ClusterDescription.agents(2))) {
 *     startMyScheduler(cluster.leader().url());
 *     cluster.waitForTasks(2, TaskFilter.running().framework("mine"));
 * }
 * }</pre>
 *
 * <p>In tests, {@code minimesos.junit5.MinimesosExtension} and {@code minimesos.junit4.MesosClusterTestRule} do that.
 *
 * <p>Where no duration is given, what is waited for is waited for 10 seconds. Everything that goes wrong is a
 * {@link minimesos.MinimesosException} with a code.
 */
package minimesos;
