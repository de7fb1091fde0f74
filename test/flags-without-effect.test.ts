import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { decidedFlags } from '../src/cluster/description.js';
import { agentFlags } from '../src/mesos/flags/agent-flags.js';
import { masterFlags } from '../src/mesos/flags/master-flags.js';
import { filesUnder, textOf } from './source-files.js';

/** Files that only the other one reads flags in. */
const OF_MASTERS = [/^src\/mesos\/master\//, /\/embedded-master\.ts$/];
const OF_AGENTS = [/^src\/mesos\/(agent|containerizer|executor|fetcher)\//, /\/embedded-agent\.ts$/];
const DEFINITIONS = /^src\/mesos\/(flags|wire)\//;

const sources = filesUnder('src', '.ts').filter((path) => !DEFINITIONS.test(path));

/** What is read of something that is called flags, or of flags as they were given: `flags.name`, `given['name']`, `{ name } = flags`. */
function read(path: string): string[] {
  const names: string[] = [];
  const isFlags = (node: ts.Node | undefined) => /(^|\.)(flags|given)$/.test(node?.getText() ?? '');
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && isFlags(node.expression)) names.push(node.name.text);
    if (ts.isElementAccessExpression(node) && isFlags(node.expression) && ts.isStringLiteral(node.argumentExpression)) {
      names.push(node.argumentExpression.text);
    }
    if (ts.isVariableDeclaration(node) && isFlags(node.initializer) && ts.isObjectBindingPattern(node.name)) {
      names.push(...node.name.elements.map(({ propertyName, name }) => (propertyName ?? name).getText()));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true));
  return names;
}

/** Those that a cluster decides itself are refused, and need not be named. */
function withoutEffect(table: object, decided: object, others: readonly RegExp[]): string[] {
  const own = sources.filter((path) => !others.some((other) => other.test(path)));
  const used = new Set(own.flatMap(read));
  return Object.keys(table)
    .filter((name) => !used.has(name) && !Object.hasOwn(decided, name))
    .sort();
}

/** The flags that the documentation names in the line that begins so. */
function documented(line: string): string[] {
  const [, section = ''] = /^## Flags without effect\n(.*?)(?=^## |$(?![\s\S]))/ms.exec(textOf('docs/fidelity.md')) ?? [];
  const text = section.split('\n\n').find((paragraph) => paragraph.startsWith(line)) ?? '';
  return Array.from(text.matchAll(/`(\w+)`/g), ([, name = '']) => name).sort();
}

describe('docs/fidelity.md names the flags that are accepted without effect', () => {
  it('of masters', () => {
    expect(documented('Masters:')).toEqual(withoutEffect(masterFlags, decidedFlags.master, OF_AGENTS));
  });

  it('of agents', () => {
    expect(documented('Agents:')).toEqual(withoutEffect(agentFlags, decidedFlags.agent, OF_MASTERS));
  });
});
