import type { ClusterDescriptionInput } from '../cluster/description.js';
import { MesosCluster } from '../cluster/mesos-cluster.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { failureReport } from './failure-report.js';

/** How tests of one scope share a cluster. */
export interface SharingOptions {
  /**
   * Whether the cluster is reset between tests: no frameworks, no tasks, the agents of the description. Default: `true`;
   * `false` for tests that build on one another or run at the same time.
   */
  readonly reset?: boolean | undefined;
}

/** A cluster that tests use one after the other. It starts for the first of them. */
export class ClusterFixture {
  readonly #description: ClusterDescriptionInput;
  readonly #reset: boolean;
  #cluster: MesosCluster | undefined;
  #starting: Promise<MesosCluster> | undefined;
  /** Whether a test has had it since it was new or reset. */
  #used = false;
  readonly #tests = new Set<string>();
  #since = 0;

  constructor(description: ClusterDescriptionInput = {}, { reset = true }: SharingOptions = {}) {
    this.#description = description;
    this.#reset = reset;
  }

  /** The cluster, once it has started. */
  get cluster(): MesosCluster | undefined {
    return this.#cluster;
  }

  /**
   * Starts the cluster unless it runs.
   * @throws MinimesosError as {@link MesosCluster.start}
   */
  async start(): Promise<MesosCluster> {
    if (this.#cluster) return this.#cluster;
    // Tests that run at the same time may ask for it at the same time.
    this.#starting ??= MesosCluster.start(this.#description);
    try {
      this.#cluster = await this.#starting;
      return this.#cluster;
    } finally {
      this.#starting = undefined;
    }
  }

  /**
   * Makes the cluster ready for a test: as new, unless tests share it as it is.
   * @param test its name
   * @throws MinimesosError `FIXTURE_IN_USE`, or as {@link MesosCluster.start}
   */
  async begin(test: string): Promise<MesosCluster> {
    const [other] = this.#tests;
    if (this.#reset && other !== undefined) throw new MinimesosError('FIXTURE_IN_USE', { test, other });
    this.#tests.add(test);
    try {
      if (this.#used && this.#reset) await this.#makeNew();
      const cluster = await this.start();
      this.#used = true;
      if (this.#tests.size === 1) this.#since = cluster.timeline().at(-1)?.sequence ?? 0;
      return cluster;
    } catch (error) {
      this.#tests.delete(test);
      throw error;
    }
  }

  /**
   * The test is over.
   * @returns what to print when it failed: what happened on the cluster during the test
   */
  end(test: string, failed: boolean): string | undefined {
    const took = this.#tests.delete(test);
    return took && failed && this.#cluster ? failureReport(this.#cluster, this.#since) : undefined;
  }

  /** Ends the cluster, if it runs or is about to. */
  async destroy(): Promise<void> {
    const cluster = this.#cluster ?? (await this.#starting?.catch(() => undefined));
    this.#cluster = undefined;
    this.#used = false;
    this.#tests.clear();
    await cluster?.destroy();
  }

  /** A cluster that cannot be reset is replaced by a new one: the next test is not to suffer for what the last one did. */
  async #makeNew(): Promise<void> {
    if (this.#cluster?.can('reset') === false) return this.#letGo();
    try {
      await this.#cluster?.reset();
    } catch (error) {
      await this.#letGo();
      if (!isMinimesosError(error, 'CLUSTER_DESTROYED')) throw error;
    }
  }

  async #letGo(): Promise<void> {
    const cluster = this.#cluster;
    this.#cluster = undefined;
    this.#used = false;
    await cluster?.destroy();
  }
}
