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
/** What has not been decided by then is looked for by chance. */
const LONGEST_MS = 10_000;

/** The literal expressions of all files, each once: pattern, flags, and the place where it is first. */
function expressions() {
  const found = new Map();
  for (const name of readdirSync(sources, { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const file = ts.createSourceFile(name, readFileSync(join(sources, name), 'utf8'), ts.ScriptTarget.Latest, true);
    const visit = (node) => {
      if (ts.isRegularExpressionLiteral(node) && !found.has(node.text)) {
        const end = node.text.lastIndexOf('/');
        const place = `src/${name}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
        found.set(node.text, { place, pattern: node.text.slice(1, end), flags: node.text.slice(end + 1) });
      }
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return found;
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
      const { status, complexity, error } = checkSync(pattern, flags, { timeout: LONGEST_MS });
      return status === 'safe' ? [] : [`  ${place} ${text}: ${complexity?.summary ?? error?.kind ?? status}`];
    });
    console.log(
      `Regular expressions: ${all.size}, of which take longer than in proportion to what they read: ${slow.length} (recheck ${VERSION})`,
    );
    for (const line of slow) console.log(line);
    return slow.length === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
