import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  MESSAGE_NAMES,
  type MessageName,
  messageNamed,
  messageTypeName,
  wireName,
} from '../../../src/mesos/wire/internal-messages.js';
import { normalise } from '../../../src/mesos/wire/parse-json.js';
import { loadProtobuf } from '../../../src/mesos/wire/protobuf.js';
import { same } from '../../holds.js';
import { propertyRuns } from '../../property-runs.js';
import { arbitraryMessage } from './arbitrary-message.js';
import { recordedMessages } from './recorded-messages.js';

const { encode, decode } = await loadProtobuf();

describe('the names of messages', () => {
  it('are told with their package on the wire', () => {
    expect(wireName('PingSlaveMessage')).toBe('mesos.internal.PingSlaveMessage');
    expect(wireName('Call')).toBe('mesos.scheduler.Call');
    expect(messageNamed('mesos.scheduler.Event')).toBe('Event');
    expect(MESSAGE_NAMES.map((name) => messageNamed(wireName(name)))).toEqual(MESSAGE_NAMES);
  });

  it.each(['mesos.internal.Call', 'PingSlaveMessage', 'mesos.internal.toString', ''])('of which %j is none', (name) => {
    expect(messageNamed(name)).toBeUndefined();
  });
});

describe('messages recorded from Apache Mesos', () => {
  const nameOf = (path: string) => messageNamed(path.slice(path.lastIndexOf('/') + 1)) as MessageName;
  const typeOf = (path: string) => messageTypeName(nameOf(path));

  it('are all known, and many', () => {
    expect(recordedMessages.filter(({ path }) => nameOf(path) === undefined)).toEqual([]);
    expect(recordedMessages.length).toBeGreaterThan(150);
    expect(new Set(recordedMessages.map(({ path }) => nameOf(path))).size).toBe(18);
  });

  it('are the same bytes after they were decoded and encoded, but for the defaults of what is not there', () => {
    for (const { path, body } of recordedMessages) {
      const message = decode(typeOf(path), body, { defaults: false });
      expect(encode(typeOf(path), message as never).toString('hex'), path).toBe(body.toString('hex'));
    }
  });

  it('mean the same with the defaults that are filled in for who handles them', () => {
    for (const { path, body } of recordedMessages) {
      const message = decode(typeOf(path), body);
      expect(normalise(typeOf(path), decode(typeOf(path), body, { defaults: false })), path).toEqual(message);
      expect(decode(typeOf(path), encode(typeOf(path), message as never)), path).toEqual(message);
    }
  });

  it('have the members that v1 has', () => {
    const [first] = recordedMessages.filter(({ path }) => path.endsWith('.RunTaskMessage'));
    expect(decode('internal.RunTaskMessage', first?.body ?? Buffer.alloc(0))).toMatchObject({
      framework: { name: 'No Executor Framework', roles: ['*'] },
      pid: expect.stringMatching(/^scheduler-.*@127\.0\.0\.1:\d+$/),
      task: { task_id: { value: '0' }, agent_id: { value: expect.stringMatching(/-S0$/) } },
      launch_executor: true,
    });
    const subscribe = recordedMessages.find(({ path }) => path === '/master/mesos.scheduler.Call');
    expect(decode('v0.Call', subscribe?.body ?? Buffer.alloc(0))).toMatchObject({
      type: 'SUBSCRIBE',
      subscribe: { framework_info: { user: 'root', principal: 'test' }, offer_constraints: {} },
    });
  });
});

describe('a message', () => {
  it.each(MESSAGE_NAMES)('%s is the same after it was on the wire', (name) => {
    const type = messageTypeName(name);
    fc.assert(
      fc.property(arbitraryMessage(type), (message) => {
        same(decode(type, encode(type, message as never)), normalise(type, message));
      }),
      propertyRuns(20, { tests: MESSAGE_NAMES.length }),
    );
  });

  it('has its lists, empty when nothing has come of them', () => {
    expect(decode('internal.ResourceOffersMessage', Buffer.alloc(0))).toEqual({ offers: [], pids: [] });
    expect(normalise('internal.ResourceOffersMessage', {})).toEqual({ offers: [], pids: [] });
  });

  it('lacks what it has to have only by an error that names it', () => {
    expect(() => decode('internal.RegisterSlaveMessage', Buffer.alloc(0))).toThrow('Missing required fields: agent');
  });
});
