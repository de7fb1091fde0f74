import {
  type AgentEncoding,
  APPLICATION_JSON,
  APPLICATION_PROTOBUF,
  APPLICATION_RECORDIO,
  acceptedEncoding,
  agentRequestEncoding,
  agentResponseEncoding,
  type Encoding,
  HeaderError,
  MEDIA_TYPES,
  requestEncoding,
} from '../../wire/content-type.js';
import type { agent as api } from '../../wire/messages.js';

/** What the headers of a call to the operator API of an agent say: RecordIO is a framing, whose messages have a type too. */
export interface MediaTypes {
  readonly content: AgentEncoding;
  /** Of the messages in the request. */
  readonly messageContent: Encoding;
  readonly accept: AgentEncoding;
  /** Of the messages in the answer. */
  readonly messageAccept: Encoding;
}

type Headers = Readonly<Record<string, string | undefined>>;

const EITHER = `${APPLICATION_JSON} or ${APPLICATION_PROTOBUF}`;

/** The checks that come before the body is looked at. Throws a {@link HeaderError} in Mesos's words. */
export function mediaTypesOf(headers: Headers): MediaTypes {
  const content = agentRequestEncoding(headers['content-type']);
  const messageContent = messageContentOf(content, headers['message-content-type']);
  const accept = agentResponseEncoding(headers['accept']);
  return { content, messageContent, accept, messageAccept: messageAcceptOf(accept, headers['message-accept']) };
}

function messageContentOf(content: AgentEncoding, given: string | undefined): Encoding {
  if (content === 'recordio') {
    if (given === undefined) throw new HeaderError(400, "Expecting 'Message-Content-Type' to be set for streaming requests");
    if (given !== APPLICATION_JSON && given !== APPLICATION_PROTOBUF)
      throw new HeaderError(415, `Expecting 'Message-Content-Type' of ${EITHER}`);
    return requestEncoding(given);
  }
  if (given === undefined) return content;
  throw new HeaderError(415, "Expecting 'Message-Content-Type' to be not set for non-streaming requests");
}

function messageAcceptOf(accept: AgentEncoding, given: string | undefined): Encoding {
  if (accept === 'recordio') {
    const encoding = acceptedEncoding(given);
    if (encoding) return encoding;
    throw new HeaderError(406, `Expecting 'Message-Accept' to allow ${EITHER}`);
  }
  if (given === undefined) return accept;
  throw new HeaderError(406, "Expecting 'Message-Accept' to be not set for non-streaming responses");
}

/** Calls whose answer is a stream. */
const STREAMED: readonly api.Call.Type[] = ['ATTACH_CONTAINER_OUTPUT', 'LAUNCH_NESTED_CONTAINER_SESSION'];

/** The checks for which the call has to be known. Throws a {@link HeaderError} in Mesos's words. */
export function checkMediaTypes({ content, accept }: MediaTypes, type: api.Call.Type): void {
  if (content === 'recordio' && type !== 'ATTACH_CONTAINER_INPUT')
    throw new HeaderError(415, `Streaming 'Content-Type' ${APPLICATION_RECORDIO} is not supported for ${type} call`);
  if (content !== 'recordio' && type === 'ATTACH_CONTAINER_INPUT')
    throw new HeaderError(415, `Expecting 'Content-Type' to be ${APPLICATION_RECORDIO} for ${type} call`);
  if (accept === 'recordio' && !STREAMED.includes(type))
    throw new HeaderError(406, `Streaming response is not supported for ${type} call`);
}

/** The headers of an answer that is a stream of messages. */
export const streamHeaders = ({ accept, messageAccept }: MediaTypes): Record<string, string> => ({
  'Content-Type': MEDIA_TYPES[accept],
  ...(accept === 'recordio' && { 'Message-Content-Type': MEDIA_TYPES[messageAccept] }),
});
