import { lookUpUser } from '../process/supervisor/user.js';
import type { ContainerUser } from './containerizer.js';

/** Whether tasks can run as other users than this process. */
export const canSwitchUser = (): boolean => process.getuid?.() === 0;

/**
 * The account of a task's user; undefined when this process cannot act for others anyway.
 * @throws Error `No such user 'NAME'`, in Mesos's words.
 */
export function userOf(name: string): ContainerUser | undefined {
  if (!canSwitchUser()) return undefined;
  const user = lookUpUser(name);
  if (!user) throw new Error(`No such user '${name}'`);
  return { name, uid: user.uid, gid: user.gid };
}
