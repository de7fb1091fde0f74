import { beforeAll, describe, expect, it } from 'vitest';
import { MinimesosError, type WaitOptions } from '../../src/index.js';
import { matchers } from '../../src/testing/matchers.js';
import { clusterOf, STATE } from './states.js';
import '../../src/testing/vitest.js'; // for the types

beforeAll(() => void expect.extend(matchers));

/** Decides at once, and notes how it was asked. */
const asked: WaitOptions[] = [];
const cluster = clusterOf(async (predicate, options = {}) => {
  asked.push(options);
  if (await predicate(STATE)) return STATE;
  throw new MinimesosError('WAIT_TIMEOUT', {
    waitedFor: `${options.description}`,
    timeout: `${options.timeout}`,
    seen: 'what there is',
  });
});

describe('the matchers', () => {
  it('hold when what they look for is there', async () => {
    await expect(cluster).toHaveTask({ framework: 'web', state: 'TASK_RUNNING' });
    await expect(cluster).toHaveTask('t1');
    await expect(cluster).toHaveFramework('web');
    await expect(cluster).toHaveAgent({ attributes: { rack: 'a' } });
  });

  it('hold with not when it is not there', async () => {
    await expect(cluster).not.toHaveTask('t2');
    await expect(cluster).not.toHaveFramework('batch');
    await expect(cluster).not.toHaveAgent('S1');
  });

  it('fail with what was seen', async () => {
    await expect(expect(cluster).toHaveTask('t2')).rejects.toThrow(
      'A task with id "t2" did not come within 4secs. Seen last: what there is',
    );
    await expect(expect(cluster).not.toHaveFramework('web')).rejects.toThrow(
      'The end of a framework with name "web" did not come within 4secs. Seen last: what there is',
    );
  });

  it('wait as long as they are told', async () => {
    await expect(cluster).toHaveAgent('S0', { timeout: '30secs' });
    expect(asked.at(-1)).toMatchObject({ timeout: '30secs' });
  });

  it('refuse what makes no sense, also with not', async () => {
    const nonsense = { state: 'RUNNING' } as never;
    await expect(expect(cluster).toHaveTask(nonsense)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(expect(cluster).not.toHaveTask(nonsense)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    for (const other of [undefined, null, 7, {}]) {
      await expect(expect(other).toHaveTask()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
  });
});
