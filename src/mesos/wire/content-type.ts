export const APPLICATION_JSON = 'application/json';
export const APPLICATION_PROTOBUF = 'application/x-protobuf';
/** The framing of an agent's container input and output; every record is JSON or protobuf. */
export const APPLICATION_RECORDIO = 'application/recordio';

/** The encodings of a message. */
export type Encoding = 'json' | 'protobuf';

/** How a whole body may be encoded at an agent's operator API, the only one that knows RecordIO as a type of its own. */
export type AgentEncoding = Encoding | 'recordio';

export const MEDIA_TYPES: Readonly<Record<AgentEncoding, string>> = {
  json: APPLICATION_JSON,
  protobuf: APPLICATION_PROTOBUF,
  recordio: APPLICATION_RECORDIO,
};

/** A request whose headers are refused: the status and body of the answer. */
export class HeaderError extends Error {
  override readonly name = 'HeaderError';

  constructor(
    readonly status: 400 | 406 | 415,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The encoding of a request's body by its Content-Type, which Mesos compares exactly: case counts, parameters do not fit.
 * Throws {@link HeaderError}: 400 when there is none, 415 when it is another.
 */
export function requestEncoding(contentType: string | undefined): Encoding {
  return encodingOf(contentType, ['json', 'protobuf']) as Encoding;
}

/** As {@link requestEncoding}, for the operator API of agents. */
export function agentRequestEncoding(contentType: string | undefined): AgentEncoding {
  return encodingOf(contentType, ['json', 'protobuf', 'recordio']);
}

function encodingOf(contentType: string | undefined, allowed: readonly AgentEncoding[]): AgentEncoding {
  if (contentType === undefined) throw new HeaderError(400, "Expecting 'Content-Type' to be present");
  const encoding = allowed.find((candidate) => MEDIA_TYPES[candidate] === contentType);
  if (encoding) return encoding;
  throw new HeaderError(415, `Expecting 'Content-Type' of ${allowed.map((candidate) => MEDIA_TYPES[candidate]).join(' or ')}`);
}

/**
 * The encoding in which to answer, by the request's Accept: JSON when it is allowed, else protobuf, else undefined. No
 * Accept at all allows everything. Weights do not count but for q=0, which forbids.
 */
export function acceptedEncoding(accept: string | undefined): Encoding | undefined {
  return negotiate(accept, ['json', 'protobuf']);
}

/** As {@link acceptedEncoding}, but throws the {@link HeaderError} 406 of masters and of the executor API. */
export function responseEncoding(accept: string | undefined): Encoding {
  const encoding = acceptedEncoding(accept);
  if (encoding) return encoding;
  throw new HeaderError(406, `Expecting 'Accept' to allow '${APPLICATION_PROTOBUF}' or '${APPLICATION_JSON}'`);
}

/** As {@link responseEncoding}, for the operator API of agents, which prefers RecordIO last. */
export function agentResponseEncoding(accept: string | undefined): AgentEncoding {
  const encoding = negotiate(accept, ['json', 'protobuf', 'recordio']);
  if (encoding) return encoding;
  throw new HeaderError(406, `Expecting 'Accept' to allow ${Object.values(MEDIA_TYPES).join(' or ')}`);
}

/** The first of the encodings, in the order given, that an Accept header allows. */
export function negotiate<Candidate extends AgentEncoding>(
  accept: string | undefined,
  preference: readonly Candidate[],
): Candidate | undefined {
  return preference.find((candidate) => acceptsMediaType(accept, MEDIA_TYPES[candidate]));
}

/**
 * Whether an Accept header allows a media type. Its full name is looked for first, then the wildcard for its kind, then
 * the wildcard for everything; the first that is there decides. Header undefined: all is allowed; empty: nothing.
 */
export function acceptsMediaType(accept: string | undefined, mediaType: string): boolean {
  if (accept === undefined) return true;
  const ranges = accept
    .toLowerCase()
    .replace(/[ \t\n]/g, '')
    .split(',')
    .map((range) => range.split(';').filter(Boolean));
  for (const candidate of [mediaType, `${mediaType.split('/')[0]}/*`, '*/*']) {
    const range = ranges.find(([name]) => name === candidate);
    if (range) return isWanted(range.slice(1));
  }
  return false;
}

function isWanted(parameters: readonly string[]): boolean {
  const weights = parameters.filter((parameter) => parameter.startsWith('q='));
  // Like Mesos: a weight given twice counts as none, one that is no number as 0.
  return weights.length !== 1 || Number(weights[0]?.slice(2) || Number.NaN) > 0;
}
