// A scheduler that keeps three tasks running, first as one writes it, then as it has to be: a simulation finds the difference.
// Run it in a checkout: `node examples/simulation.mjs`. Build first (`npm run build`), or run `npm start` once.
import { simulate } from 'minimesos/simulation';

const WANTED = 3;
/** An agent that is back without a task says nothing of it: who does not ask again believes that it is still unreachable. */
const ASK_EVERY_MS = 10 * 60_000;
const OVER = /FINISHED|FAILED|KILLED|ERROR|LOST|DROPPED|GONE/;
const scalar = (name, value) => ({ name, type: 'SCALAR', scalar: { value } });

class Keeper {
  framework = {
    ...{ user: 'nobody', name: 'keeper', roles: ['*'], checkpoint: true, failover_timeout: 3600 },
    capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }, { type: 'RESERVATION_REFINEMENT' }],
  };

  constructor(context, { reconciles }) {
    this.context = context;
    this.reconciles = reconciles;
    // Agents by task: a scheduler that takes over finds them here.
    this.tasks = context.memory.get('tasks') ?? new Map();
    context.memory.set('tasks', this.tasks);
    if (reconciles) this.#askAgain();
  }

  received({ subscribed, offers, update }) {
    if (subscribed && this.reconciles) this.#reconcile();
    for (const offer of offers?.offers ?? []) this.#answer(offer);
    if (update) this.#update(update.status);
  }

  #answer({ id, agent_id }) {
    if (this.tasks.size >= WANTED) {
      return this.#call({ type: 'DECLINE', decline: { offer_ids: [id], filters: { refuse_seconds: 5 } } });
    }
    const value = this.context.uuid();
    this.tasks.set(value, agent_id.value);
    const resources = [scalar('cpus', 0.1), scalar('mem', 32)];
    const task = { name: 'kept', task_id: { value }, agent_id, resources, command: { value: 'sleep 86400' } };
    const operations = [{ type: 'LAUNCH', launch: { task_infos: [task] } }];
    return this.#call({ type: 'ACCEPT', accept: { offer_ids: [id], operations } });
  }

  #update({ task_id, agent_id, uuid, state }) {
    if (OVER.test(state)) this.tasks.delete(task_id.value);
    if (uuid) this.#call({ type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
  }

  #reconcile() {
    const tasks = [...this.tasks].map(([id, agent]) => ({ task_id: { value: id }, agent_id: { value: agent } }));
    if (tasks.length > 0) this.#call({ type: 'RECONCILE', reconcile: { tasks } });
  }

  #askAgain() {
    this.context.delay(ASK_EVERY_MS, () => {
      this.#reconcile();
      this.#askAgain();
    });
  }

  /** A call may be lost: what became of it shows when this scheduler subscribes again. */
  #call(call) {
    this.context.call(call).catch(() => {});
  }
}

/** Whether it survives all of the seeds; tells the first failure. */
async function survives(reconciles) {
  for (let seed = 1; seed <= 20; seed++) {
    try {
      await simulate({ seed, steps: 40, workload: (context) => new Keeper(context, { reconciles }) });
    } catch (error) {
      if (error.code !== 'SIMULATION_FAILED') throw error;
      const { reason, text } = error.details;
      console.log(`Seed ${error.details.seed} fails: ${reason}\nThese steps are enough: ${text.join(', ')}\n`);
      return false;
    }
  }
  console.log('20 seeds, and it survives all of them.');
  return true;
}

console.log('Without reconciliation:');
const careless = await survives(false);
console.log('With reconciliation:');
const careful = await survives(true);
if (careless || !careful) process.exitCode = 1;
