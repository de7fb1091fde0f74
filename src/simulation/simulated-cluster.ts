import { EmbeddedFaults } from '../drivers/embedded/embedded-faults.js';
import type { FaultRuleInput } from '../faults/fault-rule.js';
import { StandaloneDetector } from '../mesos/detector/detector.js';
import { parseMasterFlags } from '../mesos/flags/master-flags.js';
import { Master } from '../mesos/master/master.js';
import { MemoryRegistryStorage } from '../mesos/master/registry-storage.js';
import { Runtime } from '../mesos/process/runtime.js';
import type { TaskBehaviour } from '../mesos/tasks/task-behaviour.js';
import type { scheduler } from '../mesos/wire/messages.js';
import { HappeningReader } from '../timeline/from-happening.js';
import { Timeline } from '../timeline/timeline.js';
import { Chance } from './chance.js';
import { checkAgents, checkFrameworks, checkMaster, checkOffers, UpdateOrder } from './invariants.js';
import { Knowledge } from './knowledge.js';
import { type AgentOffering, Machine, SIMULATED_VERSION } from './machine.js';
import type { SchedulerFactory } from './scheduler.js';
import { SchedulerHost, type SchedulerSurroundings } from './scheduler-host.js';

/** When every simulation begins: a fixed time, so that its timeline is the same whenever it runs. */
const BEGINS_AT = Date.UTC(2020, 0, 1);
/** More than the longest simulation has. */
const TIMELINE_LIMIT = 1_000_000;

/** Nothing is delayed by more than this; see the steps about traffic. */
const LONGEST_DELAY_MS = 41_000;
/** When one of these is lost or late, master and agent may for a time think of different resources. */
const ABOUT_RESOURCES = new Set<string>([
  ...['ApplyOperationMessage', 'UpdateOperationStatusMessage', 'UpdateSlaveMessage', 'ReregisterSlaveMessage'],
]);

/** What a simulated cluster is made of. */
export interface ClusterPlan {
  readonly seed: number;
  readonly agents: readonly AgentOffering[];
  readonly schedulers: readonly SchedulerFactory[];
  readonly behaviours: readonly TaskBehaviour[];
}

/** A rule that is in force; what it holds is let go when it is removed. */
interface Disturbance {
  readonly id: number;
  readonly rule: FaultRuleInput;
  /** The machine that it keeps apart, for a partition. */
  readonly machine?: Machine | undefined;
}

/** A master, agents and schedulers without sockets, processes and files, at a time that only the simulation moves. */
export class SimulatedCluster implements SchedulerSurroundings {
  readonly chance: Chance;
  readonly runtime: Runtime;
  readonly timeline: Timeline;
  readonly machines: readonly Machine[];
  readonly hosts: readonly SchedulerHost[];
  /** By framework id: what masters have told its schedulers, and heard from them. */
  readonly told = new Map<string, Knowledge>();
  readonly #detector = new StandaloneDetector();
  readonly #registry = new MemoryRegistryStorage();
  readonly #faults: EmbeddedFaults;
  readonly #disturbances: Disturbance[] = [];
  readonly #updateOrder = new UpdateOrder();
  readonly #failures: Error[] = [];
  #master: Master | undefined;
  #masters = 0;
  /** Whether messages were lost; then master and agents may take each other wrong until they have registered again. */
  #lost = false;
  /**
   * Whether tasks may have more than there is: what they were launched on was lost on its way to the agent, or what a framework
   * that has ended still has there was given to others, and a new master learns of both.
   */
  #overcommitted = false;
  /** Whether messages have overtaken each other. */
  #reordered = false;

