/** A place in a text, both numbers counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const STRING = String.raw`"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`;
const TOKEN = new RegExp(String.raw`[ \t\r\n]*(?:([{}[\],:])|(${STRING})|(?:${NUMBER}|true|false|null)(?![\w.]))`, 'y');

/** What may come next: the states of a reader of JSON. */
const NEXT = {
  value: ['{', '[', 'string', 'literal'],
  firstItem: ['{', '[', 'string', 'literal', ']'],
  firstKey: ['string', '}'],
  key: ['string'],
  colon: [':'],
  afterItem: [',', ']'],
  afterMember: [',', '}'],
  end: [] as string[],
};

/**
 * Where a text stops being JSON. The messages of `JSON.parse` give the place in a form that changes with Node's version,
 * or not at all, so it is looked for here, once the text is known to be wrong.
 */
export function jsonFault(text: string): Position {
  TOKEN.lastIndex = 0;
  const open: ('{' | '[')[] = [];
  let state: keyof typeof NEXT = 'value';
  for (;;) {
    const before = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    const token = match && (match[1] ?? (match[2] === undefined ? 'literal' : 'string'));
    if (!token || !NEXT[state].includes(token)) return position(text, before + leadingSpace(text, before));
    state = follow(state, token, open);
  }
}

function follow(state: keyof typeof NEXT, token: string, open: ('{' | '[')[]): keyof typeof NEXT {
  if (token === '{' || token === '[') {
    open.push(token);
    return token === '{' ? 'firstKey' : 'firstItem';
  }
  if (token === ',') return open.at(-1) === '{' ? 'key' : 'value';
  if (token === ':') return 'value';
  if (token === 'string' && (state === 'key' || state === 'firstKey')) return 'colon';
  if (token === '}' || token === ']') open.pop();
  const inside = open.at(-1);
  if (inside === undefined) return 'end';
  return inside === '{' ? 'afterMember' : 'afterItem';
}

const leadingSpace = (text: string, from: number): number => /^[ \t\r\n]*/.exec(text.slice(from))?.[0].length ?? 0;

function position(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
