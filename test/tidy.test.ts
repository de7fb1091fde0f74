import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesUnder, projectFolder, textOf } from './source-files.js';

/** Time and chance come in by way of the runtime, so that a test can move the one and repeat the other. */
const banned: { what: RegExp; instead: string }[] = [
  { what: /\bDate\.now\b/, instead: 'clock.now()' },
  { what: /\bnew Date\(\s*\)/, instead: 'clock.now() or clock.seconds()' },
  { what: /\bperformance\.now\b/, instead: 'clock.now()' },
  { what: /\bprocess\.(hrtime|uptime)\b/, instead: 'clock.now()' },
  { what: /\bset(Timeout|Interval)\b/, instead: 'clock.delay() or clock.sleep()' },
  { what: /\bnode:timers\b/, instead: 'clock.delay() or clock.sleep()' },
  { what: /\bMath\.random\b/, instead: 'random.number()' },
  { what: /\brandomUUID\b/, instead: 'random.uuid()' },
  { what: /\brandomBytes\b/, instead: 'random.bytes()' },
];

/** The one place where time and chance enter. */
const source = 'src/mesos/process/';
/** Made by a script, so its length is nobody's burden. */
const generated = ['src/mesos/wire/messages.ts'];
/** Facts of Mesos in a table that is looked up, not read: cutting it in two would make it harder to use. */
const tables = filesUnder('src/mesos/wire/schema', '.ts');
const longest = 450;
/** A test is a list of examples that is read from any point, and lies in one file as what it tests does. */
const longestTest = 900;

const sources = filesUnder('src', '.ts');
const tests = filesUnder('test', '.test.ts');
const exampleTests = filesUnder('examples', '.test.ts');

/** The lines of a file that match, each as `path:line: reason`; comments do not count. */
function linesWith(path: string, what: RegExp, reason: string): string[] {
  return textOf(path)
    .split('\n')
    .flatMap((line, index) => (what.test(withoutComment(line)) ? [`${path}:${index + 1}: ${reason}`] : []));
}

const withoutComment = (line: string) => line.replace(/^\s*(\/?\*|\/\/).*|\s\/\/\s.*$/, '');

describe('source files', () => {
  it('take time and chance from the runtime', () => {
    const outside = sources.filter((path) => !path.startsWith(source));
    const found = outside.flatMap((path) => banned.flatMap(({ what, instead }) => linesWith(path, what, `use ${instead}`)));
    expect(found).toEqual([]);
  });

  it('hold one idea each: none is long', () => {
    const files = [
      ...sources,
      ...filesUnder('scripts', '.mjs'),
      ...filesUnder('bench', '.mjs', '.ts'),
      ...filesUnder('fuzz', '.ts'),
      ...filesUnder('soak', '.mjs'),
    ];
    const long = (paths: string[], limit: number) => paths.filter((path) => textOf(path).trimEnd().split('\n').length > limit);
    const readable = files.filter((path) => !generated.includes(path) && !tables.includes(path));
    expect([...long(readable, longest), ...long(tests, longestTest)]).toEqual([]);
  });

  it('say what happens to the log or to the streams they are given, not to the console', () => {
    // What a failed test prints goes to the console because Vitest shows it beside the test.
    const printing = ['src/cli/', 'src/testing/'];
    const libraries = sources.filter((path) => !printing.some((folder) => path.startsWith(folder)));
    expect(libraries.flatMap((path) => linesWith(path, /\bconsole\./, 'use the log of the runtime'))).toEqual([]);
  });
});

describe('tests', () => {
  it('lie where the file they test lies', () => {
    // What no part can promise by itself is tested in a folder of its own.
    const mirrored = tests.filter((path) => path.split('/').length > 2 && !path.startsWith('test/security/'));
    const astray = mirrored.filter((path) => {
      // `allocator.properties.test.ts` tests an aspect of `allocator.ts`, and any test may belong to a suite of its own.
      const tested = join(
        projectFolder,
        path.replace(/^test/, 'src').replace(/(\.[a-z-]+)?(\.docker|\.drivers)?\.test\.ts$/, ''),
      );
      return !existsSync(`${tested}.ts`) && !existsSync(tested);
    });
    expect(astray).toEqual([]);
  });

  it('are all run, and one that is skipped gives its reason', () => {
    const others = [...tests, ...exampleTests].filter((path) => path !== 'test/tidy.test.ts');
    const reason = 'call context.skip(condition, reason) in the test, which prints the reason';
    expect(others.flatMap((path) => linesWith(path, /\b(it|test|describe)\.(only|skip|skipIf|runIf|todo)\b/, reason))).toEqual(
      [],
    );
  });
});

describe('random tests', () => {
  it('run as often as they are told, with a seed that is told', () => {
    const random = [...tests, ...exampleTests].filter((path) => path !== 'test/tidy.test.ts');
    const unruly = random.filter((path) => {
      const count = (what: RegExp) => [...textOf(path).matchAll(what)].length;
      return count(/\bfc\.(assert|check|sample)\(/g) !== count(/\bpropertyRuns\(/g);
    });
    expect(unruly).toEqual([]);
  });
});

describe('texts', () => {
  const markdown = [
    ...filesUnder('docs', '.md'),
    ...filesUnder('examples', '.md'),
    ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md'],
  ];

  it('start with a title', () => {
    expect(markdown.filter((path) => !/^# \S/.test(textOf(path)))).toEqual([]);
  });

  it('link to files that exist', () => {
    const dead = markdown.flatMap((path) =>
      [...textOf(path).matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)]
        .map((match) => join(projectFolder, path, '..', match[1] as string))
        .filter((target) => !existsSync(target))
        .map((target) => `${path}: ${target}`),
    );
    expect(dead).toEqual([]);
  });
});
