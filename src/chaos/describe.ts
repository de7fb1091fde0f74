import { formatDuration } from '../mesos/flags/duration.js';
import { formatTimeline } from '../timeline/format.js';
import type { ChaosReport } from './chaos.js';
import { CHAOS_CHECKS } from './check.js';
import type { ChaosPlan, ChaosStep } from './plan.js';
import type { ChaosMoment } from './run.js';

const DIRECTIONS = { both: 'both ways', 'to-master': 'to the master', 'to-agent': 'to the agent' } as const;

/** What a step does, in words. */
export function describeAct(step: ChaosStep): string {
  switch (step.act) {
    case 'fault': {
      const { effect, ...rest } = step.rule;
      const facts = Object.entries(rest).map(([name, value]) => `${name}=${[value].flat().join(',')}`);
      return [effect, ...facts].join(' ');
    }
    case 'partition':
      return `partition of agent ${step.agent}, ${DIRECTIONS[step.direction]}`;
    case 'stall':
      return `what agent ${step.agent} and the master send waits`;
    case 'kill-agent':
      return `agent ${step.agent} crashes`;
    case 'stop-agent':
      return `agent ${step.agent} leaves`;
    case 'deactivate-agent':
      return `agent ${step.agent} is deactivated, its offers rescinded`;
    case 'kill-master':
      return 'the master crashes';
    case 'rescind-offers':
      return 'all offers are rescinded';
    case 'kill-executor':
      return `the executor of running task ${step.task} crashes`;
    case 'pause-task':
      return `running task ${step.task} stands still`;
    case 'advance':
      return `${formatDuration(step.by)} pass`;
  }
}

/** A time after the beginning, as the timeline writes it. */
export const formatMoment = (milliseconds: number): string => `+${(milliseconds / 1000).toFixed(1)}s`;

/** A plan, one line for each step. */
export const formatPlan = ({ steps }: ChaosPlan): string =>
  steps
    .map((step) => {
      const { at, until } = step;
      const lasting = until === undefined ? '' : ` for ${((until - at) / 1000).toFixed(1)} s`;
      return `${formatMoment(at).padStart(8)}  ${describeAct(step)}${lasting}`;
    })
    .join('\n');

const indented = (text: string) => text.replace(/^/gm, '    ');

/** What was done and what came of it, for people. */
export function formatReport({ plan, moments, findings, exitCode }: ChaosReport): string {
  const count = (wanted: ChaosMoment['what']) => moments.filter(({ what }) => what === wanted).length;
  const seed = plan.seed === undefined ? 'The plan' : `Seed ${plan.seed}`;
  const checks = Object.entries(CHAOS_CHECKS).map(([check, what]) => {
    const wrong = findings.filter((finding) => finding.check === check).length;
    return `  ${wrong === 0 ? 'ok   ' : 'WRONG'}  ${what}`;
  });
  const details = findings.map(({ text, timeline }) => `${text}\n${indented(formatTimeline(timeline))}`);
  return [
    `${seed}: ${count('begun')} ${count('begun') === 1 ? 'thing' : 'things'} went wrong in ${formatDuration(plan.duration)}, ${count('skipped')} could not be done.`,
    ...checks,
    ...(exitCode === undefined ? [] : [`The program ended by itself with ${exitCode}.`]),
    ...details,
  ].join('\n');
}
