import type { FrameworkInfo, Offer, scheduler, TaskStatus } from 'minimesos/protocol';
import { fromData, toData } from '../mesos/http.js';
import type { Masters } from '../mesos/masters.js';
import { NotDone, Refused, SchedulerClient } from '../mesos/scheduler-client.js';
import { Backoff } from './backoff.js';
import { HealthWatch } from './health-watch.js';
import { counts, hasEnded, isRunning, type NodeRecord } from './node-record.js';
import { type NodeTaskOptions, newNode, peersOf, taskOf } from './node-task.js';
import { type Place, type PlacementRules, place } from './placement.js';
import type { FrameworkState, StateStore } from './state.js';

/** How long the master keeps an offer that was of no use to itself. Whatever changes this framework's mind revives offers. */
const REFUSE_SECONDS = 3600;
/** What was asked for and did not happen is asked for again. */
const REPEAT_MS = 5000;

export interface FrameworkOptions {
  readonly masters: Masters;
  /** All of Mesos's FrameworkInfo but the id, which the master gives. */
  readonly info: FrameworkInfo;
  readonly nodes: number;
  readonly placement: PlacementRules;
  readonly task: NodeTaskOptions;
  /** What was loaded from the store. */
  readonly state: FrameworkState;
  readonly store: StateStore;
  /** How long a node may be silent before it is replaced. */
  readonly nodeTimeoutMs: number;
  readonly log: (line: string) => void;
}

/** The framework: sees to it that there are as many search nodes as are wanted, each on an agent of its own. */
export class SearchFramework {
  readonly #options: FrameworkOptions;
  readonly #client: SchedulerClient;
  readonly #state: FrameworkState;
  readonly #backoff = new Backoff();
  /** Why the agents that were offered last got no node, by agent id. */
  #rejected = new Map<string, string>();
  readonly #health: HealthWatch;
  /** Whether a master has accepted this scheduler, since it was started. */
  #wasAccepted = false;
  /** Its end, once it was asked for: it is no surprise then. */
  #tearingDown: Promise<void> | undefined;
  /** Whether offers are wanted, as the master knows it. */
  #wantsOffers = true;
  /** Nodes of which Mesos has not been told yet, by id: asked about them, it would say that they are lost. */
  readonly #launching = new Set<string>();
  #again: NodeJS.Timeout | undefined;
  #repeating: NodeJS.Timeout | undefined;

