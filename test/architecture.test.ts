import { isBuiltin } from 'node:module';
import { describe, expect, it } from 'vitest';
import { filesUnder, importsOf } from './source-files.js';

/** What goes wrong on account of the user, in words: any part may throw it. */
const errors = ['errors', 'error-catalogue', 'problem', 'suggest'];
const base = [
  ...errors,
  'mesos/process',
  'mesos/wire',
  'mesos/resources',
  'mesos/flags',
  'mesos/documents',
  'mesos/tasks',
  'mesos/files',
  'mesos/authorizer',
  'mesos/disk',
  'mesos/regex',
];
const running = ['mesos/containerizer', 'mesos/executor', 'mesos/fetcher', 'mesos/health'];

/**
 * Which part of src/ may import from which others; a part is the longest of these paths that a file lies under, and may
 * always import from itself. Imports of types and `import()` count like all others. A part that is missing here has to be
 * given a place first: that is a decision about the design.
 */
const allowed: Record<string, string[]> = {
  // What everything stands on.
  ...Object.fromEntries(errors.map((part) => [part, errors])),
  version: [],
  // By what chance is repeated, and in which version.
  seed: [...errors, 'version'],
  // Asks masters and agents by HTTP, from outside.
  'http-client': ['mesos/flags', 'mesos/process'],
  // A framework's side of the scheduler API.
  'scheduler-client': ['http-client', 'mesos/flags', 'mesos/process', 'mesos/wire'],
  'mesos/wire': [...errors],
  'mesos/process': [...errors, 'mesos/wire'],
  'mesos/resources': [...errors, 'mesos/wire'],
  'mesos/flags': [...errors],
  'mesos/tasks': [...errors, 'mesos/wire', 'mesos/resources'],
  'mesos/documents': [...errors, 'mesos/wire', 'mesos/resources'],
  'mesos/authorizer': [...errors, 'mesos/process', 'mesos/wire', 'mesos/resources', 'mesos/flags'],
  'mesos/files': [...errors, 'mesos/process', 'mesos/wire'],
  'mesos/disk': [...errors],
  // Of offer constraints and of Marathon's constraints.
  'mesos/regex': [],

  // The roles of Mesos. Master and agent know each other by messages only.
  'mesos/allocator': [...base],
  'mesos/detector': [...base, 'zookeeper'],
  'mesos/fetcher': [...base],
  'mesos/health': [...base],
  'mesos/executor': [...base, 'mesos/health'],
  'mesos/containerizer': [...base, 'docker', 'mesos/executor', 'mesos/fetcher', 'mesos/health'],
  'mesos/agent': [...base, ...running, 'docker', 'mesos/detector'],
  'mesos/master': [...base, 'mesos/allocator', 'mesos/detector'],

  // What runs beside Mesos in a cluster.
  zookeeper: [...errors, 'mesos/process', 'mesos/flags'],
  marathon: [...base, 'scheduler-client', 'zookeeper', 'mesos/detector', 'mesos/health'],
  discovery: [...base],

  // An engine of Docker, for the driver and for the agents that run containers there.
  docker: [...errors, 'mesos/process'],

  // What happened, for people: reads what the runtime observes, and knows no role of Mesos.
  timeline: [...errors, 'mesos/process', 'mesos/wire', 'mesos/flags'],

  // What can be made to go wrong, and with which traffic: as data, for all who add faults or look for traffic.
  faults: [...errors, 'mesos/process', 'mesos/flags', 'mesos/wire', 'timeline'],

  // Processes that clusters live in: how they are started and found, and in which form they tell each other.
  host: [...errors, 'version', 'mesos/process', 'mesos/flags'],

  // What runs a cluster. `drivers` itself holds the interface and the choice among them; they do not know each other.
  drivers: [
    ...base,
    'zookeeper',
    'discovery',
    'timeline',
    'faults',
    'drivers/embedded',
    'drivers/host',
    'drivers/docker',
    'drivers/programs',
    'docker',
    'drivers/native',
    'drivers/attached',
  ],
  'drivers/embedded': [
    ...[...base, ...running, 'mesos/master', 'mesos/agent', 'mesos/allocator', 'mesos/detector'],
    ...['drivers', 'timeline', 'faults', 'zookeeper', 'marathon', 'docker'],
  ],
  'drivers/host': [...base, 'zookeeper', 'drivers', 'timeline', 'faults', 'host'],
  'drivers/docker': [
    ...base,
    'docker',
    'mesos/health',
    'http-client',
    'zookeeper',
    'drivers',
    'drivers/attached',
    'drivers/programs',
    'timeline',
    'faults',
  ],
  // What it has started it sees as a cluster that is there already.
  'drivers/native': [...base, 'zookeeper', 'drivers', 'drivers/attached', 'drivers/programs', 'timeline', 'faults'],
  'drivers/programs': [...base, 'http-client', 'zookeeper', 'drivers', 'drivers/attached', 'timeline', 'faults'],
  'drivers/attached': [...base, 'http-client', 'zookeeper', 'drivers', 'timeline', 'faults'],

  // What the user sees. Nothing here knows the insides of Mesos.
  cluster: [
    ...base,
    'http-client',
    'scheduler-client',
    'zookeeper',
    'discovery',
    'docker',
    'marathon',
    'drivers',
    'timeline',
    'faults',
    'seed',
  ],
  // A cluster in which things go wrong by chance, for who writes frameworks, and for the tests of all of the above.
  simulation: [
    ...base,
    'mesos/master',
    'mesos/agent',
    'mesos/detector',
    'mesos/containerizer',
    'mesos/disk',
    'cluster',
    'seed',
  ].concat(['drivers', 'drivers/embedded', 'timeline', 'faults']),
  // A plan of what goes wrong, carried out on a cluster by the means that users have, and what to look at afterwards.
  chaos: [...errors, 'http-client', 'seed', 'mesos/process', 'mesos/flags', 'mesos/tasks', 'cluster', 'timeline', 'faults'],
  'protocol.ts': ['mesos/wire', 'mesos/resources'],
  'index.ts': [...errors, 'cluster', 'chaos', 'timeline', 'faults', 'mesos/wire'],
  remote: [...base, 'version', 'index.ts', 'cluster', 'timeline', 'faults', 'host'],
  // Masters and agents as processes of their own; nobody imports them, and they know nothing of clusters.
  programs: [
    'host',
    ...base,
    ...running,
    'mesos/agent',
    'mesos/master',
    'mesos/allocator',
    'mesos/detector',
    'zookeeper',
    'docker',
    'timeline',
    'version',
  ],
  dashboard: ['remote'],
  testing: [...errors, 'mesos/flags', 'index.ts', 'cluster', 'timeline', 'remote'],
  cli: [
    ...base,
    'docker',
    'http-client',
    'zookeeper',
    'version',
    'seed',
    'index.ts',
    'cluster',
    'chaos',
    'timeline',
    'faults',
    'remote',
    'host',
    'drivers/host',
  ],
};

