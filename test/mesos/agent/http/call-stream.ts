import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { onTestFinished } from 'vitest';
import { type Encoding, MEDIA_TYPES } from '../../../../src/mesos/wire/content-type.js';
import type { agent as api, ContainerID } from '../../../../src/mesos/wire/messages.js';
import { parseJson } from '../../../../src/mesos/wire/parse-json.js';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { encodeRecord, readRecords } from '../../../../src/mesos/wire/recordio.js';
import { writeJson } from '../../../../src/mesos/wire/write-json.js';

/** Opens a request to the operator API whose body is written piece by piece; it is gone after the test. */
export function open(port: number, headers: Record<string, string>): ClientRequest {
  const opened = request({ host: '127.0.0.1', port, path: '/api/v1', method: 'POST', headers });
  opened.on('error', () => {});
  onTestFinished(() => void opened.destroy());
  return opened;
}

/** The answer to a request, as soon as its headers are there. */
export const answerTo = async (opened: ClientRequest): Promise<IncomingMessage> => (await once(opened, 'response'))[0];

export async function textOf(opened: ClientRequest): Promise<{ status: number | undefined; text: string }> {
  const answer = await answerTo(opened);
  let text = '';
  for await (const chunk of answer) text += chunk;
  return { status: answer.statusCode, text };
}

export const recordio = (encoding: Encoding = 'json') => ({
  Accept: 'application/recordio',
  'Message-Accept': MEDIA_TYPES[encoding],
});

/** A call in JSON whose answer is a stream. */
export function callFor(port: number, call: api.Call, headers: Record<string, string> = recordio()): ClientRequest {
  const opened = open(port, { 'Content-Type': 'application/json', ...headers });
  opened.end(writeJson('agent.Call', call));
  return opened;
}

/** The messages of an answer that is a stream. */
export async function* messagesOf(answer: IncomingMessage, encoding: Encoding = 'json'): AsyncGenerator<api.ProcessIO> {
  const { decode } = await loadProtobuf();
  for await (const record of readRecords(answer)) {
    yield encoding === 'json' ? parseJson('agent.ProcessIO', record.toString()) : decode('agent.ProcessIO', record);
  }
}

/** What a container wrote until its stream ended. */
export async function outputOf(answer: IncomingMessage, encoding?: Encoding): Promise<{ stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' };
  for await (const { data } of messagesOf(answer, encoding)) {
    const text = Buffer.from(data?.data ?? '', 'base64').toString();
    if (data?.type === 'STDERR') output.stderr += text;
    else output.stdout += text;
  }
  return output;
}

/** A request that gives a container input. */
export class InputRequest {
  readonly request: ClientRequest;

  constructor(
    port: number,
    private readonly encoding: Encoding = 'json',
  ) {
    const headers = { 'Content-Type': 'application/recordio', 'Message-Content-Type': MEDIA_TYPES[encoding] };
    this.request = open(port, headers);
  }

  static to(port: number, containerId: ContainerID, encoding?: Encoding): Promise<InputRequest> {
    const input = new InputRequest(port, encoding);
    return input.send({ type: 'CONTAINER_ID', container_id: containerId });
  }

  async send(input: api.Call.AttachContainerInput): Promise<this> {
    const call: api.Call = { type: 'ATTACH_CONTAINER_INPUT', attach_container_input: input };
    const { encode } = await loadProtobuf();
    this.request.write(
      this.encoding === 'json' ? encodeRecord(writeJson('agent.Call', call)) : encodeRecord(encode('agent.Call', call)),
    );
    return this;
  }

  io(io: api.ProcessIO): Promise<this> {
    return this.send({ type: 'PROCESS_IO', process_io: io });
  }

  data(text: string): Promise<this> {
    return this.io({ type: 'DATA', data: { type: 'STDIN', data: Buffer.from(text).toString('base64') } });
  }
}
