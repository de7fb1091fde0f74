import type { ErrorCode } from '../../../errors.js';
import type { Signal } from '../../executor/task-launcher.js';
import type { OutputName } from '../../process/supervisor/protocol.js';
import type { ContainerID, Resource } from '../../wire/messages.js';
import type { ContainerConfig, ContainerTermination, ContainerUsage } from '../containerizer.js';

/**
 * What an agent and the process that holds its containers say to each other: one JSON document a line, over a socket in the file
 * system. Both ends are of the same build, so nothing is validated.
 */
export type Request<Settings> =
  /** The first one: who the agent is, and how containers are run from now on. */
  | { readonly type: 'hello'; readonly settings: Settings }
  | { readonly type: 'launch'; readonly request: number; readonly id: ContainerID; readonly config: ContainerConfig }
  | { readonly type: 'destroy'; readonly id: ContainerID }
  | { readonly type: 'update'; readonly id: ContainerID; readonly resources: readonly Resource[] }
  | { readonly type: 'kill'; readonly id: ContainerID; readonly signal: Signal }
  | { readonly type: 'remove'; readonly id: ContainerID }
  /** What all containers use. */
  | { readonly type: 'measure'; readonly request: number }
  /** Input for a container, in base64; empty at its end. */
  | { readonly type: 'input'; readonly request: number; readonly id: ContainerID; readonly data: string };

export type Reply =
  /** All there is has been told. */
  | { readonly type: 'welcome' }
  /** Containers cannot be run by these settings: an error of the catalogue, by its code and particulars. */
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly details: object }
  /** What there is to see of a container; its config only the first time. */
  | ContainerReply
  /** A container is over. One that is outermost is forgotten. */
  | { readonly type: 'ended'; readonly id: ContainerID; readonly termination: ContainerTermination }
  /** A container that was nested is forgotten. */
  | { readonly type: 'gone'; readonly id: ContainerID }
  | { readonly type: 'done'; readonly request: number; readonly error?: Failure | undefined }
  | { readonly type: 'measured'; readonly request: number; readonly usages: readonly MeasuredContainer[] }
  /** Output of a container that can be attached to, in base64. */
  | { readonly type: 'output'; readonly id: ContainerID; readonly name: OutputName; readonly data: string }
  | { readonly type: 'closed'; readonly id: ContainerID }
  /** How fetching goes. */
  | { readonly type: 'fetched'; readonly succeeded: number; readonly failed: number; readonly cacheUsedBytes: number }
  | { readonly type: 'log'; readonly level: 'info' | 'warning' | 'error'; readonly text: string };

export interface ContainerReply {
  readonly type: 'container';
  readonly id: ContainerID;
  readonly config?: ContainerConfig | undefined;
  readonly root?: { readonly pid?: number | undefined } | undefined;
}

/** What a container uses, with the text of its id. */
export type MeasuredContainer = readonly [name: string, usage: ContainerUsage];

/** An error, with its kind where that is more than a message. */
export interface Failure {
  readonly kind?: 'already launched' | 'unsupported' | undefined;
  readonly message: string;
}
