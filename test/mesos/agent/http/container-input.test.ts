import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { agent as api, ContainerID } from '../../../../src/mesos/wire/messages.js';
import { type AgentFixture, podExecutor, startAgent, task } from '../agent-fixture.js';
import { answerTo, callFor, InputRequest, open, outputOf, recordio, textOf } from './call-stream.js';

let fixture: AgentFixture;
let port: number;
let id: ContainerID;

beforeEach(async () => {
  fixture = await startAgent();
  ({ port } = fixture.agent.address);
  fixture.runGroup(podExecutor('pod'), [task('main', 'sleep 1000')]);
  const { status } = await fixture.master.update('main', 'TASK_RUNNING');
  id = { value: 's1', parent: status.container_status?.container_id };
});
afterEach(() => fixture.stop());

const session = (command: string, more: Partial<api.Call.LaunchNestedContainerSession> = {}) =>
  answerTo(
    callFor(port, {
      type: 'LAUNCH_NESTED_CONTAINER_SESSION',
      launch_nested_container_session: { container_id: id, command: { value: command }, ...more },
    }),
  );
/** Whether somebody has the input. */
const taken = () => {
  const input = fixture.agent.containerizer.attach(id)?.takeInput();
  input?.release();
  return input === undefined;
};
const kill = () => fixture.agent.containerizer.kill(id, 'SIGKILL');

describe('the input of a container', () => {
  it.each(['json', 'protobuf'] as const)('is what one client gives it in %s, until the end of input', async (encoding) => {
    const answer = await session('cat; echo end');
    const input = await InputRequest.to(port, id, encoding);
    await input.data('hello ');
    await input.io({ type: 'CONTROL', control: { type: 'HEARTBEAT', heartbeat: { interval: { nanoseconds: 30e9 } } } });
    await input.data('world\n');
    await input.data('');
    expect(await outputOf(answer)).toEqual({ stdout: 'hello world\nend\n', stderr: '' });
    expect(await textOf(input.request)).toEqual({ status: 200, text: '' });
  });

  it('stays open when the request ends without saying more, for another client', async () => {
    const answer = await session('cat');
    const first = await InputRequest.to(port, id);
    await first.data('one ');
    first.request.end();
    expect(await textOf(first.request)).toEqual({ status: 200, text: '' });
    const second = await InputRequest.to(port, id);
    await second.data('two');
    await second.data('');
    expect((await outputOf(answer)).stdout).toBe('one two');
  });

  it('is free again when its client goes away', async () => {
    const answer = await session('cat');
    const first = await InputRequest.to(port, id);
    await first.data('one ');
    await expect.poll(taken).toBe(true);
    first.request.destroy();
    await expect.poll(taken).toBe(false);
    await (await InputRequest.to(port, id)).data('');
    expect((await outputOf(answer)).stdout).toMatch(/^(one )?$/);
  });

  it('belongs to one client at a time', async () => {
    await session('sleep 1000');
    await InputRequest.to(port, id);
    await expect.poll(taken).toBe(true);
    const second = await InputRequest.to(port, id);
    expect(await textOf(second.request)).toEqual({ status: 409, text: 'Multiple input connections are not allowed' });
  });

  it('is answered when the container ends, and refused after that', async () => {
    const answer = await session('sleep 1000');
    const input = await InputRequest.to(port, id);
    await input.data('x');
    await expect.poll(taken).toBe(true);
    kill();
    expect((await textOf(input.request)).status).toBe(200);
    await outputOf(answer);
    expect(await textOf((await InputRequest.to(port, id)).request)).toEqual({
      status: 500,
      text: 'I/O switchboard server was disabled for this container',
    });
  });

  it('fails when the container does not read any more', async () => {
    const answer = await session('exec <&-; echo closed; sleep 1000');
    await new Promise((resolve) => answer.once('data', resolve));
    const input = await InputRequest.to(port, id);
    await input.data('late');
    expect(await textOf(input.request)).toMatchObject({ status: 500, text: expect.stringMatching(/^Failed writing to stdin: /) });
  });

  it('of a terminal ends with Ctrl-D, and its window may change its size', async () => {
    const answer = await session('cat; echo end >&2', { container: { type: 'MESOS', tty_info: {} } });
    const input = await InputRequest.to(port, id);
    await input.io({ type: 'CONTROL', control: { type: 'TTY_INFO', tty_info: { window_size: { rows: 24, columns: 80 } } } });
    await input.data('');
    await input.data('hello\n\x04');
    expect(await outputOf(answer)).toEqual({ stdout: 'hello\nend\n', stderr: '' });
  });
});

