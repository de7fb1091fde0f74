import type { Position } from '../json-fault.js';

/** Something of a minimesosFile that is not, or not as it was, in the description made of it, and what to do about that. */
export interface Note {
  /** All places that this is about. */
  readonly at: readonly Position[];
  /** The key of the description that it has to do with, or would have. */
  readonly key: string;
  /** A sentence without its beginning and end. */
  readonly text: string;
}

/** Notes of the same words as one, whatever they are about, in the order of their lines. */
export function together(notes: readonly Note[]): Note[] {
  const byText = new Map<string, Note>();
  for (const note of notes) {
    byText.set(note.text, { ...note, at: [...(byText.get(note.text)?.at ?? []), ...note.at] });
  }
  const first = ({ at }: Note) => Math.min(...at.map(({ line }) => line));
  return [...byText.values()].sort((one, other) => first(one) - first(other));
}

/** `line 3`, or `lines 3, 8 and 12`. */
export function linesOf({ at }: Note): string {
  const lines = [...new Set(at.map(({ line }) => line))].sort((one, other) => one - other);
  const last = lines.pop();
  return lines.length === 0 ? `line ${last}` : `lines ${lines.join(', ')} and ${last}`;
}
