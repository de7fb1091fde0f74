import { type CheckedBlock, textOf } from './forms.js';

/** What a description would say of Marathon, and of what it is to run. */
export interface MarathonKeys {
  readonly marathon: true | { readonly port: number };
  /** Files or URLs of apps. */
  readonly apps?: readonly string[];
  /** Files or URLs of groups. */
  readonly groups?: readonly string[];
}

/**
 * The keys of a description that stand for a block `marathon`.
 * @param port where it listens, where that is fixed
 */
export function marathonKeys({ blocks }: CheckedBlock, port?: number): MarathonKeys {
  const files = (name: string) => (blocks[name] ?? []).map((block) => textOf(block, 'marathonJson') ?? '');
  const [apps, groups] = [files('app'), files('group')];
  return {
    marathon: port === undefined ? true : { port },
    ...(apps.length > 0 && { apps }),
    ...(groups.length > 0 && { groups }),
  };
}