describe('bad input', () => {
  const refused = async (prepare: (input: InputRequest) => Promise<unknown>) => {
    await session('sleep 1000', { container_id: { ...id, value: crypto.randomUUID() } });
    const [running] = fixture.agent.containerizer.containers().slice(-1) as [ContainerID];
    const input = await InputRequest.to(port, running);
    await prepare(input);
    return textOf(input.request);
  };

  it('is refused in words', async () => {
    const cases: [api.Call.AttachContainerInput, string][] = [
      [
        { type: 'CONTAINER_ID', container_id: { value: 'a' } },
        "Expecting 'attach_container_input.type' to be 'PROCESS_IO' instead of: 'CONTAINER_ID'",
      ],
      [{ type: 'PROCESS_IO' }, "Expecting 'attach_container_input.process_io' to be present"],
      [{ type: 'PROCESS_IO', process_io: {} }, "Expecting 'process_io.type' to be present"],
      [{ type: 'PROCESS_IO', process_io: { type: 'DATA' } }, "Expecting 'process_io.data' to be present"],
      [
        { type: 'PROCESS_IO', process_io: { type: 'DATA', data: { type: 'STDOUT', data: '' } } },
        "Expecting 'process_io.data.type' to be 'STDIN'",
      ],
      [{ type: 'PROCESS_IO', process_io: { type: 'CONTROL' } }, "Expecting 'process_io.control' to be present"],
      [
        { type: 'PROCESS_IO', process_io: { type: 'CONTROL', control: { type: 'TTY_INFO', tty_info: {} } } },
        "Expecting 'tty_info.window_size' to be present",
      ],
      [
        {
          type: 'PROCESS_IO',
          process_io: { type: 'CONTROL', control: { type: 'TTY_INFO', tty_info: { window_size: { rows: 1, columns: 1 } } } },
        },
        'Unable to set the window size: Inappropriate ioctl for device',
      ],
    ];
    for (const [message, text] of cases) expect(await refused((input) => input.send(message))).toEqual({ status: 400, text });
  });

  it('that is no RecordIO, or ends amid a record, is refused', async () => {
    expect(await refused(async (input) => input.request.write('x\n'))).toMatchObject({ status: 400 });
    expect(await refused(async (input) => input.request.end('5\nabc'))).toMatchObject({ status: 400 });
    expect(await refused(async (input) => input.request.write('3\n{"a'))).toMatchObject({ status: 400 });
  });

  it('is refused before it begins', async () => {
    const first = async (message: api.Call.AttachContainerInput) => textOf((await new InputRequest(port).send(message)).request);
    expect(await first({ type: 'PROCESS_IO', process_io: { type: 'DATA' } })).toEqual({
      status: 400,
      text: "Expecting 'attach_container_input.type' to be CONTAINER_ID",
    });
    expect(await first({})).toEqual({
      status: 400,
      text: "Failed to validate agent::Call: Expecting 'attach_container_input.type' to be present",
    });
    expect(await first({ type: 'CONTAINER_ID', container_id: { value: 'a/b' } })).toMatchObject({ status: 400 });
    expect(await first({ type: 'CONTAINER_ID', container_id: { value: 'unknown' } })).toEqual({
      status: 404,
      text: 'Container unknown cannot be found',
    });
    const empty = new InputRequest(port);
    empty.request.end();
    expect(await textOf(empty.request)).toEqual({ status: 400, text: 'Received EOF while reading request body' });
  });
});

describe('media types', () => {
  const status = async (headers: Record<string, string>, body = '{"type": "GET_HEALTH"}') => {
    const opened = open(port, headers);
    opened.end(body);
    return textOf(opened);
  };
  const json = { 'Content-Type': 'application/json' };
  const streamed = { 'Content-Type': 'application/recordio', 'Message-Content-Type': 'application/json' };

  it('have to fit the call', async () => {
    expect(await status({ ...json, 'Message-Content-Type': 'application/json' })).toEqual({
      status: 415,
      text: "Expecting 'Message-Content-Type' to be not set for non-streaming requests",
    });
    expect(await status({ ...json, 'Message-Accept': 'application/json' })).toEqual({
      status: 406,
      text: "Expecting 'Message-Accept' to be not set for non-streaming responses",
    });
    expect(await status({ ...json, ...recordio() })).toEqual({
      status: 406,
      text: 'Streaming response is not supported for GET_HEALTH call',
    });
    expect(await status({ ...json, Accept: 'application/recordio', 'Message-Accept': 'text/plain' })).toEqual({
      status: 406,
      text: "Expecting 'Message-Accept' to allow application/json or application/x-protobuf",
    });
    expect(await status({ ...json, Accept: 'text/plain' }, 'no JSON either')).toEqual({
      status: 406,
      text: "Expecting 'Accept' to allow application/json or application/x-protobuf or application/recordio",
    });
    expect(await status({ 'Content-Type': 'application/recordio' })).toEqual({
      status: 400,
      text: "Expecting 'Message-Content-Type' to be set for streaming requests",
    });
    expect(await status({ ...streamed, 'Message-Content-Type': 'text/plain' })).toEqual({
      status: 415,
      text: "Expecting 'Message-Content-Type' of application/json or application/x-protobuf",
    });
    expect(await status(streamed, '22\n{"type": "GET_HEALTH"}')).toEqual({
      status: 415,
      text: "Streaming 'Content-Type' application/recordio is not supported for GET_HEALTH call",
    });
    const attach = { type: 'ATTACH_CONTAINER_INPUT', attach_container_input: { type: 'CONTAINER_ID', container_id: id } };
    expect(await status(json, JSON.stringify(attach))).toEqual({
      status: 415,
      text: "Expecting 'Content-Type' to be application/recordio for ATTACH_CONTAINER_INPUT call",
    });
  });
});
