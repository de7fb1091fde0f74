import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finding } from './search.js';
import type { FindingKind } from './trial.js';

/** Writes the input of a finding to a file, whose folder is named after the door; returns its path. */
export function keep(folder: string, door: string, { kind, input }: Finding): string {
  const name = `${kind}-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`;
  mkdirSync(join(folder, door), { recursive: true });
  const path = join(folder, door, name);
  writeFileSync(path, input);
  return path;
}

const KINDS: readonly FindingKind[] = ['error', 'hang', 'memory', 'growth'];

/** The door that a kept input is for, the input, and what was wrong with it, which its name tells. */
export function readKept(path: string): { door: string; input: Uint8Array; found: FindingKind | undefined } {
  const input = new Uint8Array(readFileSync(path));
  return { door: basename(dirname(path)), input, found: KINDS.find((kind) => basename(path).startsWith(`${kind}-`)) };
}

/** All inputs that are kept for a door. */
export function keptFor(folder: string, door: string): Uint8Array[] {
  const own = join(folder, door);
  if (!existsSync(own)) return [];
  return readdirSync(own).map((name) => new Uint8Array(readFileSync(join(own, name))));
}
