import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { MinimesosError } from '../errors.js';

/** Others may neither read nor write there: the files hold tokens. */
const PRIVATE = 0o700;

/**
 * Where the processes of minimesos leave what they know of each other: `$MINIMESOS_HOME`, or `$XDG_RUNTIME_DIR/minimesos`, or
 * `minimesos-<uid>` in the directory for temporary files. The environment is read at each call, so that what a program sets
 * after loading the library counts.
 */
export function runtimeDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env['MINIMESOS_HOME']) return resolve(env['MINIMESOS_HOME']);
  if (env['XDG_RUNTIME_DIR']) return resolve(env['XDG_RUNTIME_DIR'], 'minimesos');
  return join(tmpdir(), `minimesos-${ownUid() ?? userInfo().username}`);
}

/**
 * The path of a directory of this name in the runtime directory. Both are created where they are missing, for this user
 * alone.
 * @throws MinimesosError `HOME_UNUSABLE` when one belongs to somebody else, or others may write there
 */
export function privateDirectory(name: string, env: NodeJS.ProcessEnv = process.env): string {
  const home = runtimeDirectory(env);
  const directory = join(home, name);
  try {
    mkdirSync(home, { recursive: true, mode: PRIVATE });
    checkPrivate(home);
    mkdirSync(directory, { recursive: true, mode: PRIVATE });
    checkPrivate(directory);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MinimesosError('HOME_UNUSABLE', { directory: home, reason }, { cause: error });
  }
  return directory;
}

/** In a directory where all may write, such as /tmp, somebody else may have been there first. */
function checkPrivate(directory: string): void {
  const status = lstatSync(directory);
  if (!status.isDirectory()) throw new Error(`${directory} is no directory`);
  const uid = ownUid();
  if (uid === undefined) return;
  if (status.uid !== uid) throw new Error(`${directory} belongs to another user`);
  if ((status.mode & 0o022) !== 0) throw new Error(`others may write to ${directory}`);
}

/** Undefined where users have no numbers. */
const ownUid = (): number | undefined => process.getuid?.();
