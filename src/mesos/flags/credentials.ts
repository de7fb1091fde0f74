import { contentOf, pathIn, readJson } from './flag-file.js';
import { document, type FlagType, FlagValueError, json } from './flag-types.js';

/** Who somebody is, and what proves it: `Credential` in Mesos. */
export interface Credential {
  readonly principal: string;
  readonly secret: string;
}

/** The credentials that a master or an agent accepts. */
export interface Credentials {
  /** What `/flags` shows: where they are, or whose they are. Never a secret. */
  readonly source: string;
  /** At least one. */
  readonly list: readonly Credential[];
}

/** One credential that a program itself has. */
export interface OwnCredential {
  /** As in {@link Credentials}. */
  readonly source: string;
  readonly credential: Credential;
}

/** A key for signing. */
export interface SecretKey {
  /** As in {@link Credentials}. */
  readonly source: string;
  readonly key: string;
}

const secretDocument = <Value>(...given: Parameters<typeof document<Value>>): FlagType<Value> => ({
  ...document(...given),
  secret: true,
});

/** Mesos's flags `credentials` and `http_credentials`: a path, or what would be in the file. */
export const credentials: FlagType<Credentials> = secretDocument(
  'credentials such as {"credentials": [{"principal": "P", "secret": "S"}]}, or the absolute path of a file with them',
  (text) => {
    const list = readList(contentOf(text));
    if (list.length === 0) throw new FlagValueError('there is no credential');
    return { list, source: pathIn(text) === undefined ? givenHere(list) : text };
  },
  ({ source }) => source,
);

/** Mesos's flag `credential`: a path, or what would be in the file. */
export const ownCredential: FlagType<OwnCredential> = secretDocument(
  'a credential such as {"principal": "P", "secret": "S"}, or the absolute path of a file with it',
  (text) => {
    const content = contentOf(text).trim();
    const [first] = isJson(content) ? [readOne(readJson(content))] : readLines(content);
    if (!first) throw new FlagValueError('there is no credential');
    return { credential: first, source: pathIn(text) === undefined ? givenHere([first]) : text };
  },
  ({ source }) => source,
);

/** Mesos's flag `jwt_secret_key`: a path, or the key itself. */
export const secretKey: FlagType<SecretKey> = {
  ...secretDocument<SecretKey>(
    'a key, or the absolute path of a file with one',
    (text) => {
      // One key in 64 begins as a path does.
      const key = contentOf(text, 'the file');
      if (key === '') throw new FlagValueError('it is empty');
      return { key, source: pathIn(text) === undefined ? 'a key that was given with the flag' : text };
    },
    ({ source }) => source,
  ),
  structured: false,
};

/** A JSON document that has secrets in it, kept as text. */
export const secretJson: FlagType<string> = {
  ...json,
  secret: true,
  format: (value) => (pathIn(value) === undefined ? 'a document that was given with the flag' : value),
};

const givenHere = (list: readonly Credential[]) => JSON.stringify({ credentials: list.map(({ principal }) => ({ principal })) });

const isJson = (content: string) => /^[[{]/.test(content);

/** JSON with the member `credentials`, its list alone, or the older form: a principal and a secret on each line. */
function readList(content: string): Credential[] {
  const text = content.trim();
  if (!isJson(text)) return readLines(text);
  const value = readJson(text);
  const list: unknown = Array.isArray(value) ? value : (value as { credentials?: unknown }).credentials;
  if (!Array.isArray(list)) throw new FlagValueError('it has no list "credentials"');
  return list.map((each, index) => readOne(each, `credentials[${index}]`));
}

function readOne(value: unknown, where = 'it'): Credential {
  const { principal, secret = '' } = (value ?? {}) as { principal?: unknown; secret?: unknown };
  if (typeof principal !== 'string') throw new FlagValueError(`${where} has no text "principal"`);
  if (typeof secret !== 'string') throw new FlagValueError(`the secret of ${where} is not text`);
  return { principal, secret };
}

function readLines(text: string): Credential[] {
  if (/^\S+$/.test(text)) throw new FlagValueError('it is one word; if it is the path of a file, that has to be absolute');
  return text
    .split('\n')
    .map((line) => line.trim())
    .flatMap((line, index) => {
      if (line === '') return [];
      const [principal, secret, ...more] = line.split(/\s+/);
      if (principal !== undefined && secret !== undefined && more.length === 0) return [{ principal, secret }];
      // Not the line itself: it may have a secret in it.
      throw new FlagValueError(`line ${index + 1} is not a principal and a secret`);
    });
}