const parts = Object.keys(allowed).sort((a, b) => b.length - a.length);
const isUnder = (path: string, part: string) =>
  path === `src/${part}` || path === `src/${part}.ts` || path.startsWith(`src/${part}/`);
const partOf = (path: string) => parts.find((part) => isUnder(path, part));

const sources = filesUnder('src', '.ts');

describe('the import direction', () => {
  it('gives every source file a place', () => {
    expect(sources.filter((path) => partOf(path) === undefined)).toEqual([]);
  });

  it('holds for every import', () => {
    const violations = sources.flatMap((path) => {
      const from = partOf(path);
      return importsOf(path)
        .map(({ target }) => ({ target, to: partOf(target) }))
        .filter(({ to }) => from && to && to !== from && !allowed[from]?.includes(to))
        .map(({ target, to }) => `${path} imports ${target}, but ${from} may not import from ${to}`);
    });
    expect(violations).toEqual([]);
  });

  it('has no cycle among the roles of Mesos', () => {
    const reaches = (from: string, to: string): boolean =>
      (allowed[from] ?? []).some((next) => next.startsWith('mesos/') && (next === to || reaches(next, to)));
    expect(parts.filter((part) => part.startsWith('mesos/') && reaches(part, part))).toEqual([]);
    expect(reaches('mesos/master', 'mesos/agent')).toBe(false);
    expect(reaches('mesos/agent', 'mesos/master')).toBe(false);
  });
});

describe('loading the library', () => {
  /** The packages that loading a file loads with it, by the files that ask for them. */
  function packagesLoadedWith(entry: string): Map<string, string> {
    const packages = new Map<string, string>();
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const { target, kind } of importsOf(path)) {
        if (kind !== 'static') continue;
        if (target.startsWith('src/')) visit(target);
        else if (!isBuiltin(target)) packages.set(target, path);
      }
    };
    visit(entry);
    return packages;
  }

  it('loads no package but the one that checks descriptions: a cluster starts in milliseconds', () => {
    const { valibot: _, ...others } = Object.fromEntries(packagesLoadedWith('src/index.ts'));
    expect(others).toEqual({});
  });
});

describe('reading imports', () => {
  const read = (text: string) => importsOf('src/mesos/master/master.ts', text);

  it('sees every way to import', () => {
    const text = `
      import { a } from './a.js';
      import type { B } from '../agent/b.js';
      import './c.js';
      export * from 'package';
      export type { D } from './d.js';
      type E = import('./e.js').E;
      const f = async () => await import('../../f.js');
    `;
    expect(read(text)).toEqual([
      { target: 'src/mesos/master/a.ts', kind: 'static' },
      { target: 'src/mesos/agent/b.ts', kind: 'types' },
      { target: 'src/mesos/master/c.ts', kind: 'static' },
      { target: 'package', kind: 'static' },
      { target: 'src/mesos/master/d.ts', kind: 'types' },
      { target: 'src/mesos/master/e.ts', kind: 'types' },
      { target: 'src/f.ts', kind: 'dynamic' },
    ]);
  });

  it('is not misled by text and comments', () => {
    expect(read("// import './a.js'\nconst text = \"import './b.js'\";")).toEqual([]);
  });
});
