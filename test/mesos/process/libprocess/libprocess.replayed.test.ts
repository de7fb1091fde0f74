// Whole conversations that a master, an agent, a scheduler and an executor of Apache Mesos had: all say again what they said, but
// for one of them, in whose place is ours. It has to say the same kinds of messages in the same order to each of the others.
import { describe, expect, it } from 'vitest';
import type { Runtime } from '../../../../src/mesos/process/runtime.js';
import { MasterFixture } from '../../master/master-fixture.js';
import { type RecordedMessage, recordedMessages } from '../../wire/recorded-messages.js';
import { until } from './place.js';
import { RemoteAgent } from './remote-agent.js';
import { Speaker } from './speaker.js';

type Role = 'master' | 'agent' | 'scheduler' | 'executor';

const nameOf = ({ path }: { path: string }) => path.slice(path.lastIndexOf('.') + 1);

/** What comes by the clock, and so at other moments. */
const isPing = (message: { path: string }) => /Ping|Pong/.test(nameOf(message));

const conversation = (recording: string) =>
  recordedMessages.filter((message) => message.recording === recording && !isPing(message));

/** How often a role has been told something of this name. */
const times = (heard: readonly string[], name: string) => heard.filter((one) => one === name).length;

interface Ours {
  readonly role: Role;
  readonly port: number;
  readonly runtime: Runtime;
  /** Called before something is waited for that ours has to say. */
  expecting?(name: string): Promise<void>;
  /** What stands in a message that is sent to ours in the place of what stood in the recorded one. */
  translate?(body: Buffer): Buffer;
}

/** Says to ours what was said to its model, each when that has said what came before it; ours is expected to say it, too. */
async function replay(messages: readonly RecordedMessage[], ours: Ours, speakers: Map<string, Speaker>): Promise<void> {
  const said = new Map<string, string[]>();
  let [sent, arrived] = [0, 0];
  ours.runtime.onObservation((observation) => {
    if (observation.kind === 'message' && observation.to.endsWith(`:${ours.port}`)) arrived++;
  });
  for (const message of messages) {
    const { from, to, body } = message;
    if (from === ours.role) {
      const name = nameOf(message);
      const heard = [...(said.get(to) ?? []), name];
      said.set(to, heard);
      await ours.expecting?.(name);
      const speaker = speakers.get(to);
      if (speaker) await until(() => times(speaker.names, name) >= times(heard, name));
    } else if (to === ours.role) {
      speakers.get(from)?.say(ours.port, { ...message, body: ours.translate?.(body) ?? body });
      sent++;
      // What two of them say may arrive in another order otherwise.
      await until(() => arrived >= sent);
    }
  }
  for (const [to, names] of said) {
    const speaker = speakers.get(to);
    if (speaker) expect([to, speaker.received.filter((each) => !isPing(each)).map(nameOf)]).toEqual([to, names]);
  }
}

const speakersFor = async (...roles: Role[]) =>
  new Map(await Promise.all(roles.map(async (role): Promise<[string, Speaker]> => [role, await Speaker.open()])));

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

describe('in a recorded conversation', () => {
  it.each(['command-task', 'custom-executor', 'agent-reregister'])(
    '(%s) our master says to scheduler and agent what that of Mesos said',
    async (recording) => {
      const messages = conversation(recording);
      const fixture = await MasterFixture.start({}, { remote: true });
      const registered = messages.find((message) => nameOf(message) === 'SlaveRegisteredMessage');
      const [theirs = ''] = UUID.exec(registered?.body.toString('latin1') ?? '') ?? [];
      const speakers = await speakersFor('agent', 'scheduler');
      await replay(
        messages,
        {
          role: 'master',
          port: fixture.address.port,
          runtime: fixture.runtime,
          expecting: async (name) => {
            if (name !== 'ResourceOffersMessage') return;
            await fixture.runtime.settle();
            await fixture.allocate();
          },
          // Ids of frameworks, agents and offers begin with that of their master, which is as long as ours.
          translate: (body) => Buffer.from(body.toString('latin1').replaceAll(theirs, fixture.master.masterId), 'latin1'),
        },
        speakers,
      );
      expect([...fixture.master.completedFrameworks]).toHaveLength(recording === 'agent-reregister' ? 0 : 1);
    },
  );

  // In the other ones there is the executor of Mesos itself; ours is part of the agent, and speaks with nobody else.
  it('our agent says to master and executor what that of Mesos said', async () => {
    // Who ends it is no part of the conversation.
    const messages = conversation('custom-executor').filter((message) => nameOf(message) !== 'UnregisterSlaveMessage');
    const speakers = await speakersFor('master', 'executor');
    const { port } = speakers.get('master') ?? {};
    const master = { id: 'm', ip: 16777343, port: port ?? 0, pid: `master@127.0.0.1:${port}` };
    const remote = await RemoteAgent.start(master, { executorsElsewhere: true });
    const { address } = remote.agent;
    // Its executor is elsewhere already; what is started here has to live as long, and its name be as long.
    const [command, stand] = ['/usr/libexec/mesos/test-executor', `sleep ${'1000'.padStart(26, '0')}`];
    const translate = (body: Buffer) => Buffer.from(body.toString('latin1').replaceAll(command, stand), 'latin1');
    await replay(messages, { role: 'agent', port: address.port, runtime: remote.runtime, translate }, speakers);
  });
});
