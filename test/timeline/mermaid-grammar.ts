/** A text in which nothing is left that Mermaid reads as more than text: what is special stands as `#number;`. */
const TEXT = String.raw`(?!(?:no)?wrap:)(?:[^#;:<>\n]|#\d+;)+`;
const ID = '[A-Z][a-z]+[0-9]+';
const LINES = {
  participant: new RegExp(`^  participant (?<id>${ID}) as (?<text>${TEXT})$`),
  arrow: new RegExp(`^  (?<from>${ID})(?<arrow>-x|->>|-->>)(?<to>${ID}): (?<text>${TEXT})$`),
  note: new RegExp(`^  Note over (?<from>${ID})(?:,(?<to>${ID}))?: (?<text>${TEXT})$`),
};

/**
 * Reads the part of Mermaid's language for sequence diagrams that minimesos writes, and nothing else; the texts as Mermaid
 * would show them.
 * @throws Error for a line that is none of these, and for a participant that was not introduced
 */
export function readDiagram(text: string): { kind: keyof typeof LINES; from: string; to: string; arrow: string; text: string }[] {
  const [head, ...lines] = text.replace(/\n$/, '').split('\n');
  if (head !== 'sequenceDiagram') throw new Error(`no sequence diagram: ${head}`);
  const known = new Set<string>();
  return lines.map((line) => {
    const kind = (Object.keys(LINES) as (keyof typeof LINES)[]).find((name) => LINES[name].test(line));
    const groups = kind && LINES[kind].exec(line)?.groups;
    if (!kind || !groups) throw new Error(`no line of a sequence diagram: ${line}`);
    if (kind === 'participant') known.add(groups['id'] ?? '');
    const { from = groups['id'] ?? '', to = from, arrow = '' } = groups;
    for (const id of [from, to]) if (!known.has(id)) throw new Error(`unknown participant: ${line}`);
    return { kind, from, to, arrow, text: (groups['text'] ?? '').replace(/#(\d+);/g, (_, code) => String.fromCodePoint(code)) };
  });
}
