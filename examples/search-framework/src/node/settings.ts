import { existsSync, readFileSync } from 'node:fs';

/** Where the fetcher puts the file with the settings. */
export const SETTINGS_FILE = 'settings.yaml';

/** What can be set for all nodes, in a YAML or JSON file. */
export interface NodeSettings {
  /** How many documents a search returns at most. */
  readonly maxHits: number;
}

const DEFAULTS: NodeSettings = { maxHits: 10 };

/** Reads the settings in the working directory; throws when they make no sense. */
export async function readSettings(): Promise<NodeSettings> {
  if (!existsSync(SETTINGS_FILE)) return DEFAULTS;
  const { parse } = await import('yaml'); // takes a while to load, and most nodes have no settings
  const given: unknown = parse(readFileSync(SETTINGS_FILE, 'utf8')) ?? {};
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Error('The settings are not a map of names to values');
  const unknown = Object.keys(given).filter((name) => !(name in DEFAULTS));
  if (unknown.length > 0)
    throw new Error(`There is no setting ${unknown.join(', ')}; there is ${Object.keys(DEFAULTS).join(', ')}`);
  const settings = { ...DEFAULTS, ...given };
  if (!Number.isInteger(settings.maxHits) || settings.maxHits < 1) throw new Error('maxHits is not a whole number above 0');
  return settings;
}
