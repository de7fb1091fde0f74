/** Why an offer does for no instance of an app, in Marathon's words and in the order in which they are counted. */
export const LACKS = [
  'UnfulfilledRole',
  'UnfulfilledConstraint',
  'NoCorrespondingReservationFound',
  'AgentMaintenance',
  'InsufficientCpus',
  'InsufficientMemory',
  'InsufficientDisk',
  'InsufficientGpus',
  'InsufficientPorts',
  'DeclinedScarceResources',
] as const;

export type LackReason = (typeof LACKS)[number];

/** What an offer lacks for an instance of an app. */
export interface Lack {
  readonly reason: LackReason;
  /** In words: `cpus: 4 wanted, 1.5 offered`. */
  readonly text: string;
}
