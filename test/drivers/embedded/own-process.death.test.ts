import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';

/** That it goes at all is to be seen, however busy the machine is. */
const GONE = { timeout: 30_000, interval: 20 };
const program = `
import { MesosCluster } from ${JSON.stringify(fileURLToPath(new URL('../../../dist/index.js', import.meta.url)))};
const cluster = await MesosCluster.start({ reaction: 'immediate', masters: [{ ownProcess: true }], agents: [{ ownProcess: true }] });
cluster.run('exec sleep 1000').catch(() => {});
await cluster.waitForTasks({ state: 'TASK_RUNNING' });
const state = await cluster.state();
console.log(JSON.stringify({ directory: state.flags.work_dir.replace(/\\/[^/]*$/, '') }));
setInterval(() => {}, 1000);
`;

/** Processes in whose command line or environment this text is. */
function processesWith(text: string): number[] {
  const has = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'latin1').includes(text);
    } catch {
      return false;
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => has(pid, 'cmdline') || has(pid, 'environ')).map(Number);
}

describe('when the process with a cluster is killed', () => {
  it('its masters and agents, what holds their containers, tasks and files are gone', async (context) => {
    context.skip(process.platform !== 'linux', 'processes can be looked at on Linux only');
    const owner = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    owner.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    context.onTestFinished(() => void owner.kill('SIGKILL'));
    const { directory } = await vi.waitFor(() => JSON.parse(output) as { directory: string }, { timeout: 30_000, interval: 20 });
    // Master, agent, what holds its containers, and the task.
    const there = processesWith(directory).length;
    owner.kill('SIGKILL');
    await once(owner, 'close');
    expect(there).toBeGreaterThanOrEqual(4);
    const left = () => [...processesWith(directory), ...(existsSync(directory) ? [directory] : [])];
    await vi.waitFor(() => expect(left()).toEqual([]), GONE);
  });
});
