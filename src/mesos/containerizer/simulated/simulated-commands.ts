import type { Network } from '../../health/network.js';
import type { Timer } from '../../process/clock.js';
import type { Runtime } from '../../process/runtime.js';
import type { ExitStatus } from '../../process/supervisor/protocol.js';
import { type Span, type TaskBehaviour, type TaskNews, USUAL_BEHAVIOUR } from '../../tasks/task-behaviour.js';
import type { CommandPurpose, CommandSpawner, Spawned } from '../command-spawner.js';
import { behaviourFilter, commandBehaviour } from './command-behaviour.js';

type CommandOptions = Parameters<CommandSpawner['spawn']>[0];

/** No process of a machine has such a number. */
const FIRST_PID = 100_000_000;

/**
 * Commands that are no processes: they start, run and end by the clock of the cluster, as behaviours say. Of checks only the
 * outcome is known: whether the task is healthy then.
 */
export class SimulatedCommands implements CommandSpawner {
  readonly pid = FIRST_PID;
  readonly simulated = true;
  /** Those that run, in the order of their start. */
  readonly running = new Set<SimulatedCommand>();
  /** By framework and task: what checks look at. */
  readonly #tasks = new Map<string, SimulatedCommand>();
  readonly #behaviours: readonly { behaviour: TaskBehaviour; matches: (purpose: CommandPurpose) => boolean }[];
  #count = 0;

  /** @param behaviours The first that matches a task counts; others behave as usual. */
  constructor(
    readonly runtime: Runtime,
    behaviours: readonly TaskBehaviour[] = [],
  ) {
    this.#behaviours = behaviours.map((behaviour) => ({ behaviour, matches: behaviourFilter(behaviour) }));
  }

  spawn(options: CommandOptions, purpose: CommandPurpose): Spawned {
    const id = ++this.#count;
    if (purpose.isCheck) return this.#check(id, options, purpose);
    const command = new SimulatedCommand(this, FIRST_PID + id, options, purpose, this.#behaviourOf(purpose));
    return {
      id,
      signal: (name) => command.signal(name),
      write: () => Promise.resolve(),
      onNews: (listener) => {
        command.onNews = listener;
      },
    };
  }

  network(purpose: Omit<CommandPurpose, 'command'>): Network {
    return {
      httpStatusOf: async () => (this.#isHealthy(purpose) ? 200 : 500),
      isListening: async () => this.#isHealthy(purpose),
    };
  }

  /** Ends one that runs, as if by itself. */
  end(command: SimulatedCommand, status: ExitStatus): void {
    command.end(status);
  }

  /** All are gone, and nobody is told. */
  clear(): void {
    for (const command of this.running) command.forget();
    this.running.clear();
    this.#tasks.clear();
  }

  /** Called by a command that has started. */
  started(command: SimulatedCommand): void {
    this.running.add(command);
    const key = keyOf(command.purpose);
    if (key !== undefined) this.#tasks.set(key, command);
  }

  /** Called by a command that is over. */
  ended(command: SimulatedCommand): void {
    this.running.delete(command);
    const key = keyOf(command.purpose);
    if (key !== undefined && this.#tasks.get(key) === command) this.#tasks.delete(key);
  }

  #behaviourOf(purpose: CommandPurpose): TaskBehaviour {
    const { random } = this.runtime;
    const found = this.#behaviours.find(
      ({ behaviour: { probability }, matches }) => matches(purpose) && (probability >= 1 || random.number() < probability),
    )?.behaviour;
    if (found?.runsFor) return found;
    const own = commandBehaviour(purpose.command);
    return own ? { ...(found ?? USUAL_BEHAVIOUR), ...own } : (found ?? USUAL_BEHAVIOUR);
  }

  #check(id: number, options: CommandOptions, purpose: CommandPurpose): Spawned {
    this.runtime.dispatch(() => {
      options.onStarted(FIRST_PID + id);
      options.onExit({ code: this.#isHealthy(purpose) ? 0 : 1 });
    });
    return { id, signal: () => {}, write: () => Promise.resolve() };
  }

  #isHealthy(purpose: Omit<CommandPurpose, 'command'>): boolean {
    return this.#tasks.get(keyOf(purpose) ?? '')?.isHealthy ?? false;
  }
}

/** One of them. */
export class SimulatedCommand {
  onNews: ((news: TaskNews) => void) | undefined;
  #state: 'starting' | 'running' | 'over' = 'starting';
  #startedAt = 0;
  /** Wakes it for what comes next of itself. */
  readonly #timers: Timer[] = [];
  #stopping = false;
  /** What has come up while it stands still; undefined while it does not. */
  #paused: (() => void)[] | undefined;

