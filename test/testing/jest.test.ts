import { afterEach, describe, expect, it, vi } from 'vitest';
import { type JestGlobals, matchers, useCluster, useClusterOf } from '../../src/testing/jest.js';

/** Jest's runner makes its own symbol of that description. */
const STATE: unique symbol = Symbol('JEST_STATE_SYMBOL');

/** What Jest has of a test file, as far as it matters here. */
class FakeJest implements JestGlobals {
  readonly hooks = { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] } as Record<string, (() => Promise<void>)[]>;
  readonly extended: unknown[] = [];
  readonly expect = Object.assign(() => {}, {
    extend: (more: unknown) => void this.extended.push(more),
    getState: () => ({ currentTestName: 'the test' }),
  });
  readonly [STATE] = { currentlyRunningTest: { errors: [] as unknown[] } };
  beforeAll = (action: () => Promise<void>) => void this.hooks['beforeAll']?.push(action);
  afterAll = (action: () => Promise<void>) => void this.hooks['afterAll']?.push(action);
  beforeEach = (action: () => Promise<void>) => void this.hooks['beforeEach']?.push(action);
  afterEach = (action: () => Promise<void>) => void this.hooks['afterEach']?.push(action);

  async run(hook: string): Promise<void> {
    for (const action of this.hooks[hook] ?? []) await action();
  }

  async test(body: () => Promise<void>): Promise<void> {
    const { currentlyRunningTest: state } = this[STATE];
    state.errors = [];
    await this.run('beforeEach');
    await body().catch((error: unknown) => state.errors.push(error));
    await this.run('afterEach');
  }
}

afterEach(() => void vi.restoreAllMocks());

describe('useCluster in Jest', () => {
  it('has a cluster from the first hook to the last, reset between tests', async () => {
    const jest = new FakeJest();
    const cluster = useClusterOf(jest, { agents: 2 });
    expect(jest.extended).toEqual([matchers]);
    expect(() => cluster.leader).toThrow(expect.objectContaining({ code: 'FIXTURE_NOT_STARTED' }));
    await jest.run('beforeAll');
    const { url } = cluster.leader;
    await jest.test(async () => void (await cluster.run('true')));
    await jest.test(async () => {
      expect(cluster.leader.url).toBe(url);
      expect(await cluster.tasks()).toEqual([]);
    });
    await jest.run('afterAll');
    expect(() => cluster.leader).toThrow(expect.objectContaining({ code: 'FIXTURE_NOT_STARTED' }));
  });

  it('has a cluster for each test when told to', async () => {
    const jest = new FakeJest();
    const cluster = useClusterOf(jest, {}, { scope: 'test' });
    const names: string[] = [];
    await jest.run('beforeAll');
    for (let round = 0; round < 2; round++) await jest.test(async () => void names.push(cluster.name));
    await jest.run('afterAll');
    expect(new Set(names).size).toBe(2);
  });

  it('prints what happened when a test fails, and nothing otherwise', async () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const jest = new FakeJest();
    const cluster = useClusterOf(jest);
    await jest.test(async () => void (await cluster.run('true')));
    expect(written).not.toHaveBeenCalled();
    await jest.test(async () => {
      await cluster.run('true');
      throw new Error('failed');
    });
    await jest.run('afterAll');
    expect(written.mock.calls.join('')).toMatch(/the test\nWhat happened on cluster [\s\S]*TASK_FINISHED/);
  });

  it('lets a cluster that cannot start fail the test, and is gone', async () => {
    const jest = new FakeJest();
    useClusterOf(jest, { agents: -1 });
    await expect(jest.run('beforeAll')).rejects.toMatchObject({ code: 'INVALID_DESCRIPTION' });
    await expect(jest.run('beforeEach')).rejects.toMatchObject({ code: 'INVALID_DESCRIPTION' });
    await jest.run('afterEach');
    await jest.run('afterAll');
  });

  it('tells when it is called outside of Jest', () => {
    expect(() => useCluster()).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
