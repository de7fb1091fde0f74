/** Clusters for tests of JUnit 4. */
package minimesos.junit4;