  constructor({ seed, agents, schedulers, behaviours }: ClusterPlan) {
    this.chance = new Chance(seed);
    this.runtime = new Runtime({
      ...{ random: this.chance, beginsAt: BEGINS_AT, freezeMessages: true },
      onDefect: (error) => this.failed(error),
    });
    const reader = new HappeningReader();
    this.timeline = Timeline.fromRuntime(this.runtime, { limit: TIMELINE_LIMIT }, reader);
    this.#faults = new EmbeddedFaults(this.runtime, reader, this.timeline);
    this.runtime.onObservation((observation) => {
      if (observation.kind === 'call' && observation.status < 300) {
        const { body } = observation as { body?: scheduler.Call };
        if (body?.framework_id) this.#knowledgeOf(body.framework_id.value).called(body);
      } else if (observation.kind === 'fault' && observation.traffic?.kind === 'message') {
        this.#lost = true;
        this.#overcommitted ||= ABOUT_RESOURCES.has(observation.traffic.name);
        this.#reordered ||= /^(delayed|held)/.test(observation.what);
      }
    });
    this.machines = agents.map((offering, index) => new Machine(this.runtime, this.#detector, index, offering, behaviours));
    this.hosts = schedulers.map((factory, index) => new SchedulerHost(this, index, factory));
  }

  start(): void {
    this.startMaster();
    for (const machine of this.machines) machine.start();
    for (const host of this.hosts) host.start();
  }

  get master(): Master | undefined {
    return this.#master?.alive ? this.#master : undefined;
  }

  /** Starts a master, at an address of its own, unless one runs: the registry is that of the one before. */
  startMaster(): void {
    if (this.master) return;
    const address = { ip: `10.0.0.${(this.#masters++ % 250) + 1}`, port: 5050 };
    const { flags, text: flagsText } = parseMasterFlags({ work_dir: '/master', ip: address.ip, hostname: address.ip });
    const options = { address, hostname: address.ip, version: SIMULATED_VERSION, flags, flagsText, registry: this.#registry };
    this.#master = this.runtime.spawn(new Master(this.runtime, options));
    this.#master.lead();
    this.#detector.appoint(this.#master.info);
  }

  crashMaster(): void {
    if (!this.master) return;
    this.#overcommitted ||= [...this.master.completedFrameworks].length > 0;
    this.master.terminate();
    this.#detector.appoint(undefined);
  }

  /** The machine with this agent, as long as it runs there. */
  machineOf(agentId: string): Machine | undefined {
    return this.machines.find(({ running, agent }) => running && agent?.agentId === agentId);
  }

  /** Has something go wrong with traffic from now on. */
  disturb(rule: FaultRuleInput, machine?: Machine): void {
    // It is in force at once; only the answer comes later.
    void this.#faults.add(rule).then(({ id }) => this.#disturbances.push({ id, rule, machine }));
  }

  /** Ends what goes wrong, the oldest first: all of it, or as much as asked for. */
  relieve(which: (disturbance: Disturbance) => boolean = () => true, most = Number.POSITIVE_INFINITY): void {
    for (const disturbance of this.#disturbances.filter(which).slice(0, most)) {
      this.#disturbances.splice(this.#disturbances.indexOf(disturbance), 1);
      void this.#faults.remove(disturbance.id);
    }
  }

  /** All go back to work, and master and agents tell each other what they have, as after a break of the network. */
  async heal(): Promise<void> {
    this.relieve();
    await this.advance(LONGEST_DELAY_MS); // what was held back is old news, and not to come after what follows
    this.startMaster();
    for (const machine of this.machines) machine.start();
    const { master } = this;
    if (master) for (const id of master.agents.keys()) master.operatedAgents.reactivate(id);
    this.#detector.appoint(master?.info);
    for (const host of this.hosts) host.disconnect();
  }

  /** From now on messages arrive, and in order. To be said when all agents have registered since the last fault. */
  healed(): void {
    this.#lost = false;
  }

  /** Nothing is in use any more: so nobody uses what only seemed to be there. */
  emptied(): void {
    this.#overcommitted = false;
  }

  /** Lets time pass; what is due on the way is done at its own time. */
  async advance(milliseconds: number): Promise<void> {
    await this.runtime.advance(milliseconds);
    this.#throwFailures();
  }

  /** Lets all that is under way come to its end. */
  async settle(): Promise<void> {
    await this.advance(0);
  }

  /** @throws BrokenInvariant, or what has failed since it was asked last */
  check(): void {
    this.#throwFailures();
    const { master } = this;
    if (!master) return;
    checkMaster(master, { totals: !this.#overcommitted });
    checkFrameworks(master, this.told);
    if (!this.#lost) {
      const agents = this.machines.map(({ agent }) => agent);
      checkAgents(master, agents);
    }
  }

  sent(frameworkId: string, event: scheduler.Event): void {
    const told = this.#knowledgeOf(frameworkId);
    try {
      checkOffers(told, event);
      if (!this.#reordered) this.#checkOrder(told, event);
    } catch (error) {
      this.failed(error);
    }
    told.heard(event);
  }

  failed(error: unknown): void {
    this.#failures.push(error instanceof Error ? error : new Error(String(error)));
  }

  end(): void {
    this.runtime.stop();
  }

  #checkOrder(told: Knowledge, event: scheduler.Event): void {
    const checkpoint = this.master?.frameworks.get(told.frameworkId)?.info.checkpoint === true;
    const generation = this.machineOf(event.update?.status.agent_id?.value ?? '')?.generation;
    this.#updateOrder.check(told, event, { checkpoint, generation });
  }

  #knowledgeOf(frameworkId: string): Knowledge {
    const known = this.told.get(frameworkId);
    if (known) return known;
    const made = new Knowledge(frameworkId);
    this.told.set(frameworkId, made);
    return made;
  }

  #throwFailures(): void {
    const [first] = this.#failures.splice(0);
    if (first !== undefined) throw first;
  }
}
