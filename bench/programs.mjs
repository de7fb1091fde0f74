// How long it takes from the start of the process of an agent until a framework has the first offer of it. Apache Mesos 1.12 took 930 ms
// with its default of registering after a random part of a second; without that wait, what is left is the start itself.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Member } from '../scripts/own-processes.mjs';
import { Scheduler } from './scheduler.mjs';

const ROUNDS = 5;
const HOST = { ip: '127.0.0.1', hostname: '127.0.0.1', port: 0 };

export async function measurePrograms() {
  const folder = mkdtempSync(join(tmpdir(), 'minimesos-bench-'));
  const result = { byDefault: [], atOnce: [], memoryMb: [] };
  const master = new Member('master', { ...HOST, work_dir: join(folder, 'master') }, join(folder, 'master.log'));
  try {
    await master.start();
    const scheduler = await new Scheduler(`http://127.0.0.1:${master.port}`).subscribe();
    for (let round = 0; round < ROUNDS; round++) {
      for (const [figure, flags] of [
        ['byDefault', {}],
        ['atOnce', { registration_backoff_factor: '0ns' }],
      ]) {
        const name = `${figure}-${round}`;
        const agent = new Member(
          'agent',
          { ...HOST, master: `127.0.0.1:${master.port}`, work_dir: join(folder, name), ...flags },
          join(folder, `${name}.log`),
        );
        const before = performance.now();
        const started = agent.start();
        await scheduler.next('OFFERS');
        result[figure].push(performance.now() - before);
        await started;
        result.memoryMb.push(residentMb(agent.pid));
        await agent.kill('SIGUSR1');
      }
    }
    await scheduler.teardown();
  } finally {
    await master.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  return result;
}

const residentMb = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
