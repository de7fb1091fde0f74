import type { ClusterAgent } from '../cluster/cluster-agent.js';
import type { MesosCluster } from '../cluster/mesos-cluster.js';
import type { TaskInState } from '../cluster/mesos-state.js';
import type { FaultRuleInput } from '../faults/fault-rule.js';
import { Clock } from '../mesos/process/clock.js';
import { pause } from '../mesos/process/pause.js';
import { describeAct } from './describe.js';
import { setActive } from './operator.js';
import { type ChaosAct, type ChaosPlan, type ChaosStep, NOTICED_AFTER_MS } from './plan.js';

/** Something that a run did, or could not do. */
export interface ChaosMoment {
  /** Milliseconds of real time after the beginning. */
  readonly at: number;
  readonly what: 'begun' | 'ended' | 'skipped';
  /** In words, with the reason where it was skipped. */
  readonly text: string;
}

/** How a plan is carried out. */
interface Carrying {
  readonly cluster: MesosCluster;
  /** Ends it early: what was begun is ended. */
  readonly signal: AbortSignal;
  /** Hears of everything as it happens. */
  readonly tell: (moment: ChaosMoment) => void;
}

type Undo = () => Promise<unknown>;
type Perform<Act extends ChaosAct> = (act: Act, run: Run) => Promise<Undo | undefined>;

/** How long schedulers that are away are waited for before time is moved: their own time does not move with it. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 50;

/** How each act is done, and undone. A new kind of act has to be added here, to the plan, and to its words. */
const ACTS: { readonly [Kind in ChaosAct['act']]: Perform<Extract<ChaosAct, { act: Kind }>> } = {
  fault: ({ rule }, run) => run.addFault(rule),
  async partition({ agent, direction }, run) {
    const { cluster } = run;
    const { id } = run.runningAgent(agent);
    const fault = await cluster.faults.partition({ id }, direction);
    const begun = await cluster.clock.now();
    return async () => {
      // Mesos counts on connections that break when something is lost. What was lost here is only found out about by
      // registering again.
      const left = begun + NOTICED_AFTER_MS - (await cluster.clock.now());
      try {
        if (left > 0) await run.everybodyThere().catch(() => {});
        if (left > 0) await run.moveTime(left);
      } finally {
        await fault[Symbol.asyncDispose]();
      }
    };
  },
  async stall({ agent }, run) {
    const both = ['master', 'agent'];
    const { id } = run.runningAgent(agent);
    const end = await run.addFault({ message: '*', agent: id, from: both, to: both, effect: 'hold' });
    run.stalls.add(end);
    return () => end().finally(() => run.stalls.delete(end));
  },
  async 'kill-agent'({ agent }, run) {
    const killed = run.runningAgent(agent);
    await killed.kill();
    return () => killed.restart();
  },
  async 'stop-agent'({ agent }, run) {
    const stopped = run.runningAgent(agent);
    await stopped.stop();
    return () => stopped.restart();
  },
  async 'deactivate-agent'({ agent }, run) {
    const { id } = run.runningAgent(agent);
    await setActive(run.cluster, id, false);
    return () => setActive(run.cluster, id, true);
  },
  async 'kill-master'(_, { cluster }) {
    const killed = cluster.leader;
    await killed.kill();
    return () => killed.restart();
  },
  async 'rescind-offers'(_, { cluster }) {
    await cluster.faults.rescindOffers();
    return undefined;
  },
  async 'kill-executor'({ task }, run) {
    const { id, framework_id: framework } = await run.runningTask(task);
    await run.cluster.faults.killExecutor({ task: id, framework });
    return undefined;
  },
  async 'pause-task'({ task }, run) {
    const { id, framework_id: framework } = await run.runningTask(task);
    const paused = await run.cluster.faults.pauseTask(id, { framework });
    return () => paused[Symbol.asyncDispose]();
  },
  async advance({ by }, run) {
    await run.everybodyThere();
    await run.moveTime(by);
    return undefined;
  },
};

/** A plan that is being carried out. */
class Run {
  readonly #clock = new Clock();
  readonly #begun = this.#clock.now();
  readonly #agents: readonly ClusterAgent[];
  /** What goes on beside the plan: starts of agents take until the faults that keep them from registering are over. */
  readonly #underWay = new Set<Promise<void>>();

  /** What ends those that are in force. */
  readonly stalls = new Set<Undo>();

