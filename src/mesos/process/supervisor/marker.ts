/**
 * Which command a process belongs to, written into the environment of the command and so inherited by whatever it starts.
 *
 * A marker is a path, `owner/given by the caller/command id`, so that one prefix names all processes of an owner, of a
 * cluster, of a container or of a single command. An owner may itself run inside a command of another owner: the variable
 * then lists the outer markers too, and the outer owner still finds everything that is inside.
 */
export const MARKER_VARIABLE = 'MINIMESOS_CONTAINER';

const SEPARATOR = ',';

/** Whether `marker` is `ancestor` or lies below it. */
export function isBelow(marker: string, ancestor: string): boolean {
  return marker === ancestor || marker.startsWith(`${ancestor}/`);
}

/** The value of the variable for a command with this marker; `outer` is the value this process itself was started with. */
export function markerValue(marker: string, outer = process.env[MARKER_VARIABLE]): string {
  return outer ? `${outer}${SEPARATOR}${marker}` : marker;
}

/** The markers listed in an environment given as `NAME=value` entries that end with NUL; empty when the variable is missing. */
export function markersIn(environment: string): string[] {
  const start = `\0${environment}`.indexOf(`\0${MARKER_VARIABLE}=`);
  if (start < 0) return [];
  const from = start + MARKER_VARIABLE.length + 1;
  const to = environment.indexOf('\0', from);
  return environment.slice(from, to < 0 ? undefined : to).split(SEPARATOR);
}

/** Throws unless `marker` is one or more names joined by `/`, none of them empty, without comma or control characters. */
export function checkMarker(marker: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  if (!/^[^/,\x00-\x1f]+(\/[^/,\x00-\x1f]+)*$/.test(marker))
    throw new TypeError(`Not a marker for commands: ${JSON.stringify(marker)}.`);
}
