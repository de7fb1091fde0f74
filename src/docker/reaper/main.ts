import { Clock } from '../../mesos/process/clock.js';
import { pause } from '../../mesos/process/pause.js';
import type { EngineAddress } from '../find-engine.js';
import { LABELS } from '../labels.js';
import { KEEP, RELEASED, type ReaperTask } from './reaper.js';

/** What an engine was asked for before may still be made for so long after whoever asked is gone. */
const CALM_ROUNDS = 3;
const ROUND_MS = 300;
/** An engine that does not answer for so long has other worries. */
const LONGEST_MS = 60_000;

/** Waits until its owner is gone, and removes what it has left on an engine. */
async function main({ address, owner }: ReaperTask): Promise<void> {
  let told = '';
  process.stdin.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  await new Promise<void>((resolve) => process.stdin.on('end', resolve).on('error', () => resolve()));
  const lines = told.split('\n');
  const kept = lines.filter((line) => line.startsWith(KEEP)).map((line) => line.slice(KEEP.length));
  if (!lines.includes(RELEASED)) await reap(address, owner, kept);
}

async function reap(address: EngineAddress, owner: string, kept: readonly string[]): Promise<void> {
  const [{ connectEngine }, { leftOf, removeLabelled }] = await Promise.all([import('../engine.js'), import('../remove.js')]);
  const clock = new Clock();
  const deadline = clock.now() + LONGEST_MS;
  const labels = { [LABELS.owner]: owner };
  for (let calm = 0; calm < CALM_ROUNDS && clock.now() < deadline; ) {
    try {
      const engine = await connectEngine([address]);
      if ((await leftOf(engine, labels, kept)).length === 0) calm++;
      else {
        calm = 0;
        await removeLabelled(engine, labels, kept);
      }
    } catch {
      calm = 0; // perhaps it is just starting again
    }
    await pause(ROUND_MS);
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {}); // its owner decides
await main(JSON.parse(process.argv[2] ?? '{}') as ReaperTask);
process.exit();
