// Whether the regular expressions of src/ take time in proportion to what they read: others stop a whole cluster with one long text. They are
// looked at by recheck, which is installed for this, without its programs for the system.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const sources = fileURLToPath(new URL('../src', import.meta.url));
const VERSION = '4.5.0';
/** An expression takes some seconds, and a busy machine many times as long. */
const LONGEST_MS = 180_000;
/** How much longer a text is made that recheck says is bad, and how much longer that may take: what takes the square takes 16 times as long. */
const LONGER = 4;
const MOST_TIMES_LONGER = 8;
/** Below this a measurement says nothing. */
const LEAST_MS = 5;
const TIMINGS = 5;

/** The text that an expression is put together to, from constants of its file; undefined where it depends on what is read. */
function textOf(node, constants) {
  if (ts.isIdentifier(node)) return constants.has(node.text) ? textOf(constants.get(node.text), constants) : undefined;
  if (ts.isStringLiteral(node)) return node.text;
  const isRaw = ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'String.raw';
  const template = isRaw ? node.template : node;
  const written = (part) => (isRaw ? part.rawText : part.text);
  if (ts.isNoSubstitutionTemplateLiteral(template)) return written(template);
  if (!ts.isTemplateExpression(template)) return undefined;
  const parts = template.templateSpans.map(({ expression, literal }) => [textOf(expression, constants), written(literal)]);
  return parts.some(([text]) => text === undefined) ? undefined : [written(template.head), ...parts.flat()].join('');
}

/** All expressions of all files, each once: pattern, flags, and the place where it is first; without a pattern where that depends on what is read. */
function expressions() {
  const found = new Map();
  for (const name of readdirSync(sources, { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const file = ts.createSourceFile(name, readFileSync(join(sources, name), 'utf8'), ts.ScriptTarget.Latest, true);
    const constants = new Map();
    const add = (node, pattern, flags) => {
      const place = `src/${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
      const key = pattern === undefined ? place : `/${pattern}/${flags}`;
      if (!found.has(key)) found.set(key, { place, pattern, flags });
    };
    const visit = (node) => {
      if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
        constants.set(node.name.text, node.initializer);
      }
      if (ts.isRegularExpressionLiteral(node)) {
        const end = node.text.lastIndexOf('/');
        add(node, node.text.slice(1, end), node.text.slice(end + 1));
      }
      if ((ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp') {
        const [pattern, flags] = node.arguments ?? [];
        add(node, pattern && textOf(pattern, constants), flags ? textOf(flags, constants) : '');
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
}

/**
 * Whether an expression takes more than in proportion to the length of the text that recheck has found for it. By chance it also finds
 * those that look at many characters again for each, though never at more than a certain number: they are well.
 */
function isSlow(expression, { pumps, suffix }) {
  const text = (times) => pumps.map(({ prefix, pump, bias }) => `${prefix}${pump.repeat(times + bias)}`).join('') + suffix;
  const milliseconds = (times) => {
    const given = text(times);
    const once = () => {
      const started = performance.now();
      given.replace(expression, '');
      return performance.now() - started;
    };
    return Math.min(...Array.from({ length: TIMINGS }, once));
  };
  let times = 1;
  while (milliseconds(times) < LEAST_MS && text(times).length < 1 << 22) times *= 2;
  return milliseconds(times * LONGER) > milliseconds(times) * MOST_TIMES_LONGER;
}

/** Prints how many there are; false when one of them is slow. */
export function checkExpressions() {
  const folder = mkdtempSync(join(tmpdir(), 'expressions-'));
  try {
    const options = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional', '--loglevel=error'];
    const { status } = spawnSync('npm', [...options, '--prefix', folder, `recheck@${VERSION}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 120_000,
    });
    if (status !== 0) {
      console.log('Regular expressions: skipped, as the registry does not give recheck here');
      return true;
    }
    const { checkSync } = createRequire(join(folder, 'here.js'))('recheck');
    const all = expressions();
    const slow = [...all].flatMap(([text, { place, pattern, flags }]) => {
      if (pattern === undefined) return [];
      const { status, complexity, error, attack } = checkSync(pattern, flags, { timeout: LONGEST_MS });
      const isSuspected = complexity?.type === 'polynomial' && attack;
      const isWell = status === 'safe' || (isSuspected && !isSlow(new RegExp(pattern, flags), attack));
      return isWell ? [] : [`  ${place} ${text}: ${complexity?.summary ?? error?.kind ?? status}`];
    });
    const unknown = [...all.values()].filter(({ pattern }) => pattern === undefined);
    console.log(
      `Regular expressions: ${all.size - unknown.length}, of which take longer than in proportion to what they read: ${slow.length} (recheck ${VERSION})`,
    );
    for (const { place } of unknown) console.log(`  ${place} depends on what is read, and was not looked at`);
    for (const line of slow) console.log(line);
    return slow.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
