import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { isMinimesosError, type MinimesosError } from '../../src/errors.js';
import type { FrameworkInfo, scheduler } from '../../src/mesos/wire/messages.js';
import type { SchedulerContext, SimulatedScheduler } from '../../src/simulation/scheduler.js';
import { simulate } from '../../src/simulation/simulate.js';
import { toJsonLines } from '../../src/timeline/format.js';

const SEEDS = [1, 2, 3, 4];
const STEPS = 40;

const digest = (text: string) => createHash('sha256').update(text).digest('hex');
const digestOf = async (seed: number) => digest(toJsonLines((await simulate({ seed, steps: STEPS })).timeline));

const info = (name: string): FrameworkInfo => ({
  ...{ user: 'nobody', name, roles: ['*'], failover_timeout: 600, checkpoint: true },
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }, { type: 'PARTITION_AWARE' }],
});

/** Launches one task, `sleep 5`, and does what it is told to about everything that comes. */
class OneTask implements SimulatedScheduler {
  readonly framework = info('one-task');
  readonly heard: string[] = [];
  #launched = false;

  constructor(
    private readonly context: SchedulerContext,
    private readonly about: (event: scheduler.Event, context: SchedulerContext) => void | Promise<void> = () => {},
  ) {}

  async received(event: scheduler.Event): Promise<void> {
    if (event.type !== 'HEARTBEAT') this.heard.push(event.update?.status.state ?? event.type ?? '');
    await this.about(event, this.context);
    const [offer] = event.offers?.offers ?? [];
    if (offer && !this.#launched) {
      this.#launched = true;
      const resources = [
        { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 1 } },
        { name: 'mem', type: 'SCALAR' as const, scalar: { value: 64 } },
      ];
      const task = { name: 'one', task_id: { value: 'one' }, agent_id: offer.agent_id, resources, command: { value: 'sleep 5' } };
      const operations = [{ type: 'LAUNCH' as const, launch: { task_infos: [task] } }];
      const { status } = await this.context.call({ type: 'ACCEPT', accept: { offer_ids: [offer.id], operations } });
      expect(status).toBe(202);
    }
    const { status } = event.update ?? {};
    if (!status?.uuid || !status.agent_id) return;
    const { agent_id, task_id, uuid } = status;
    await this.context.call({ type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
  }
}

const failureOf = async (running: Promise<unknown>): Promise<MinimesosError<'SIMULATION_FAILED'>> => {
  try {
    await running;
  } catch (error) {
    if (isMinimesosError(error, 'SIMULATION_FAILED')) return error;
    throw error;
  }
  throw new Error('The simulation did not fail.');
};

describe('the same seed', () => {
  let digests: Promise<string[]> | undefined;
  const first = () => (digests ??= Promise.all(SEEDS.map(digestOf)));

  it('leads to the same timeline, to the byte', async () => {
    for (const [index, digest] of (await first()).entries()) expect(await digestOf(SEEDS[index] ?? 0)).toBe(digest);
  });

  it('leads to the same in another process', async () => {
    const program = fileURLToPath(new URL('print-timelines.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program, String(STEPS), ...SEEDS.map(String)]);
    expect(stdout.trim().split('\n')).toEqual(await first());
  });

  it('is another one each time, unless it is given', async () => {
    const options = { steps: 1, faults: false } as const;
    const [one, other] = [await simulate(options), await simulate(options)];
    expect(one.seed).not.toBe(other.seed);
    const again = await simulate({ ...options, seed: one.seed });
    expect(toJsonLines(again.timeline)).toBe(toJsonLines(one.timeline));
  });
});

describe('a scheduler', () => {
  it('has its task run in the time of the simulation', async () => {
    let one: OneTask | undefined;
    const started = performance.now();
    const { timeline, elapsedMs } = await simulate({
      ...{ seed: 1, faults: false, steps: 10 },
      workload: (context) => (one = new OneTask(context)),
    });
    expect(one?.heard.slice(0, 5)).toEqual(['SUBSCRIBED', 'OFFERS', 'TASK_STARTING', 'TASK_RUNNING', 'OFFERS']);
    expect(one?.heard).toContain('TASK_FINISHED');
    expect(elapsedMs).toBeGreaterThan(10_000);
    expect(performance.now() - started).toBeLessThan(elapsedMs);
    const calls = timeline.filter(({ kind, what, source }) => kind === 'call' && what === 'ACCEPT' && source.endsWith('-0000'));
    expect(calls).toHaveLength(1);
  });

  it('gets the answers that it would get over HTTP', async () => {
    const answers: unknown[] = [];
    await simulate({
      ...{ seed: 1, faults: false, steps: 2 },
      workload: (context) =>
        new OneTask(context, async ({ subscribed }) => {
          if (!subscribed || answers.length > 0) return;
          const agent_id = { value: 'nobody' };
          const acknowledge = { agent_id, task_id: { value: 'none' }, uuid: 'AAAA' };
          answers.push(await context.call({ type: 'ACKNOWLEDGE', acknowledge }));
          answers.push(await context.call({ type: 'ACCEPT' }));
          answers.push(await context.call({ type: 'ACKNOWLEDGE', acknowledge: { agent_id } } as never));
        }),
    });
    expect(answers).toEqual([
      { status: 400, text: expect.stringMatching(/^Failed to validate scheduler::Call: /) },
      { status: 400, text: "Failed to validate scheduler::Call: Expecting 'accept' to be present" },
      { status: 400, text: expect.stringContaining('Failed to convert JSON into Call protobuf') },
    ]);
  });

  it('has its memory when it takes over from another', async () => {
    const seen: unknown[] = [];
    await simulate({
      ...{ seed: 1, schedule: [['wait', 4, 0] as const, ['failOverScheduler', 0, 0] as const, ['wait', 10, 0] as const] },
      workload: (context) => {
        seen.push([context.frameworkId !== undefined, context.memory.get('count')]);
        context.memory.set('count', Number(context.memory.get('count') ?? 0) + 1);
        return { framework: info('takes-over'), received: () => {} };
      },
    });
    expect(seen).toEqual([
      [false, undefined],
      [true, 1],
    ]);
  });
});

describe('a scheduler that hangs', () => {
  const waitsForEver = (name: string) => (event: scheduler.Event) =>
    event.type === name ? new Promise<void>(() => {}) : undefined;

  it.each(['OFFERS', 'UPDATE'])('is named, with what it does not come back from: %s', async (name) => {
    const workload = (context: SchedulerContext) => new OneTask(context, waitsForEver(name));
    const failure = await failureOf(simulate({ seed: 1, steps: 3, faults: false, reductions: 0, workload }));
    expect(failure.details.reason).toContain(`scheduler 0 hangs: received() has not come back from the event ${name}`);
  });

  it('is not taken for one that takes its time', async () => {
    const workload = (context: SchedulerContext) =>
      new OneTask(context, () => new Promise((resolve) => void context.delay(20_000, resolve)));
    await simulate({ seed: 1, steps: 3, faults: false, workload });
  });
});

describe('a failure', () => {
  it('tells seed, step, reason, a schedule that is short, and the end of the timeline', async () => {
    const workload = (context: SchedulerContext) =>
      new OneTask(context, ({ update }) => {
        if (update?.status.state === 'TASK_LOST' || update?.status.state === 'TASK_UNREACHABLE') throw new Error('I give up');
      });
    const options = { steps: 60, faults: { partitions: 5, traffic: 0 }, workload, reductions: 60 } as const;
    const error = await failureOf(simulate({ ...options, behaviours: [{ runsFor: '1hrs' }], seed: 11 }));
    const { seed, step, reason, schedule, timeline } = error.details;
    expect(reason).toBe('I give up');
    expect(seed).toMatch(/^11@/);
    expect(step).toBeLessThan(60);
    expect(schedule.length).toBeLessThan(10);
    expect(timeline.join('\n')).toContain('TASK_LOST');
    expect(error.message).toContain('These steps are enough');
    const again = await failureOf(simulate({ ...options, behaviours: [{ runsFor: '1hrs' }], seed, schedule, reductions: 0 }));
    expect(again.details.reason).toBe('I give up');
  });

  it('says what a workload returned that is no scheduler', async () => {
    const failure = await failureOf(simulate({ seed: 1, steps: 2, workload: () => ({}) as SimulatedScheduler }));
    expect(failure.message).toContain(
      'has to return a scheduler with framework and received(), but returned an object. It takes',
    );
  });

  it('says why the master does not have a framework', async () => {
    const workload = () => ({ framework: { name: 'mine' } as FrameworkInfo, received: () => {} });
    const { details } = await failureOf(simulate({ seed: 1, steps: 2, workload, faults: false, reductions: 0 }));
    expect(details.reason).toMatch(/scheduler 0 is not subscribed: the master answers SUBSCRIBE with 400 .*framework_info\.user/);
  });

  it('does not tell hundreds of tasks', async () => {
    const workload = (context: SchedulerContext) => {
      let launched = false;
      return {
        framework: info('forgetful'),
        received: async ({ offers }: scheduler.Event) => {
          const [offer] = offers?.offers ?? [];
          if (!offer || launched) return;
          launched = true;
          const { id, agent_id } = offer;
          const resources = [
            { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 0.1 } },
            { name: 'mem', type: 'SCALAR' as const, scalar: { value: 32 } },
          ];
          const task_infos = Array.from({ length: 8 }, (_, index) => {
            const value = `t${index}`;
            return { name: value, task_id: { value }, agent_id, resources, command: { value: 'true' } };
          });
          const operations = [{ type: 'LAUNCH' as const, launch: { task_infos } }];
          await context.call({ type: 'ACCEPT', accept: { offer_ids: [id], operations } });
        },
      };
    };
    const { details } = await failureOf(simulate({ seed: 1, steps: 2, workload, faults: false, reductions: 0 }));
    expect(details.reason).toMatch(/^Long after everything has healed, (task t\d+ is [^;]+; ){5}and 3 more\.$/);
  });

  it('may be one of a check of the user', async () => {
    const error = await failureOf(
      simulate({
        ...{ seed: 1, steps: 20, faults: false },
        check: ({ timeline }) => {
          if (timeline().some(({ what }) => what === 'TASK_RUNNING')) throw new Error('A task runs');
        },
      }),
    );
    expect(error.details).toMatchObject({ reason: 'A task runs', step: 0 });
    expect(error.cause).toMatchObject({ message: 'A task runs' });
  });
});

it('finds nothing wrong with minimesos itself, whatever the seed', async () => {
  for (let run = 0; run < 4; run++) await simulate({ steps: 40, reductions: 60 });
});

describe('options', () => {
  it('are refused with all that is wrong with them', async () => {
    const wrong = {
      ...{
        seed: 'x',
        steps: 0,
        agents: [{ resources: 'cpus:' }],
        faults: { trafic: 1, agents: -1 },
        workload: [],
        reductions: 0.5,
      },
      ...{
        schedule: [
          ['wiat', 1, 1],
          ['wait', 1],
        ],
        chek: true,
        behaviours: [{ runsfor: 1 }],
      },
    };
    const error = await simulate(wrong as never).catch((reason: unknown) => reason);
    if (!isMinimesosError(error, 'INVALID_DESCRIPTION')) throw error;
    expect(error.details.problems.map(({ path }) => path).sort()).toEqual(
      [
        ...['agents[0].resources', 'behaviours[0].runsfor', 'chek', 'faults.agents', 'faults.trafic', 'reductions'],
        ...['schedule[0]', 'schedule[1]', 'seed', 'steps', 'workload'],
      ].sort(),
    );
  });

  it('are refused when the seed is one of another version', async () => {
    await expect(simulate({ seed: '1@0.0.1' })).rejects.toMatchObject({ code: 'SEED_OF_OTHER_VERSION' });
  });
});
