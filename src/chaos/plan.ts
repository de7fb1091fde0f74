import type { FaultRuleInput } from '../faults/fault-rule.js';
import { type Random, seededRandom, shuffled } from '../mesos/process/random.js';
import { formatSeed } from '../seed.js';

/** How much goes wrong: one thing each 8, 3 or 1 s. */
export type ChaosIntensity = 'low' | 'medium' | 'high';

/** What is done to a cluster. Agents are numbered from 0, in the order in which they were started. */
export type ChaosAct =
  /** A rule about traffic, see {@link FaultRuleInput}. */
  | { readonly act: 'fault'; readonly rule: FaultRuleInput }
  /** The master and the agent do not hear of each other, long enough for both to notice. */
  | { readonly act: 'partition'; readonly agent: number; readonly direction: 'both' | 'to-master' | 'to-agent' }
  /** What master and agent send to each other waits, as in a network that comes back before anybody has given up. */
  | { readonly act: 'stall'; readonly agent: number }
  /** The agent crashes; at the end it is started again. */
  | { readonly act: 'kill-agent'; readonly agent: number }
  /** The agent leaves with all its executors; at the end one comes in its place. */
  | { readonly act: 'stop-agent'; readonly agent: number }
  /** An operator deactivates the agent: its offers are rescinded; at the end it is activated again. */
  | { readonly act: 'deactivate-agent'; readonly agent: number }
  /** The master crashes; at the end it is started again. */
  | { readonly act: 'kill-master' }
  /** The master takes all offers back. */
  | { readonly act: 'rescind-offers' }
  /** The executor of a task crashes; of those that run, the one with this number, counted round and round. */
  | { readonly act: 'kill-executor'; readonly task: number }
  /** The processes of a task stop; at the end they go on. */
  | { readonly act: 'pause-task'; readonly task: number }
  /** The time of the cluster is moved by so many milliseconds. */
  | { readonly act: 'advance'; readonly by: number };

/** One act, and when: in milliseconds of real time after the beginning. */
export type ChaosStep = ChaosAct & {
  readonly at: number;
  /** When it ends; left out of what has no duration, see {@link MOMENTARY}. */
  readonly until?: number;
};

/** Acts that are over as soon as they are done. */
export const MOMENTARY: ReadonlySet<ChaosAct['act']> = new Set(['advance', 'rescind-offers', 'kill-executor']);

/** What goes wrong on a cluster, and when. Plain data: it can be kept, edited, and given again. */
export interface ChaosPlan {
  /** From which seed it was made, as `42@0.1.0`; a plan that was written by hand has none. */
  readonly seed?: string;
  /** How long it lasts, in milliseconds of real time. All has ended by then. */
  readonly duration: number;
  /** In the order of their beginnings. */
  readonly steps: readonly ChaosStep[];
}

/** What a plan is made of. */
export interface ChaosPlanOptions {
  readonly seed: number;
  /** Milliseconds. */
  readonly duration: number;
  /** How many agents there are. */
  readonly agents: number;
  readonly intensity: ChaosIntensity;
}

/** How long chaos may last: a week. A plan is made as a whole before it begins. */
export const LONGEST_CHAOS_MS = 7 * 24 * 3_600_000;

const PAUSE_MS: Readonly<Record<ChaosIntensity, number>> = { low: 8000, medium: 3000, high: 1000 };
/** Both sides of a partition have noticed it after this time of the cluster, as Mesos's flags are by default. */
export const NOTICED_AFTER_MS = 95_000;

/** What is sent again by Mesos when it was lost; all else would be lost for good, which a network does not do to Mesos. */
const UPDATES = { message: 'StatusUpdateMessage', to: 'master' } as const;
const ACKNOWLEDGEMENTS = { message: 'StatusUpdateAcknowledgementMessage', from: 'master' } as const;
const REGISTRATIONS = { message: ['RegisterSlaveMessage', 'ReregisterSlaveMessage'] } as const;
const CALLS = { call: '*', api: 'scheduler' } as const;
const EVENTS = { event: '*', api: 'scheduler' } as const;

/** Draws from a seed. */
class Draw {
  constructor(private readonly random: Random) {}

  /** A whole number from `least` to `most`. */
  number(least: number, most: number): number {
    return least + Math.floor(this.random.number() * (most - least + 1));
  }

  /** One of these. */
  one<Item>(items: readonly Item[]): Item {
    return items[this.number(0, items.length - 1)] as Item;
  }

  /** All of these, in random order. */
  order<Item>(items: readonly Item[]): Item[] {
    return shuffled(items, this.random);
  }
}

type Rule = (draw: Draw) => FaultRuleInput;

