import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { ClusterAgent } from '../src/cluster/cluster-agent.js';
import { TaskSandbox } from '../src/cluster/sandboxes/task-sandbox.js';
import { MesosCluster } from '../src/index.js';
import { projectFolder, textOf } from './source-files.js';

const documentation = readFileSync(join(projectFolder, 'docs/library.md'), 'utf8');
const headings = documentation.split('\n').filter((line) => line.startsWith('### '));

const members = (owner: string, { prototype }: { prototype: object }) =>
  Object.getOwnPropertyNames(prototype)
    .filter((name) => name !== 'constructor')
    .map((name) => `${owner}.${name}`);

describe('docs/library.md', () => {
  it('has a section for each method and property', () => {
    const all = [
      ...['MesosCluster.start', 'MesosCluster.connect', 'cluster.name', 'sandbox.taskId'],
      ...members('cluster', MesosCluster),
      ...members('agent', ClusterAgent),
      ...members('sandbox', TaskSandbox),
    ];
    const missing = all.filter(
      (name) => !headings.some((heading) => new RegExp(`\`${name.replace('.', '\\.')}[(\`]`).test(heading)),
    );
    expect(missing).toEqual([]);
  });

  it('names everything that is exported', () => {
    const entries = textOf('src/index.ts') + textOf('src/simulation.ts');
    const exported = [...entries.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, names = '']) =>
      names.split(',').flatMap((name) => name.replace(/\btype\b/, '').trim() || []),
    );
    expect(exported).toContain('MesosCluster');
    expect(exported.filter((name) => !new RegExp(`\\b${name}\\b`).test(documentation))).toEqual([]);
  });

  it('has an example in each section, and all of them can be parsed', async () => {
    const sections = documentation.split(/^### /m).slice(1);
    expect(sections.filter((section) => !section.includes('```ts')).map((section) => section.split('\n')[0])).toEqual([]);
    const examples = [...documentation.matchAll(/```ts\n(.*?)```/gs)].map(([, example = '']) => example);
    for (const example of examples) await transform(example, { loader: 'ts', target: 'node20', format: 'esm' });
  });
});
