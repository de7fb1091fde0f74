import { describe, expect, it } from 'vitest';
import { formatAddress, makePid, parsePid, roleOf } from '../../../src/mesos/process/pid.js';

const address = { ip: '127.0.0.1', port: 5051 };

describe('a pid', () => {
  it.each(['master', 'slave(1)', 'scheduler-8dd1e2a0-3b1e-4b69-9e0e-0d3c8c3c1b4d'])(
    'names the process %s and its address',
    (id) => {
      const pid = makePid(id, address);
      expect(pid).toBe(`${id}@127.0.0.1:5051`);
      expect(parsePid(pid)).toEqual({ id, address });
    },
  );

  it('holds the address as it is written elsewhere', () => {
    expect(formatAddress(address)).toBe('127.0.0.1:5051');
  });

  it.each([
    ['master', 'master'],
    ['slave-observer(3)', 'master'],
    ['crammd5-authenticator-session(1)', 'master'],
    ['slave(1)', 'agent'],
    ['scheduler-8dd1e2a0-3b1e-4b69-9e0e-0d3c8c3c1b4d', 'scheduler'],
    ['scheduler(1)', 'scheduler'],
    ['executor(1)', 'executor'],
    ['crammd5-authenticatee(1)', undefined],
  ])('%s is that of role %s', (id, role) => {
    expect(roleOf(makePid(id, address))).toBe(role);
  });

  it.each([
    ['nothing', ''],
    ['an address alone', '127.0.0.1:5050'],
    ['no id', '@127.0.0.1:5050'],
    ['no port', 'master@127.0.0.1'],
    ['an empty port', 'master@127.0.0.1:'],
    ['a port that is no number', 'master@127.0.0.1:http'],
    ['a negative port', 'master@127.0.0.1:-1'],
    ['a port that no machine has', 'master@127.0.0.1:65536'],
    ['no host', 'master@:5050'],
    ['a host that nothing can have', 'master@a b:5050'],
    ['lines', 'master@host\r\nX: y:5050'],
    ['two ids', 'a@b@127.0.0.1:5050'],
    ['something after it', 'master@127.0.0.1:5050/state'],
  ])('is not a text with %s', (_, text) => {
    expect(parsePid(text)).toBeUndefined();
  });
});
