import type { App } from './app.js';
import { type AppDocument, readAppDocument } from './app-document.js';
import { InvalidDocument, type Violation } from './invalid.js';
import { type AppDefaults, type CanonicalApp, completeApp, updatedApp, withoutOldFields, withPorts } from './normalize-app.js';
import type { Read } from './read.js';
import { validateApp, validateOldFields } from './validate-app.js';

/** An app before anybody has said of which version it is. */
export type NewApp = Omit<App, 'version' | 'versionInfo'>;

/**
 * Reads a document of a form.
 * @throws InvalidDocument
 */
export function readDocument<Document>(read: Read<Document>, value: unknown): Document {
  const violations: Violation[] = [];
  const document = read(value, '', violations);
  if (document === undefined) throw new InvalidDocument('Invalid JSON', violations);
  return document;
}

/**
 * The app that a document describes.
 * @param id where it is known from elsewhere; otherwise the document has to have one
 * @throws InvalidDocument, Impossible
 */
export function readApp(value: unknown, defaults: AppDefaults, id?: string): NewApp {
  const document = readDocument(readAppDocument, value);
  if (id === undefined && document.id === undefined) {
    throw new InvalidDocument('Invalid JSON', [{ path: '/id', error: 'error.path.missing' }]);
  }
  return appOf({ ...document, id: id ?? document.id }, defaults);
}

/**
 * The app of a document that has its form.
 * @throws InvalidDocument, Impossible
 */
export function appOf(document: AppDocument, defaults: AppDefaults): NewApp {
  validateOldFields(document);
  return validated(withoutOldFields(document), defaults);
}

/** What is to change of an app: the version to go back to, or what is to be otherwise. */
export interface AppUpdate {
  readonly id?: string | undefined;
  readonly version?: string | undefined;
  readonly change: CanonicalApp;
}

/** @throws InvalidDocument, Impossible */
export function readAppUpdate(value: unknown): AppUpdate {
  const document = readDocument(readAppDocument, value);
  const { id, version, ...rest } = withoutOldFields(document);
  if (version !== undefined && Object.keys(rest).length > 0) {
    const error = "The 'version' field may only be combined with the 'id' field.";
    throw new InvalidDocument('Object is not valid', [{ path: '/', error }]);
  }
  return { id, version, change: rest };
}

/**
 * An app as it is after a change.
 * @throws InvalidDocument, Impossible
 */
export function changedApp(app: App, change: CanonicalApp, defaults: AppDefaults): NewApp {
  return validated(updatedApp(app, change), defaults);
}

function validated(document: CanonicalApp, defaults: AppDefaults): NewApp {
  const app = withPorts(document);
  validateApp(app, defaults);
  return completeApp(app, defaults);
}
