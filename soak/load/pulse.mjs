// A framework that launches a task now and then, so that there is something to tell. Argument: { url }.
import { Scheduler, task } from '../../bench/scheduler.mjs';

const PAUSE_MS = 500;
const { url } = JSON.parse(process.argv[2]);
let launched = 0;
let last = 0;
const scheduler = new Scheduler(url, 4);
await scheduler.subscribe(({ offers, update }) => {
  if (update?.status.uuid) scheduler.acknowledge(update.status).catch(() => {});
  for (const offer of offers?.offers ?? []) {
    const offer_ids = [offer.id];
    const due = performance.now() - last > PAUSE_MS;
    if (due) last = performance.now();
    const task_infos = due ? [task(`pulse-${launched++}`, offer, 'true')] : [];
    const operations = due ? [{ type: 'LAUNCH', launch: { task_infos } }] : [];
    scheduler.call('ACCEPT', { accept: { offer_ids, operations, filters: { refuse_seconds: 0 } } }).catch(() => {});
  }
});
process.send({ ready: true });
process.on('message', () => process.send({ report: launched }));
