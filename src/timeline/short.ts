const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=(-\w+)?)/g;

/** Ids of masters are the same in all lines and the longest part of them. Containers' ids have nothing but such a part. */
export const shortIds = (text: string): string => text.replace(UUID, (uuid, rest) => (rest ? '…' : uuid.slice(0, 8)));

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escaped = (character: string) => ESCAPES[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Texts come from tasks and frameworks: what could break the line or command the terminal is written as an escape. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
export const oneLine = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, escaped);

/** A text for people, in one line. */
export const short = (text: string): string => oneLine(shortIds(text));

/** A text of at most so many characters; what is longer ends in `…`. */
export const cut = (text: string, width: number | undefined): string =>
  width !== undefined && text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text;
