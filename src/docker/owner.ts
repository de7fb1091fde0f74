import { hostname } from 'node:os';
import { lives, type ProcessMark, startTime } from '../mesos/process/process-mark.js';

/** Whose something on an engine is: a process of a host. */
interface Owner extends ProcessMark {
  readonly host: string;
}

/** This process, as the label of what it owns has it. */
export const ownerLabel = (): string => `${hostname()}/${process.pid}/${startTime(process.pid)}`;

/** Whether the owner that a label tells of is gone for certain: one on another host may live, and nobody here can tell. */
export function isOwnerGone(label: string): boolean {
  const owner = parse(label);
  return owner !== undefined && owner.host === hostname() && !lives(owner);
}

function parse(label: string): Owner | undefined {
  const [, host, pid, startedAt] = /^([^/]+)\/(\d+)\/(\d+)$/.exec(label) ?? [];
  return host === undefined ? undefined : { host, pid: Number(pid), startedAt: Number(startedAt) };
}
