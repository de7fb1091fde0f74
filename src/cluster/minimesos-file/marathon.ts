import { type CheckedBlock, textOf } from './forms.js';
import type { Note } from './notes.js';

/** What a description would say of Marathon, and of what it is to run. */
export interface MarathonKeys {
  readonly marathon: Readonly<Record<string, never>>;
  /** Files or URLs of apps. */
  readonly apps?: readonly string[];
  /** Files or URLs of groups. */
  readonly groups?: readonly string[];
}

/** The keys of a description that stand for a block `marathon`. */
export function marathonKeys({ blocks }: CheckedBlock): MarathonKeys {
  const files = (name: string) => (blocks[name] ?? []).map((block) => textOf(block, 'marathonJson') ?? '');
  const [apps, groups] = [files('app'), files('group')];
  return { marathon: {}, ...(apps.length > 0 && { apps }), ...(groups.length > 0 && { groups }) };
}

/**
 * What is told in place of these keys, as no description may have them yet. When it may, they go into the description, and this
 * goes.
 */
export function marathonNotes(block: CheckedBlock): Note[] {
  const { apps = [], groups = [] } = marathonKeys(block);
  const installed = [...apps, ...groups].map((file) => JSON.stringify(file));
  const text =
    installed.length === 0
      ? 'Marathon is not yet part of a cluster: start your own with MINIMESOS_ZOOKEEPER or MINIMESOS_MASTER'
      : `Marathon is not yet part of a cluster, so ${installed.join(', ')} will not be run: start your own Marathon, and give it these`;
  return [{ at: [block.at], key: 'marathon', text }];
}
