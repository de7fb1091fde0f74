import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { describeCluster } from '../../src/cli/describe.js';
import { FakeContext } from './fake-context.js';

const cwd = mkdtempSync(join(tmpdir(), 'cli-test-'));
afterAll(() => rmSync(cwd, { recursive: true }));

const world = (env: Record<string, string> = {}, stdin = '') => new FakeContext([], { cwd, env, stdin });

describe('the description of a cluster', () => {
  it('is the default where nothing is said', async () => {
    expect(await describeCluster(world(), {})).toMatchObject({ name: undefined, agents: [{}], masters: [{}], retain: false });
  });

  it('is that of the file, with what the options say in its place', async () => {
    const stdin = 'name: file\nretain: true\nagents: [{ count: 2, attributes: rack:a }]\n';
    expect(await describeCluster(world({}, stdin), { config: '-', name: 'mine', resources: 'cpus:7' })).toMatchObject({
      name: 'mine',
      retain: true,
      agents: Array(2).fill({ attributes: 'rack:a', resources: 'cpus:7' }),
    });
    expect((await describeCluster(world({}, stdin), { config: '-', agents: '3' })).agents).toEqual(Array(3).fill({ flags: {} }));
    expect((await describeCluster(world(), { agents: '0' })).agents).toEqual([]);
    expect((await describeCluster(world(), { retain: true })).retain).toBe(true);
  });

  it('has a ZooKeeper where an option says so, or the one that is described', async () => {
    const own = { port: undefined, dataDirectory: undefined, credentials: undefined };
    expect((await describeCluster(world(), { zookeeper: true })).zookeeper).toEqual(own);
    const stdin = 'zookeeper: { port: 2181 }';
    const described = await describeCluster(world({}, stdin), { config: '-', zookeeper: true });
    expect(described.zookeeper).toEqual({ ...own, port: 2181 });
  });

  it('leaves to the environment what is said nowhere else', async () => {
    const env = { MINIMESOS_MESOS_VERSION: '1.12', MINIMESOS_REACTION: 'immediate' };
    expect(await describeCluster(world(env), {})).toMatchObject({ mesosVersion: '1.12.0', reaction: 'immediate' });
    expect(await describeCluster(world(env, 'mesosVersion: 1.11'), { config: '-' })).toMatchObject({ mesosVersion: '1.11.0' });
    await expect(describeCluster(world({ MINIMESOS_REACTION: 'slow' }), {})).rejects.toMatchObject({
      code: 'INVALID_DESCRIPTION',
    });
  });

  it('names the file as it was given', async () => {
    writeFileSync(join(cwd, 'wrong.yaml'), 'agents: many\n');
    await expect(describeCluster(world(), { config: 'wrong.yaml' })).rejects.toMatchObject({ details: { source: 'wrong.yaml' } });
    await expect(describeCluster(world(), { config: './wrong.yaml' })).rejects.toMatchObject({
      details: { source: './wrong.yaml' },
    });
  });

  it('says which option is wrong and why', async () => {
    await expect(describeCluster(world(), { resources: 'ports:[0-1]' })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      details: { option: '--resources', came: expect.stringContaining('"ports:[0-1]" (') as string },
    });
  });
});
