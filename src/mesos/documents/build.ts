/**
 * What a cluster says of its build: the version it presents itself as. There is no date of a build to tell, and clients
 * expect one, so it is that of the first release of the version.
 */
const RELEASES: Record<string, string> = {
  '1.11.0': '2020-11-24 00:00:00 UTC',
  '1.12.0': '2024-08-27 00:00:00 UTC',
};

/** `/version` of masters and agents, and the first members of their `/state`. `build_time` is in seconds since 1970. */
export function buildDocument(version: string) {
  const build_date = RELEASES[version] ?? '2020-11-24 00:00:00 UTC';
  return { version, build_date, build_time: Date.parse(build_date) / 1000, build_user: '' };
}
