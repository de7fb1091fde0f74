/** Clusters for tests of JUnit 5. */
package minimesos.junit5;
