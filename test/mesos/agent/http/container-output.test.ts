import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { agent as api, ContainerID } from '../../../../src/mesos/wire/messages.js';
import { type AgentFixture, podExecutor, startAgent, task } from '../agent-fixture.js';
import { answerTo, callFor, InputRequest, messagesOf, outputOf, recordio, textOf } from './call-stream.js';

let fixture: AgentFixture;
let port: number;
let parent: ContainerID;
let sandbox: string;

beforeEach(async () => {
  fixture = await startAgent();
  ({ port } = fixture.agent.address);
  const terminal = { container: { type: 'MESOS' as const, tty_info: {} } };
  const command = { value: 'sleep 1000', environment: { variables: [{ name: 'MINE', value: 'yes' }] } };
  fixture.runGroup(podExecutor('pod'), [
    task('main', command),
    task('terminal', 'read line; echo $line; echo err >&2', terminal),
  ]);
  await fixture.master.update('main', 'TASK_RUNNING');
  await fixture.master.update('terminal', 'TASK_RUNNING');
  parent = containerOf('main');
  sandbox = fixture.agent.containerizer.config(parent)?.directory ?? '';
});
afterEach(() => fixture.stop());

const containerOf = (id: string) =>
  fixture.master.updates(id).at(-1)?.status.container_status?.container_id ?? { value: 'there is none' };

const session = (value: string, command: string): api.Call => ({
  type: 'LAUNCH_NESTED_CONTAINER_SESSION',
  launch_nested_container_session: { container_id: { value, parent }, command: { value: command } },
});
const attach = (container_id: ContainerID): api.Call => ({
  type: 'ATTACH_CONTAINER_OUTPUT',
  attach_container_output: { container_id },
});

describe('a session', () => {
  it('shows what its command writes, beside the processes of the container it looks into', async () => {
    const answer = await answerTo(callFor(port, session('s1', 'pwd; echo $MINE $MESOS_SANDBOX; echo err > /dev/stderr; exit 4')));
    expect(answer).toMatchObject({
      statusCode: 200,
      headers: { 'content-type': 'application/recordio', 'message-content-type': 'application/json' },
    });
    expect(await outputOf(answer)).toEqual({ stdout: `${sandbox}\nyes ${sandbox}\n`, stderr: 'err\n' });
    expect(await fixture.agent.containerizer.wait({ value: 's1', parent })).toEqual({ status: 1024 });
    expect(existsSync(join(sandbox, 'containers'))).toBe(false);
  });

  it.each([
    { accept: { Accept: 'application/x-protobuf' }, encoding: 'protobuf' as const, type: 'application/x-protobuf' },
    { accept: { Accept: 'application/json' }, encoding: 'json' as const, type: 'application/json' },
    { accept: {}, encoding: 'json' as const, type: 'application/json' },
    { accept: recordio('protobuf'), encoding: 'protobuf' as const, type: 'application/recordio' },
  ])('is shown as $type to who accepts $accept', async ({ accept, encoding, type }) => {
    const answer = await answerTo(callFor(port, session('s1', 'echo out'), accept));
    expect(answer.headers['content-type']).toBe(type);
    expect(await outputOf(answer, encoding)).toEqual({ stdout: 'out\n', stderr: '' });
  });

  it('ends when its connection breaks', async () => {
    const opened = callFor(port, session('s1', 'echo begun; sleep 1000'));
    const answer = await answerTo(opened);
    for await (const { data } of messagesOf(answer)) {
      expect(Buffer.from(data?.data ?? '', 'base64').toString()).toBe('begun\n');
      break;
    }
    const ended = fixture.agent.containerizer.wait({ value: 's1', parent });
    opened.destroy();
    expect(await ended).toEqual({ status: 9 });
  });

  it('ends when its connection broke before it began', async () => {
    const opened = callFor(port, session('s1', 'sleep 1000'));
    await expect.poll(() => fixture.agent.containerizer.wait({ value: 's1', parent }) !== undefined).toBe(true);
    const ended = fixture.agent.containerizer.wait({ value: 's1', parent });
    opened.destroy();
    expect(await ended).toEqual({ status: 9 });
  });

  it('ends with the container it looks into', async () => {
    const answer = await answerTo(callFor(port, session('s1', 'sleep 1000')));
    fixture.agent.containerizer.kill(parent, 'SIGKILL');
    expect(await outputOf(answer)).toEqual({ stdout: '', stderr: '' });
  });

  it('is told apart from one that is there, and refused below a container that is not', async () => {
    await answerTo(callFor(port, session('s1', 'sleep 1000')));
    expect(await textOf(callFor(port, session('s1', 'sleep 1000')))).toEqual({ status: 202, text: '' });
    const unknown = session('s2', 'true');
    if (unknown.launch_nested_container_session) {
      unknown.launch_nested_container_session.container_id = { value: 's2', parent: { value: 'unknown' } };
    }
    expect(await textOf(callFor(port, unknown))).toEqual({ status: 400, text: 'Parent container unknown does not exist' });
  });

  it('tells of a command that cannot be run', async () => {
    const call = session('s1', '/no/such/file');
    Object.assign(call.launch_nested_container_session?.command ?? {}, { shell: false });
    const output = await outputOf(await answerTo(callFor(port, call)));
    expect(output.stderr).toContain('/no/such/file');
    expect(await fixture.agent.containerizer.wait({ value: 's1', parent })).toEqual({ status: 256 });
  });
});

