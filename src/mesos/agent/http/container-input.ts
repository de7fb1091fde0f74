import type { ContainerInput, IOSwitchboard } from '../../containerizer/io-switchboard.js';
import { emptyResponse, type HttpResponse, textResponse } from '../../process/http/message.js';
import type { agent as api } from '../../wire/messages.js';
import { ParseError } from '../../wire/parse-error.js';
import { readBody } from '../../wire/request-body.js';
import { switchboardOf } from './container-output.js';
import type { CallHandler, Transport } from './operator-api.js';
import { validateProcessInput } from './process-input-validation.js';

/** ATTACH_CONTAINER_INPUT: the request goes on as long as there is input, and is answered at its end or the container's. */
export const attachInput: CallHandler = async (agent, { attach_container_input: attach }, transport) => {
  if (attach?.type !== 'CONTAINER_ID' || !attach.container_id) {
    return textResponse(400, "Expecting 'attach_container_input.type' to be CONTAINER_ID");
  }
  const found = switchboardOf(agent, attach.container_id, 'ATTACH_CONTAINER_INPUT', transport.approvers);
  if ('status' in found) return found;
  const input = found.takeInput();
  if (!input) return textResponse(409, 'Multiple input connections are not allowed');
  try {
    return await Promise.race([passOn(found, input, transport), found.closed.then(() => emptyResponse(200))]);
  } finally {
    input.release();
    transport.stopReading();
  }
};

async function passOn(switchboard: IOSwitchboard, input: ContainerInput, transport: Transport): Promise<HttpResponse> {
  for (;;) {
    let io: api.ProcessIO | undefined;
    try {
      io = await nextOf(transport, switchboard);
    } catch (error) {
      return textResponse(400, (error as Error).message);
    }
    if (!io) return emptyResponse(200);
    if (io.type !== 'DATA') continue;
    try {
      await input.write(Buffer.from(io.data?.data ?? '', 'base64'));
    } catch (error) {
      return textResponse(500, `Failed writing to stdin: ${(error as Error).message}`);
    }
  }
}

/** The next piece of input, undefined at the end of the request. Throws an error in Mesos's words when it is not good. */
async function nextOf({ further, mediaTypes }: Transport, { tty }: IOSwitchboard): Promise<api.ProcessIO | undefined> {
  const record = await further.next();
  if (record.done) return undefined;
  const call = await readBody('agent.Call', mediaTypes.messageContent, record.value, 'agent operator call');
  const problem = validateProcessInput(call.attach_container_input);
  if (problem) throw new ParseError(problem);
  const io = call.attach_container_input?.process_io;
  if (!tty && io?.control?.type === 'TTY_INFO') {
    throw new ParseError('Unable to set the window size: Inappropriate ioctl for device');
  }
  return io;
}
