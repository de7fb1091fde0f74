import { createRequire } from 'node:module';

/** The version of minimesos: a package can always name itself, from wherever its files lie. */
export const packageVersion = (): string =>
  (createRequire(import.meta.url)('minimesos/package.json') as { version: string }).version;
