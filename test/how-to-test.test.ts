// What the pages of docs/how-to-test show is what is run here, with a framework as it should be: their tests in TypeScript,
// their lines for the shell with the command line and with curl. Their diagrams are cut from what comes of it.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { transform } from 'esbuild';
import ts from 'typescript';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatDiagram, MesosCluster } from '../src/index.js';
import { TestServer } from './cli/test-cluster.js';
import { SmallFramework, type SmallFrameworkOptions, Store } from './small-framework.js';
import { filesUnder, projectFolder, textOf } from './source-files.js';
import { readDiagram } from './timeline/mermaid-grammar.js';

const pages = filesUnder('docs/how-to-test', '.md').filter((path) => !path.endsWith('README.md'));

const blocksOf = (page: string, language: string): string[] =>
  [...textOf(page).matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);

let frameworks: SmallFramework[] = [];
let stores = new Map<string, Store>();

/** A framework that is started again, or a second time, finds what the first has stored. */
function startMyFramework(master: string, options: SmallFrameworkOptions = {}): SmallFramework {
  const store = stores.get(master) ?? new Store();
  stores.set(master, store);
  const framework = new SmallFramework(master, store, options);
  frameworks.push(framework);
  return framework;
}

afterEach(async () => {
  vi.restoreAllMocks();
  for (const framework of frameworks) framework.kill();
  await Promise.all(frameworks.map(({ ended }) => ended));
  frameworks = [];
  stores = new Map();
});

/** Runs the body of a test; gives the clusters it has started. */
async function runTest(body: string): Promise<MesosCluster[]> {
  const start = vi.spyOn(MesosCluster, 'start');
  const names = { MesosCluster, startMyFramework, expect };
  const { code } = await transform(`async function test() {\n${body}}`, { loader: 'ts', target: 'node20' });
  await new Function(...Object.keys(names), `${code}\nreturn test();`)(...Object.values(names));
  return Promise.all(start.mock.results.map(({ value }) => value as Promise<MesosCluster>));
}

const WORD = /'([^']*)'|"([^"]*)"|(\S+)/g;
const wordsOf = (line: string) => [...line.matchAll(WORD)].map(([, single, double, bare]) => single ?? double ?? bare ?? '');

/** Does what a shell and curl would do with the lines of a page. */
class Shell {
  constructor(
    private readonly server: TestServer,
    private readonly cluster: MesosCluster,
  ) {}

  async run(line: string): Promise<void> {
    const [command = '', until] = line.split(/ +# until /);
    for (;;) {
      const output = await this.#once(wordsOf(command));
      if (until === undefined || output.includes(until)) return;
      await this.cluster.clock.settle();
    }
  }

  async #once([program, ...args]: string[]): Promise<string> {
    switch (program) {
      case './my-framework':
        return this.#start(args.slice(0, args.indexOf('&')));
      case 'kill':
        frameworks[0]?.kill();
        return '';
      case 'minimesos': {
        const { code, stdout, stderr } = await this.server.run([...args, '--cluster', 'blue']);
        expect({ code, stderr }).toMatchObject({ code: 0 });
        return stdout;
      }
      case 'api':
        return this.#request(args);
      default:
        throw new Error(`What is ${program}?`);
    }
  }

  #start(args: string[]): string {
    const { values } = parseArgs({
      args,
      options: {
        ...{ instances: { type: 'string' }, executor: { type: 'string' } },
        ...{ master: { type: 'string' }, zookeeper: { type: 'string' } },
      },
    });
    const { instances, executor, master, zookeeper } = values;
    startMyFramework(master === undefined ? this.cluster.leader.url : this.cluster.zookeeper.url, {
      ...(instances !== undefined && { instances: Number(instances) }),
      ...(executor !== undefined && { executor }),
      ...(zookeeper !== undefined && { zookeeper: this.cluster.zookeeper.connectString }),
    });
    return '';
  }

  async #request(args: string[]): Promise<string> {
    const options = { json: { type: 'string' }, request: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const { url, token } = this.server.server;
    const response = await fetch(positionals.join(' ').replace('$BLUE', `${url}/v1/clusters/blue`), {
      method: values.request ?? (values.json === undefined ? 'GET' : 'POST'),
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(values.json !== undefined && { body: values.json }),
    });
    const text = await response.text();
    expect({ ok: response.ok, text }).toMatchObject({ ok: true });
    return text;
  }
}

/** What the compiler has to say of the tests of all pages, with what they take for granted. */
function problemsOf(bodies: readonly string[]): string[] {
  const text = [
    `import { expect } from 'vitest';`,
    `import { MesosCluster } from '../src/index.js';`,
    `import type { SmallFramework, SmallFrameworkOptions } from './small-framework.js';`,
    'declare function startMyFramework(master: string, options?: SmallFrameworkOptions): SmallFramework;',
    ...bodies.map((body, index) => `export async function page${index}() {\n${body}}`),
  ].join('\n');
  const path = join(projectFolder, 'test/pages.ts');
  const { config } = ts.readConfigFile(join(projectFolder, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, projectFolder);
  const host = ts.createCompilerHost(options);
  const read = host.readFile;
  host.readFile = (file) => (file === path ? text : read(file));
  host.fileExists = (file) => file === path || ts.sys.fileExists(file);
  const program = ts.createProgram([path], options, host);
  const source = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

it('shows tests of the right types', () => {
  const bodies = pages.flatMap((page) => blocksOf(page, 'ts'));
  expect(bodies).toHaveLength(pages.length);
  expect(problemsOf(bodies)).toEqual([]);
});

describe.each(pages)('%s', (page) => {
  it('shows a test that works, and what comes of it', async () => {
    const [body = ''] = blocksOf(page, 'ts');
    const clusters = await runTest(body);
    const diagrams = clusters.map((cluster) => formatDiagram(cluster.timeline(), { limit: Number.POSITIVE_INFINITY }));
    const [shown = ''] = blocksOf(page, 'mermaid');
    readDiagram(shown);
    // Where masters listen is told, and another place each time.
    const linesOf = (diagram = '') =>
      diagram
        .replaceAll(/(master#64;.*#58;)\d+/g, '$1PORT')
        .split('\n')
        .filter(Boolean);
    const left = linesOf(shown);
    for (const line of linesOf(diagrams[0])) if (line === left[0]) left.shift();
    expect(left).toEqual([]);
  });

  it.each(['minimesos', 'api'])('shows lines for the shell that work: %s', async (program) => {
    const block = blocksOf(page, 'sh').find((text) => text.includes(`${program} `)) ?? '';
    await using server = await TestServer.start();
    const masters = textOf(page).includes('masters: 3') ? 3 : 1;
    const zookeeper = masters > 1 || textOf(page).includes('zookeeper: true');
    const cluster = await server.cluster({ name: 'blue', containerizers: 'simulated', masters, zookeeper });
    const shell = new Shell(server, cluster);
    const lines = block.split('\n').filter(Boolean);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) await shell.run(line);
  });
});