/** Rules about traffic: what a network, a busy master, or a proxy between them does. */
const RULES: readonly Rule[] = [
  (draw) => ({ ...CALLS, effect: 'delay', delay: draw.number(50, 1500), probability: 0.5 }),
  () => ({ ...CALLS, effect: 'lose-answer', probability: 0.4 }),
  () => ({ ...CALLS, effect: 'reset', probability: 0.4 }),
  (draw) => ({ ...CALLS, effect: 'answer', status: 503, probability: draw.one([0.3, 1]) }),
  () => ({ call: ['DECLINE', 'ACKNOWLEDGE', 'RECONCILE', 'REVIVE'], api: 'scheduler', effect: 'duplicate', probability: 0.5 }),
  (draw) => ({ ...EVENTS, effect: 'reset', times: draw.number(1, 2) }),
  () => ({ ...EVENTS, effect: 'hold' }),
  () => ({ event: 'UPDATE', api: 'scheduler', effect: 'duplicate', probability: 0.5 }),
  () => ({ ...UPDATES, effect: 'drop', probability: 0.5 }),
  () => ({ ...ACKNOWLEDGEMENTS, effect: 'drop', probability: 0.5 }),
  // Updates themselves are never late: an old one would overtake those after it, which a connection does not do to a master.
  (draw) => ({ ...ACKNOWLEDGEMENTS, effect: 'delay', delay: draw.number(100, 12_000), probability: 0.5 }),
  (draw) => ({ ...draw.one([UPDATES, ACKNOWLEDGEMENTS]), effect: 'duplicate', probability: 0.5 }),
  () => ({ ...REGISTRATIONS, effect: 'drop', probability: 0.5 }),
  () => ({ event: '*', api: 'executor', effect: 'reset', times: 1 }),
  (draw) => ({ call: '*', api: 'executor', effect: draw.one(['lose-answer', 'reset']), probability: 0.3 }),
];

const KINDS = [
  'rule',
  'partition',
  'stall',
  'kill-agent',
  'stop-agent',
  'deactivate-agent',
  'kill-master',
  'advance',
  'rescind-offers',
  'kill-executor',
  'pause-task',
] as const;
type Kind = (typeof KINDS)[number];
/** How many of each are in a deck; a deck is used up before the next one. */
const DECK: Readonly<Record<Kind, number>> = {
  ...{ rule: RULES.length, partition: 2, stall: 2, 'kill-agent': 2, 'stop-agent': 1 },
  ...{ 'deactivate-agent': 1, 'kill-master': 1, advance: 4, 'rescind-offers': 1, 'kill-executor': 2, 'pause-task': 1 },
};

/** What a seed leads to: the same plan for the same seed and options, in one version of minimesos. */
export function makePlan({ seed, duration, agents, intensity }: ChaosPlanOptions): ChaosPlan {
  const draw = new Draw(seededRandom(seed));
  const pause = PAUSE_MS[intensity];
  const steps: ChaosStep[] = [];
  let rules: Rule[] = [];
  let deck: Kind[] = [];
  /** Until when something is done to an agent. */
  const busy = new Array<number>(agents).fill(0);
  for (let at = draw.number(0, pause); at < duration; at += draw.number(pause / 2, (3 * pause) / 2)) {
    if (deck.length === 0) deck = draw.order(KINDS.flatMap((kind) => new Array<Kind>(DECK[kind]).fill(kind)));
    if (rules.length === 0) rules = draw.order(RULES);
    const kind = deck.pop() as Kind;
    const until = Math.min(at + draw.number(1000, 8000), duration);
    const free = busy.flatMap((end, agent) => (end < at ? [agent] : []));
    const agent = draw.one(free);
    switch (kind) {
      case 'rule':
        steps.push({ at, until, act: 'fault', rule: (rules.pop() as Rule)(draw) });
        break;
      case 'advance':
        steps.push({ at, act: 'advance', by: draw.number(5, 100) * 1000 });
        break;
      case 'rescind-offers':
        steps.push({ at, act: kind });
        break;
      case 'kill-executor':
        steps.push({ at, act: kind, task: draw.number(0, 99) });
        break;
      case 'pause-task':
        steps.push({ at, until, act: kind, task: draw.number(0, 99) });
        break;
      case 'kill-master':
        steps.push({ at, until: Math.min(at + draw.number(100, 4000), duration), act: 'kill-master' });
        break;
      default:
        if (free.length === 0) break;
        busy[agent] = until;
        steps.push(
          kind === 'partition'
            ? { at, until, act: kind, agent, direction: draw.one(DIRECTIONS) }
            : { at, until, act: kind, agent },
        );
        // Half of the time it is noticed while it lasts, and not at its end.
        if (kind === 'partition' && until - at > 2000 && draw.number(0, 1) === 0) {
          steps.push({ at: at + draw.number(500, until - at - 1000), act: 'advance', by: NOTICED_AFTER_MS });
        }
    }
  }
  return { seed: formatSeed(seed), duration, steps: steps.sort((a, b) => a.at - b.at) };
}

const DIRECTIONS = ['both', 'both', 'to-master', 'to-agent'] as const;
