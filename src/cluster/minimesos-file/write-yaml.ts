import { stringify } from 'yaml';
import type { MinimesosFile } from './minimesos-file.js';
import { linesOf, type Note, together } from './notes.js';

const WIDTH = 120;

/**
 * A description in YAML that says what a minimesosFile says, with comments on what has no place in it.
 * @param schema where editors find the schema of descriptions
 * @param source what the file is called
 */
export function writeYaml({ description, notes }: MinimesosFile, schema: string, source: string): string {
  const of = (key: string) => comments(notes.filter((note) => note.key === key));
  const keys = Object.entries(description).map(([key, value]) => of(key) + stringify({ [key]: value }, { lineWidth: WIDTH }));
  const others = comments(notes.filter(({ key }) => !Object.hasOwn(description, key)));
  const head = `# yaml-language-server: $schema=${schema}\n#\n# Made from ${source} by minimesos migrate. Comments tell what of that is not here, or not as it was.\n`;
  return [head, ...keys, ...(others === '' ? [] : [others])].join('\n');
}

const comments = (notes: readonly Note[]): string =>
  together(notes)
    .map((note) => wrapped(`${linesOf(note)}: ${note.text}`))
    .join('');

/** A text as lines of comments that are not too long. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < WIDTH - 3) lines.push(`${lines.pop() ?? ''} ${word}`);
    else lines.push(word);
  }
  return lines.map((line, index) => `# ${index === 0 ? '' : '  '}${line}\n`).join('');
}
