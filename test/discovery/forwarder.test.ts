import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { Forwarder } from '../../src/discovery/forwarder.js';
import { Clock } from '../../src/mesos/process/clock.js';

it('asks no more at once than it may, and tells of the rest at once that nobody answers', async () => {
  const clock = new Clock({ virtual: true });
  const silent = createSocket('udp4').bind(0, '127.0.0.1');
  await once(silent, 'listening');
  const forwarder = new Forwarder([{ ip: '127.0.0.1', port: silent.address().port }], clock);
  try {
    const question = Buffer.from([0, 1]);
    const underWay = Array.from({ length: 256 }, () => forwarder.ask(question, false));
    expect(await forwarder.ask(question, false)).toBeUndefined();
    clock.advance(5000);
    expect(await Promise.all(underWay)).toEqual(underWay.map(() => undefined));
    silent.on('message', (message, peer) => silent.send(message, peer.port, peer.address));
    expect(await forwarder.ask(question, false)).toEqual(question);
  } finally {
    silent.close();
  }
});
