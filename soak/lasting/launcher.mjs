// A framework that launches tasks until so many have ended, with few at once. All offers of an agent are accepted as one, since what tasks
// leave is offered piece by piece; with `keep`, offers are kept until there is something to launch.
// Argument: { url, tasks, atOnce, command, cpus, keep }. Told { more } it goes on, told { stop } it launches nothing more.
import { Scheduler, task } from '../../bench/scheduler.mjs';

const { url, tasks, atOnce, command, cpus = 0.01, keep = false } = JSON.parse(process.argv[2]);
const counts = { launched: 0, finished: 0, wrong: 0 };
let wanted = tasks;
let told = 0;
const SOCKETS = 8;
/** Offers by agent. */
const offers = new Map();
const scheduler = new Scheduler(url, SOCKETS);

const amount = (list, name) =>
  list.flatMap(({ resources }) => resources).reduce((sum, each) => sum + (each.name === name ? each.scalar.value : 0), 0);

function launch() {
  for (const list of offers.values()) {
    const room = Math.min(wanted - counts.launched, atOnce - (counts.launched - counts.finished));
    // Few at a time would be many calls.
    if (list.length === 0 || room < Math.min(atOnce / 5, wanted - counts.launched) || room === 0) continue;
    const count = Math.min(room, Math.floor(amount(list, 'cpus') / cpus + 0.001), Math.floor(amount(list, 'mem') + 0.001));
    if (count === 0) continue;
    const names = Array.from({ length: count }, () => `t${counts.launched++}`);
    const task_infos = names.map((name) => task(name, list[0], command, { cpus, mem: 1 }));
    const operations = [{ type: 'LAUNCH', launch: { task_infos } }];
    const offer_ids = list.splice(0).map(({ id }) => id);
    const accept = { offer_ids, operations, filters: { refuse_seconds: 0 } };
    scheduler.call('ACCEPT', { accept }).catch((error) => console.log(error.message));
  }
}

/** Others may have what is not needed. */
function giveBack() {
  const offer_ids = [...offers.values()].flatMap((list) => list.splice(0)).map(({ id }) => id);
  if (offer_ids.length > 0)
    scheduler.call('DECLINE', { decline: { offer_ids, filters: { refuse_seconds: 0.5 } } }).catch(() => {});
}

function onEvent({ type, offers: offered, update, rescind }) {
  if (type === 'OFFERS') {
    for (const offer of offered.offers) {
      const { value } = offer.agent_id;
      offers.set(value, [...(offers.get(value) ?? []), offer]);
    }
  }
  if (type === 'RESCIND') {
    for (const [agent, list] of offers)
      offers.set(
        agent,
        list.filter(({ id }) => id.value !== rescind.offer_id.value),
      );
  }
  if (type === 'UPDATE') {
    const { status } = update;
    if (status.uuid) scheduler.acknowledge(status).catch(() => {}); // The last ones may outlive the cluster.
    if (status.state === 'TASK_STARTING' || status.state === 'TASK_RUNNING') return;
    counts.finished++;
    if (status.state !== 'TASK_FINISHED') counts.wrong++;
  }
  launch();
  if (!keep) giveBack();
  tellIfDone();
}

function tellIfDone() {
  if (counts.finished < wanted || counts.finished === told) return;
  told = counts.finished;
  process.send({ done: { ...counts } });
}

process.on('message', ({ stop, more }) => {
  if (stop) wanted = counts.launched;
  if (more) wanted = counts.launched + more;
  launch();
  tellIfDone();
});
await scheduler.subscribe(onEvent);