describe('attaching to output', () => {
  it('shows several clients what a container with a terminal writes, which also is in its sandbox', async () => {
    const id = containerOf('terminal');
    const answers = await Promise.all([answerTo(callFor(port, attach(id))), answerTo(callFor(port, attach(id)))]);
    fixture.runtime.clock.advance(30_000);
    await fixture.runtime.settle();
    const first = messagesOf(answers[0]);
    expect((await first.next()).value).toEqual({
      type: 'CONTROL',
      control: { type: 'HEARTBEAT', heartbeat: { interval: { nanoseconds: 30e9 } } },
    });
    const directory = fixture.agent.containerizer.config(id)?.directory ?? '';
    const input = fixture.agent.containerizer.attach(id)?.takeInput();
    await input?.write(Buffer.from('hello\n'));
    for (const { stdout, stderr } of await Promise.all([outputOf(answers[1]), restOf(first)])) {
      expect([stdout, stderr]).toEqual(['hello\nerr\n', '']);
    }
    expect(readFileSync(join(directory, 'stdout'), 'utf8')).toBe('hello\nerr\n');
    await fixture.master.update('terminal', 'TASK_FINISHED');
    expect(await textOf(callFor(port, attach(id)))).toEqual({
      status: 500,
      text: 'I/O switchboard server was disabled for this container',
    });
  });

  it('shows what the command of a task with a terminal writes', async () => {
    fixture.run(task('command', 'read line; echo $line', { container: { type: 'MESOS', tty_info: {} } }));
    await fixture.master.update('command', 'TASK_RUNNING');
    const [, executor] = [...fixture.agent.frameworks.executors()];
    const id = executor?.containerId ?? { value: 'there is none' };
    const answer = await answerTo(callFor(port, attach(id)));
    await (await InputRequest.to(port, id)).data('hello\n');
    expect((await outputOf(answer)).stdout).toBe('hello\n');
    await fixture.master.update('command', 'TASK_FINISHED');
  });

  it('is refused for containers without, and unknown ones', async () => {
    expect(await textOf(callFor(port, attach(parent)))).toEqual({
      status: 500,
      text: 'I/O switchboard server was disabled for this container',
    });
    expect(await textOf(callFor(port, attach({ value: 'unknown' })))).toEqual({
      status: 404,
      text: 'Container unknown cannot be found',
    });
  });
});

async function restOf(messages: AsyncGenerator<api.ProcessIO>): Promise<{ stdout: string; stderr: string }> {
  const output = { stdout: '', stderr: '' };
  for await (const { data } of messages) {
    const name = data?.type === 'STDERR' ? 'stderr' : 'stdout';
    output[name] += Buffer.from(data?.data ?? '', 'base64').toString();
  }
  return output;
}