  constructor(options: FrameworkOptions) {
    this.#options = options;
    this.#state = options.state;
    this.#client = new SchedulerClient({
      masters: options.masters,
      framework: () => this.#info(),
      onEvent: (event) => this.#handle(event),
      log: options.log,
    });
    this.#health = new HealthWatch({
      timeoutMs: options.nodeTimeoutMs,
      nodes: () => this.nodes,
      onSilent: (node) => this.#replaceSilent(node),
    });
  }

  get nodes(): readonly NodeRecord[] {
    return this.#state.nodes;
  }

  get wanted(): number {
    return this.#state.wanted ?? this.#options.nodes;
  }

  get id(): string | undefined {
    return this.#state.frameworkId;
  }

  /** What it waits for, in words; undefined when nothing is missing. */
  get waitingFor(): string | undefined {
    if (!this.#client.isSubscribed) return 'a master that accepts the framework';
    const active = this.nodes.filter(counts);
    const starting = active.filter(({ state }) => state !== 'TASK_RUNNING');
    const missing = this.wanted - active.length;
    if (missing <= 0) return starting.length > 0 ? `the start of ${starting.map(({ name }) => name).join(', ')}` : undefined;
    if (this.#options.store.isAway) return 'ZooKeeper, which is away: what is launched has to be recorded before';
    const delay = this.#backoff.remaining(Date.now());
    if (delay > 0) return `${Math.ceil(delay / 1000)} s to pass, as nodes have failed one after the other`;
    const { cpus, mem, ports } = this.#options.placement.needs;
    const agents = `${missing} more agent${missing === 1 ? '' : 's'} with cpus ${cpus}, mem ${mem} and ${ports} ports, and no other node`;
    const seen = [...this.#rejected].map(([agent, reason]) => `agent ${agent} ${reason}`);
    return `${agents}; offered: ${seen.join(', ') || 'nothing'}`;
  }

  /** Runs until it is stopped; rejects when the master refuses the framework for good, or another scheduler has taken over. */
  async run(): Promise<void> {
    const { store, log } = this.#options;
    this.#repeating = setInterval(() => void this.#repeat(), REPEAT_MS);
    store.onBack(() => void this.#balance());
    void this.#health.run();
    const known = this.#state.frameworkId;
    try {
      await Promise.race([this.#client.run(), store.lost]);
    } catch (error) {
      if (this.#tearingDown) return await this.#tearingDown.catch(() => {});
      // Whoever has ended the framework while this scheduler ran wants it to end; what is left of an earlier one does not count.
      if (!(error instanceof Refused) || !known || this.#wasAccepted) throw error;
      if (!/removed|completed/i.test(error.message)) throw error;
      log(`The framework is no longer known (${error.message}): starting anew`);
      await this.#forget();
      await Promise.race([this.#client.run(), store.lost]);
    } finally {
      this.stop();
    }
  }

  /** Wants another number of nodes from now on. */
  async scale(wanted: number): Promise<void> {
    this.#options.log(`Scaling from ${this.wanted} to ${wanted} nodes`);
    this.#state.wanted = wanted;
    await this.#balance();
  }

  /** Ends a node; another takes its place. */
  async replace(node: NodeRecord): Promise<void> {
    await this.#end(node);
    await this.#balance();
  }

  /** Hangs up. The nodes run on, and a scheduler with the same state takes over. */
  stop(): void {
    clearTimeout(this.#again);
    clearInterval(this.#repeating);
    this.#health.close();
    this.#client.close();
  }

  /** Ends the framework with all its nodes. */
  async teardown(): Promise<void> {
    this.#tearingDown = this.#tearDown();
    try {
      await this.#tearingDown;
    } catch (error) {
      this.#tearingDown = undefined;
      throw error;
    }
    this.stop();
  }

  async #tearDown(): Promise<void> {
    await this.#client.call({ type: 'TEARDOWN' });
    await this.#forget();
    this.#options.log('Torn down');
  }

  #info(): FrameworkInfo {
    const { frameworkId } = this.#state;
    return { ...this.#options.info, ...(frameworkId && { id: { value: frameworkId } }) };
  }

  /** Resolves with whether it is recorded. */
  #save(): Promise<boolean> {
    return this.#options.store.save(this.#state);
  }

  async #forget(): Promise<void> {
    delete this.#state.frameworkId;
    this.#state.nodes = [];
    await this.#save();
  }

  async #handle({ type, subscribed, offers, update, message, error }: scheduler.Event): Promise<void> {
    if (subscribed) await this.#onSubscribed(subscribed.framework_id.value);
    else if (offers) await this.#onOffers(offers.offers ?? []);
    else if (update) await this.#onUpdate(update.status);
    else if (message) this.#onMessage(message);
    else if (type === 'ERROR') throw new Refused(error?.message);
  }

  async #onSubscribed(id: string): Promise<void> {
    this.#options.log(`${this.id ? 'Subscribed again' : 'Subscribed'} as framework ${id}`);
    this.#state.frameworkId = id;
    this.#wasAccepted = true;
    await this.#save();
    this.#wantsOffers = true; // a new subscription gets offers
    await this.#reconcile();
    await this.#balance();
    await this.#tellPeers();
  }

  /** Asks what became of the nodes, and of tasks that this scheduler does not know. */
  async #reconcile(): Promise<void> {
    const told = this.nodes.filter(({ id }) => !this.#launching.has(id));
    const tasks = told.map(({ id, agent }) => ({ task_id: { value: id }, agent_id: { value: agent.id } }));
    if (tasks.length > 0) await this.#try({ type: 'RECONCILE', reconcile: { tasks } });
    await this.#try({ type: 'RECONCILE', reconcile: { tasks: [] } });
  }

  async #onOffers(offers: readonly Offer[]): Promise<void> {
    const delayed = this.#backoff.remaining(Date.now()) > 0;
    const missing = delayed ? 0 : this.wanted - this.nodes.filter(counts).length;
    const { places, rejected } = place(offers, missing, this.nodes, this.#state.agentsWithData, this.#options.placement);
    const launched = new Set<Offer>();
    for (const each of places) {
      if (!(await this.#launch(each))) break;
      launched.add(each.offer);
    }
    this.#rejected = new Map([...this.#rejected, ...rejected]);
    const useless = offers.filter((offer) => !launched.has(offer));
    if (useless.length > 0) {
      const decline = { offer_ids: useless.map(({ id }) => id), filters: { refuse_seconds: REFUSE_SECONDS } };
      await this.#try({ type: 'DECLINE', decline });
    }
    // Among those declined were good ones: they are to come again.
    if (launched.size < places.length) this.#wantsOffers = false;
    await this.#balance();
  }

  /** Returns whether the offer was made use of. */
  async #launch(place: Place): Promise<boolean> {
    const { task } = this.#options;
    const node = newNode(place, this.#freeNumber(), task);
    const running = this.nodes.filter(isRunning);
    const { id, name, agent } = node;
    const agents = this.#state.agentsWithData;
    this.#state.nodes.push(node);
    this.#state.agentsWithData = [agent.id, ...agents.filter((each) => each !== agent.id)];
    this.#launching.add(id);
    // Recorded first: a scheduler that dies now still knows of the task.
    if (!(await this.#save())) {
      this.#options.log(`Not launching ${name}, as that cannot be recorded`);
      this.#remove(id);
      return false;
    }
    this.#options.log(`Launching ${name} on agent ${agent.id} at ${agent.hostname}, ports ${place.taken.ports.join(' and ')}`);
    const launch = { task_infos: [taskOf(node, place, running, task)] };
    const accept = {
      offer_ids: [place.offer.id],
      operations: [{ type: 'LAUNCH' as const, launch }],
      filters: { refuse_seconds: 0 },
    };
    const outcome = await this.#send({ type: 'ACCEPT', accept });
    this.#launching.delete(id);
    if (outcome === 'not done') this.#remove(id);
    else if (outcome === 'unknown') await this.#reconcile();
    return true;
  }

  async #onUpdate(status: TaskStatus): Promise<void> {
    const { task_id, agent_id, state, uuid, message, reason } = status;
    const node = this.nodes.find(({ id }) => id === task_id.value);
    if (node) {
      if (node.state !== state) this.#options.log([`${node.name} is ${state}`, reason, message].filter(Boolean).join(', '));
      const wasRunning = isRunning(node);
      this.#note(node, status);
      await this.#save();
      if (isRunning(node) !== wasRunning) await this.#tellPeers();
    } else if (!hasEnded(state)) {
      this.#options.log(`Ending ${task_id.value}, which is not known here`);
      await this.#try({ type: 'KILL', kill: { task_id, ...(agent_id && { agent_id }) } });
    }
    if (uuid && agent_id) await this.#try({ type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
    await this.#balance();
  }

  #note(node: NodeRecord, { state, container_status, timestamp }: TaskStatus): void {
    if (hasEnded(state)) {
      this.#remove(node.id);
      if (!node.leaving) this.#backoff.failed(Date.now(), node.startedAt ? Date.parse(node.startedAt) : undefined);
      return;
    }
    node.state = state;
    node.ip = container_status?.network_infos?.[0]?.ip_addresses?.[0]?.ip_address ?? node.ip;
    if (state === 'TASK_RUNNING') node.startedAt ??= new Date(timestamp ? timestamp * 1000 : Date.now()).toISOString();
  }

  #onMessage({ executor_id, data }: scheduler.Event.Message): void {
    const node = this.nodes.find(({ id }) => id === executor_id.value);
    if (node) node.documents = (fromData(data) as { documents: number }).documents;
  }

  /** Ends what is too much; lets offers come when nodes are missing, and only then. */
  async #balance(): Promise<void> {
    await this.#save();
    if (!this.#client.isSubscribed) return;
    const active = this.nodes.filter(counts);
    for (const node of surplus(active, this.wanted)) await this.#end(node);
    const missing = active.length < this.wanted;
    if (!missing) this.#rejected.clear();
    const delay = this.#backoff.remaining(Date.now());
    clearTimeout(this.#again);
    if (missing && delay > 0) this.#again = setTimeout(() => void this.#balance(), delay);
    const wantsOffers = missing && delay === 0 && !this.#options.store.isAway;
    if (wantsOffers === this.#wantsOffers) return;
    this.#wantsOffers = wantsOffers;
    if (!(await this.#try({ type: wantsOffers ? 'REVIVE' : 'SUPPRESS' }))) this.#wantsOffers = !wantsOffers;
  }

  async #end(node: NodeRecord): Promise<void> {
    if (!node.leaving) this.#options.log(`Ending ${node.name}`);
    node.leaving = true;
    await this.#save();
    await this.#tellPeers();
    const agent_id = { value: node.agent.id };
    // An executor that hangs cannot be asked to end its task; its agent can end the executor.
    if (node.silent) await this.#try({ type: 'SHUTDOWN', shutdown: { executor_id: { value: node.id }, agent_id } });
    else await this.#try({ type: 'KILL', kill: { task_id: { value: node.id }, agent_id } });
  }

  async #replaceSilent(node: NodeRecord): Promise<void> {
    this.#options.log(`${node.name} does not answer`);
    node.silent = true;
    await this.replace(node);
  }

  /** Calls and messages may get lost on their way; so all that is under way is asked for again from time to time. */
  async #repeat(): Promise<void> {
    if (!this.#client.isSubscribed) return;
    for (const node of this.nodes.filter(({ leaving }) => leaving)) await this.#end(node);
    await this.#reconcile();
    await this.#tellPeers();
  }

  /** Tells every node where the others are, unless they see themselves. */
  async #tellPeers(): Promise<void> {
    if (this.#options.task.zookeeper) return;
    const running = this.nodes.filter(isRunning);
    for (const node of running) {
      const data = toData({ peers: peersOf(running.filter((other) => other !== node)) });
      const ids = { agent_id: { value: node.agent.id }, executor_id: { value: node.id } };
      await this.#try({ type: 'MESSAGE', message: { ...ids, data } });
    }
  }

  #remove(id: string): void {
    this.#launching.delete(id);
    this.#state.nodes = this.#state.nodes.filter((node) => node.id !== id);
  }

  #freeNumber(): number {
    let number = 1;
    const ending = (text: string) => Number(/\d+$/.exec(text)?.[0]);
    while (this.nodes.some(({ name }) => ending(name) === number)) number++;
    return number;
  }

  /** A call that fails is no reason to give up: the next subscription finds out what became of it. */
  async #try(call: Omit<scheduler.Call, 'framework_id'>): Promise<boolean> {
    return (await this.#send(call)) === 'done';
  }

  async #send(call: Omit<scheduler.Call, 'framework_id'>): Promise<'done' | 'not done' | 'unknown'> {
    if (!this.#client.isSubscribed || this.#tearingDown) return 'not done';
    try {
      await this.#client.call(call);
      return 'done';
    } catch (error) {
      this.#options.log((error as Error).message);
      return error instanceof NotDone ? 'not done' : 'unknown';
    }
  }
}

/** Those that are too many: first such as do not run yet, then the youngest. */
function surplus(active: readonly NodeRecord[], wanted: number): NodeRecord[] {
  const rank = ({ state, launchedAt }: NodeRecord) => `${state === 'TASK_RUNNING' ? 0 : 1} ${launchedAt}`;
  return [...active].sort((one, other) => (rank(one) < rank(other) ? -1 : 1)).slice(wanted);
}
