import { join } from 'node:path';
import type { CommandInfo } from '../wire/messages.js';

/** Where the content of a URI is. */
export type Location = { kind: 'local'; path: string } | { kind: 'http'; url: URL };

/**
 * Finds the errors that make Mesos refuse the launch before any fetcher runs.
 * @returns The text which Mesos puts after "Could not fetch: ", or undefined when there is nothing to object to.
 */
export function uriProblem(uri: CommandInfo.URI): string | undefined {
  const outputFile = uri.output_file;
  return (
    nameProblem(uri.value) ??
    (outputFile === undefined ? undefined : nameProblem(outputFile)) ??
    (outputFile?.startsWith('/') ? 'URI output file must be within the sandbox directory' : undefined)
  );
}

function nameProblem(text: string): string | undefined {
  if (/[\\'\0]/.test(text)) return 'Illegal characters in URI';
  const rest = afterScheme(text);
  return rest === undefined || /\/./s.test(rest) ? undefined : `Malformed URI (missing path): ${text}`;
}

/**
 * The name under which Mesos stores a URI that gives no `output_file`: the text after the last "/". A query string is
 * part of it, because Mesos treats every URI like a file path here. May be empty.
 */
export function baseName(value: string): string {
  // Slashes at the end are looked for where they begin only, so that this takes linear time.
  const rest = afterScheme(value) ?? value.replace(/(?<!\/)\/+$/, '');
  return rest.slice(rest.lastIndexOf('/') + 1);
}

/** What follows "scheme://"; Mesos takes a single character before "://" for part of a path. */
function afterScheme(text: string): string | undefined {
  const index = text.indexOf('://');
  return index > 1 ? text.slice(index + '://'.length) : undefined;
}

/**
 * Tells where to fetch a URI from.
 * @param frameworksHome What relative paths are relative to (agent flag --frameworks_home).
 * @throws Error when it is a relative path without such a home, or of a kind that is not supported.
 */
export function locate(value: string, frameworksHome: string | undefined): Location {
  const uri = value.trimStart();
  if (/^https?:\/\//.test(uri)) {
    if (!URL.canParse(uri)) throw new Error('it is not a valid URL');
    return { kind: 'http', url: new URL(uri) };
  }
  const path = /^file:\/\/(?:localhost(?=\/))?(.*)$/s.exec(uri)?.[1];
  if (path !== undefined) {
    if (!path.startsWith('/')) throw new Error('a file URI needs an absolute path');
    return { kind: 'local', path };
  }
  if (uri.includes('://')) {
    const scheme = uri.slice(0, uri.indexOf('://'));
    throw new Error(`scheme '${scheme}' is not supported; supported: http, https, file and paths without a scheme`);
  }
  if (uri.startsWith('/')) return { kind: 'local', path: uri };
  if (!frameworksHome) throw new Error('a relative path needs the agent to have a frameworks home (--frameworks_home)');
  return { kind: 'local', path: join(frameworksHome, uri) };
}
