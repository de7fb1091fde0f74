/** All figures by name, in the order in which they are measured. */
export const figures = {
  'clusters-in-a-row': () => import('./lasting/clusters-in-a-row.mjs'),
  resets: () => import('./lasting/resets.mjs'),
  'clusters-by-cli': () => import('./lasting/clusters-by-cli.mjs'),
  'clusters-at-once': () => import('./lasting/clusters-at-once.mjs'),
  tasks: () => import('./lasting/tasks.mjs'),
  'steady-load': () => import('./lasting/steady-load.mjs'),
  'owner-killed': () => import('./death/owner-killed.mjs'),
  'host-killed': () => import('./death/host-killed.mjs'),
  'remote-killed': () => import('./death/remote-killed.mjs'),
  'full-disk': () => import('./death/full-disk.mjs'),
  'few-files': () => import('./death/few-files.mjs'),
  'port-taken': () => import('./death/port-taken.mjs'),
  'clock-jumps': () => import('./death/clock-jumps.mjs'),
  'supervisor-dies': () => import('./death/supervisor-dies.mjs'),
  'busy-master': () => import('./load/busy-master.mjs'),
  'repeated-tests': () => import('./lasting/repeated-tests.mjs'),
};
