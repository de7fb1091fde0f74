import { isMinimesosError, type MinimesosError } from '../errors.js';

type Refusal = MinimesosError<'UNSUPPORTED_BY_DRIVER' | 'ZOOKEEPER_EXTERNAL'>;

const listeners = new WeakMap<object, (error: Refusal) => void>();

/** Has a listener told, until the next one takes its place, when a cluster is asked for what its driver cannot do; it may throw. */
export function onRefusal(cluster: object, listener: (error: Refusal) => void): void {
  listeners.set(cluster, listener);
}

/** Tells the listener of a cluster of an error, if it is about what the driver cannot do. */
export function tellRefusal(cluster: object, error: unknown): void {
  if (isMinimesosError(error, 'UNSUPPORTED_BY_DRIVER', 'ZOOKEEPER_EXTERNAL')) listeners.get(cluster)?.(error);
}