  constructor(
    private readonly commands: SimulatedCommands,
    readonly pid: number,
    readonly options: CommandOptions,
    readonly purpose: CommandPurpose,
    private readonly behaviour: TaskBehaviour,
  ) {
    this.#after(this.#draw(behaviour.startsAfter), () => this.#start());
  }

  /** Whether checks find it well. */
  get isHealthy(): boolean {
    const { health } = this.behaviour;
    if (this.#paused) return false;
    if (health.length === 0) return true;
    const age = this.commands.runtime.clock.now() - this.#startedAt;
    return health.findLast(({ after }) => after <= age)?.healthy ?? true;
  }

  signal(name: NodeJS.Signals): void {
    if (this.#state === 'over') return;
    const { stopsAfter } = this.behaviour;
    if (name === 'SIGKILL') this.end({ signal: name });
    else if (name === 'SIGSTOP') this.#paused ??= [];
    else if (name === 'SIGCONT') this.#resume();
    else if (this.#paused) this.#paused.push(() => this.signal(name));
    else if (name === 'SIGTERM' && stopsAfter !== 'never' && !this.#stopping) {
      this.#stopping = true;
      this.#after(this.#draw(stopsAfter), () => this.end({ signal: name }));
    }
  }

  /** Ends it, unless it has ended already. */
  end(status: ExitStatus): void {
    this.commands.runtime.dispatch(() => {
      if (this.#state === 'over') return;
      // Whoever ends it before it has started hears of both.
      if (this.#state === 'starting') this.options.onStarted(this.pid);
      this.forget();
      this.commands.ended(this);
      this.options.onExit(status);
      this.options.onClosed?.();
    });
  }

  /** Nothing more comes of it. */
  forget(): void {
    this.#state = 'over';
    for (const timer of this.#timers.splice(0)) timer.cancel();
  }

  /** What came up meanwhile comes now. */
  #resume(): void {
    const late = this.#paused ?? [];
    this.#paused = undefined;
    for (const action of late) action();
  }

  #start(): void {
    const { launchFailure, runsFor, exits, says } = this.behaviour;
    if (this.#state !== 'starting') return;
    if (launchFailure !== undefined) {
      this.forget();
      this.options.onFailed(new Error(launchFailure));
      this.options.onClosed?.();
      return;
    }
    this.#state = 'running';
    this.#startedAt = this.commands.runtime.clock.now();
    this.commands.started(this);
    this.options.onStarted(this.pid);
    for (const { after, ...news } of says) this.#after(after, () => this.onNews?.(news));
    const status: ExitStatus = typeof exits === 'number' ? { code: exits } : { signal: exits };
    if (runsFor) this.#after(this.#draw(runsFor), () => this.end(status));
  }

  /** What is due at once still comes after what goes on now. */
  #after(milliseconds: number, action: () => void): void {
    const { clock } = this.commands.runtime;
    const act = () => (this.#paused ? void this.#paused.push(action) : action());
    if (milliseconds > 0) this.#timers.push(clock.delay(milliseconds, act));
    else this.commands.runtime.dispatch(act);
  }

  #draw([least, most]: Span): number {
    return least === most ? least : least + this.commands.runtime.random.number() * (most - least);
  }
}

const keyOf = ({ framework, task }: Omit<CommandPurpose, 'command'>): string | undefined =>
  task && `${framework?.id?.value}/${task.task_id.value}`;