  constructor(private readonly carrying: Carrying) {
    this.#agents = carrying.cluster.agents;
  }

  get cluster(): MesosCluster {
    return this.carrying.cluster;
  }

  /** @throws Error when it is not there now */
  runningAgent(number: number): ClusterAgent {
    const agent = this.#agents[number];
    if (!agent) throw new Error(`there is no agent ${number}`);
    if (!agent.running) throw new Error('the agent is not there');
    return agent;
  }

  /** @throws Error when none runs */
  async runningTask(number: number): Promise<TaskInState> {
    const tasks = await this.cluster.tasks({ state: 'TASK_RUNNING' });
    const task = tasks[number % tasks.length];
    if (!task) throw new Error('no task runs');
    return task;
  }

  async addFault(rule: FaultRuleInput): Promise<Undo> {
    const fault = await this.cluster.faults.add(rule);
    return () => fault[Symbol.asyncDispose]();
  }

  /** A connection that stands still for longer than Mesos waits is given up, and what was under way on it never comes. */
  async moveTime(by: number): Promise<void> {
    for (const end of this.stalls) await end();
    this.stalls.clear();
    await this.cluster.clock.advance(by);
  }

  /** Resolves when the schedulers of all frameworks are connected. @throws Error when that takes too long */
  async everybodyThere(): Promise<void> {
    const deadline = this.#clock.now() + PATIENCE_MS;
    for (;;) {
      const frameworks = await this.cluster.frameworks().catch(() => undefined);
      // A master that has just been started knows nobody yet.
      if (frameworks?.length && frameworks.every(({ connected }) => connected)) return;
      if (this.carrying.signal.aborted) throw new Error('it is over');
      if (this.#clock.now() > deadline) throw new Error('a scheduler is away, whose own time would not pass');
      await pause(LOOK_AGAIN_MS);
    }
  }

  async carryOut({ steps, duration }: ChaosPlan): Promise<void> {
    const undo = new Map<ChaosStep, Undo>();
    const moments = steps
      .flatMap((step) => [
        { at: step.at, act: () => this.#begin(step, undo) },
        ...(step.until === undefined ? [] : [{ at: step.until, act: () => this.#end(step, undo) }]),
      ])
      .sort((a, b) => a.at - b.at);
    for (const { at, act } of moments) {
      if (!(await this.#reach(at))) break;
      await act();
    }
    await this.#reach(duration);
    // Only what was broken off is left.
    for (const step of [...undo.keys()]) await this.#end(step, undo);
    await Promise.all(this.#underWay);
    await Promise.all(this.#agents.filter(({ running }) => !running).map((agent) => agent.restart().catch(() => {})));
  }

  async #begin(step: ChaosStep, undo: Map<ChaosStep, Undo>): Promise<void> {
    const perform = ACTS[step.act] as Perform<ChaosAct>;
    try {
      const end = await perform(step, this);
      if (end) undo.set(step, end);
      this.#tell('begun', describeAct(step));
    } catch (error) {
      this.#tell('skipped', `${describeAct(step)}: ${reasonOf(error)}`);
    }
  }

  async #end(step: ChaosStep, undo: Map<ChaosStep, Undo>): Promise<void> {
    const end = undo.get(step);
    if (!end) return;
    undo.delete(step);
    const ending = end().then(
      () => this.#tell('ended', describeAct(step)),
      (error: unknown) => this.#tell('ended', `${describeAct(step)}: ${reasonOf(error)}`),
    );
    this.#underWay.add(ending);
    void ending.finally(() => this.#underWay.delete(ending));
    // What takes long does not keep from what comes then.
    await Promise.race([ending, pause(LOOK_AGAIN_MS)]);
  }

  /** Resolves at this time after the beginning; to false when it is all over. */
  async #reach(at: number): Promise<boolean> {
    const { signal } = this.carrying;
    for (;;) {
      if (signal.aborted) return false;
      const left = this.#begun + at - this.#clock.now();
      if (left <= 0) return true;
      await pause(Math.min(left, LOOK_AGAIN_MS));
    }
  }

  #tell(what: ChaosMoment['what'], text: string): void {
    this.carrying.tell({ at: Math.round(this.#clock.now() - this.#begun), what, text });
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];

/** Carries out a plan in real time, and resolves when all that it did to the cluster is undone. */
export const carryOut = (plan: ChaosPlan, carrying: Carrying): Promise<void> => new Run(carrying).carryOut(plan);
