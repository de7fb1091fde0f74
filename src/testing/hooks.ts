import type { ClusterDescriptionInput } from '../cluster/description.js';
import type { MesosCluster } from '../cluster/mesos-cluster.js';
import { clusterHandle } from './cluster-handle.js';
import { ClusterFixture, type SharingOptions } from './fixture.js';

/** The hooks that test runners have, each under its own name for them. */
export interface Hooks {
  beforeAll(action: () => Promise<void>): void;
  afterAll(action: () => Promise<void>): void;
  /** `test` tells the name of the test. */
  beforeEach(action: (test: string) => Promise<void>): void;
  /** `failed` tells whether the test has failed so far. */
  afterEach(action: (test: string, failed: boolean) => Promise<void>): void;
}

/** How the tests of a file or a `describe` block have their cluster. */
export interface UseClusterOptions extends SharingOptions {
  /** Whether each test has a cluster of its own, or all share one. Default: `file`, one for all tests the hooks are for. */
  readonly scope?: 'test' | 'file' | undefined;
}

/** Registers hooks that give the tests around the call a cluster. */
export function useClusterWith(
  hooks: Hooks,
  description: ClusterDescriptionInput | undefined,
  options: UseClusterOptions = {},
): MesosCluster {
  const fixture = new ClusterFixture(description, options);
  const ownForEach = options.scope === 'test';
  if (!ownForEach) hooks.beforeAll(async () => void (await fixture.start()));
  hooks.beforeEach(async (test) => void (await fixture.begin(test)));
  hooks.afterEach(async (test, failed) => {
    const report = fixture.end(test, failed);
    // Not by console.error: runners put a stack trace under each line of it.
    if (report !== undefined) process.stderr.write(`\n${test}\n${report}\n\n`);
    if (ownForEach) await fixture.destroy();
  });
  hooks.afterAll(() => fixture.destroy());
  return clusterHandle(() => fixture.cluster);
}
