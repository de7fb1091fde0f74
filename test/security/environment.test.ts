import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster } from '../../src/index.js';
import { textOf } from '../source-files.js';
import { figure, ownProcesses } from './surroundings.js';

/** What an owner may have in its environment, and a task has no business with. */
const OWNERS = {
  OWNER_SECRET: 'canary-of-the-owner',
  AWS_SECRET_ACCESS_KEY: 'canary-of-the-owner',
  NPM_TOKEN: 'canary-of-the-owner',
  MINIMESOS_TOKEN: 'canary-of-the-owner',
  SSH_AUTH_SOCK: '/canary-of-the-owner',
  LD_PRELOAD_NOT: 'canary-of-the-owner',
  MESOS_CREDENTIALS_NOT: 'canary-of-the-owner',
};

/** What of the owner's a task finds, as docs/security.md has it. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'JAVA_HOME'];
/** What agents, executors, shells and the supervisor add. */
const ADDED = /^(MESOS_\w+|LIBPROCESS_(IP|PORT)|MINIMESOS_CONTAINER|PWD|SHLVL|OLDPWD|_)$/;

const before = { ...process.env };
beforeAll(() => void Object.assign(process.env, OWNERS));
afterAll(() => {
  for (const name of Object.keys(OWNERS)) delete process.env[name];
  Object.assign(process.env, before);
});

describe('the environment of the owner', () => {
  it.each([
    ['embedded', {}],
    ['in processes of their own', { masters: [{ ownProcess: true }], agents: [{ ownProcess: true }] }],
    ['in a host process', { host: 'process' }],
  ] satisfies [string, ClusterDescriptionInput][])('does not get into tasks: %s', async (_, description) => {
    await using cluster = await MesosCluster.start({ reaction: 'immediate', ...description });
    const { stdout } = await cluster.run('env', {
      environment: { GIVEN: 'yes' },
    });
    expect(stdout).not.toContain('canary');
    const names = stdout.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    expect(names).toContain('GIVEN');
    const unknown = names.filter((name) => name !== 'GIVEN' && !INHERITED.includes(name) && !ADDED.test(name));
    expect(unknown).toEqual([]);
    figure('Variables of a task, none of them the owner’s own', names.length);
    // Whatever it starts, its environment is that of a task: seen from outside, too.
    const over = new AbortController();
    const running = cluster.run('sleep 1000 & exec sleep 1000', { signal: over.signal }).catch(() => {});
    await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
    const tasks = () => ownProcesses().filter((pid) => read(pid, 'cmdline').startsWith('sleep\0'));
    await expect.poll(() => tasks().length).toBe(2);
    for (const pid of tasks()) expect(read(pid, 'environ')).not.toContain('canary');
    over.abort();
    await running;
  });

  it('is told in the documentation, name by name', () => {
    const told = textOf('docs/security.md');
    for (const name of INHERITED) expect(told).toContain(`\`${name}\``);
    const list = /INHERITED = (\[[^\]]*\])/.exec(textOf('src/mesos/containerizer/environment.ts'))?.[1] ?? '';
    expect(JSON.parse(list.replaceAll("'", '"'))).toEqual(INHERITED);
  });
});

const read = (pid: number, name: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // ended meanwhile
  }
};
