import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { MinimesosError } from '../../errors.js';

/** Mesos's own programs on this machine. */
export interface MesosPrograms {
  readonly master: string;
  readonly agent: string;
}

/** Where an installation has its programs, from its root; a build tree has scripts that run them. */
const PLACES = ['sbin', 'bin', '.'];

/**
 * Finds mesos-master and mesos-agent: below `home`, or else on the PATH.
 * @param home the root of an installation, or of a build of Mesos
 * @throws MinimesosError `MESOS_NOT_FOUND` with all that was tried
 */
export function findPrograms(home: string | undefined, path = process.env['PATH'] ?? ''): MesosPrograms {
  const folders = home === undefined ? path.split(delimiter).filter(Boolean) : PLACES.map((place) => join(resolve(home), place));
  const find = (name: string) => {
    const names = home === undefined ? [name] : [name, `${name}.sh`];
    return folders.flatMap((folder) => names.map((each) => join(folder, each))).find(isProgram);
  };
  const [master, agent] = [find('mesos-master'), find('mesos-agent') ?? find('mesos-slave')];
  if (master !== undefined && agent !== undefined) return { master, agent };
  const programs = [master === undefined ? 'mesos-master' : undefined, agent === undefined ? 'mesos-agent' : undefined];
  const where = home === undefined ? 'PATH' : `mesosHome ${home}`;
  throw new MinimesosError('MESOS_NOT_FOUND', { programs: programs.filter((each) => each !== undefined), where, folders });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
