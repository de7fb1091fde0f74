import { describe, expect, it } from 'vitest';
import { addressee, messageRequest, senderOf } from '../../../../src/mesos/process/libprocess/message-request.js';
import { recordedMessages } from '../../wire/recorded-messages.js';

const address = { ip: '127.0.0.1', port: 5051 };
const NAME = 'mesos.internal.PingSlaveMessage';

describe('who sent a message', () => {
  it.each([
    [{ 'user-agent': 'libprocess/master@127.0.0.1:5050' }, 'master@127.0.0.1:5050'],
    [{ 'libprocess-from': ' master@127.0.0.1:5050 ' }, 'master@127.0.0.1:5050'],
    [{ 'libprocess-from': 'a@1.2.3.4:5', 'user-agent': 'libprocess/b@1.2.3.4:5' }, 'a@1.2.3.4:5'],
    [{ 'user-agent': 'Go-http-client/1.1' }, undefined],
    [{ 'user-agent': 'curl libprocess/a@1.2.3.4:5' }, undefined],
    [{}, undefined],
  ])('is told by %j: %s', (headers, from) => {
    expect(senderOf(headers)).toBe(from);
  });
});

describe('for whom a message is', () => {
  it.each([
    [`/slave(1)/${NAME}`, 'slave(1)', NAME],
    [`/slave%281%29/${NAME}`, 'slave(1)', NAME],
    [`/slave(1)/${NAME}?x=y`, 'slave(1)', NAME],
    [`/a%2Fb/${NAME}`, 'a/b', NAME],
    ['/master', 'master', ''],
    ['/', '', ''],
  ])('is told by the path %s', (path, id, name) => {
    expect(addressee(path, address)).toEqual({ to: `${id}@127.0.0.1:5051`, name });
  });

  it.each(['', 'master', '*', '/%zz/x', '/%ff/x'])('is not told by %j', (path) => {
    expect(addressee(path, address)).toBeUndefined();
  });
});

describe('a request with a message', () => {
  it('is what libprocess writes', () => {
    const request = messageRequest('master@127.0.0.1:5050', 'slave(1)@127.0.0.1:5051', NAME, Buffer.from([8, 1]));
    expect(request.toString('latin1')).toBe(
      [
        `POST /slave(1)/${NAME} HTTP/1.1`,
        'User-Agent: libprocess/master@127.0.0.1:5050',
        'Libprocess-From: master@127.0.0.1:5050',
        'Connection: Keep-Alive',
        'Host: 127.0.0.1:5051',
        'Transfer-Encoding: chunked',
        '',
        '2',
        '\x08\x01',
        '0',
        '',
        '',
      ].join('\r\n'),
    );
  });

  it('has neither body nor headers for it when the message is empty', () => {
    const request = messageRequest('slave(1)@127.0.0.1:5051', 'slave-observer(1)@127.0.0.1:5050', NAME, Buffer.alloc(0));
    expect(request.toString('latin1')).toMatch(/\r\nHost: 127\.0\.0\.1:5050\r\n\r\n$/);
  });

  it('has the paths that were recorded', () => {
    for (const { path, pid, body } of recordedMessages) {
      const { to, name } = addressee(path, address) as { to: string; name: string };
      expect(messageRequest(pid, to, name, body).toString('latin1').split(' ')[1]).toBe(path);
    }
  });

  it('holds nothing but one request, whatever a process is called', () => {
    const to = 'a b\r\nX: y/ü@127.0.0.1:5051';
    const request = messageRequest('m@127.0.0.1:1', to, NAME, Buffer.alloc(0)).toString('latin1');
    expect(request.split('\r\n')).toHaveLength(7);
    const [, path = ''] = request.split(' ');
    expect(addressee(path, address)?.to).toBe(to);
  });
});
