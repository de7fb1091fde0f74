import type { App } from './app.js';

/** Members that are left out where there is nothing in them. */
const OMITTED_WHEN_EMPTY = ['args', 'constraints', 'dependencies', 'env', 'fetch', 'healthChecks', 'readinessChecks'] as const;

/** An app as Marathon writes it. */
export function appDocument(app: App): Record<string, unknown> {
  const { readinessChecks, portDefinitions, ...rest } = app;
  const document: Record<string, unknown> = { ...rest, readinessChecks, ...(portDefinitions && { portDefinitions }) };
  for (const name of OMITTED_WHEN_EMPTY) if (Object.keys(app[name]).length === 0) delete document[name];
  return document;
}
