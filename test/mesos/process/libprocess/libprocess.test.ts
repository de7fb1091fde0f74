import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { Peer, Place, until } from './place.js';

const { encode } = await loadProtobuf();

const text = (value: string) => encode('internal.UnregisterSlaveMessage', { agent_id: { value } });
const FROM = ['User-Agent: libprocess/peer@127.0.0.1:9', 'Libprocess-From: peer@127.0.0.1:9', 'Connection: Keep-Alive', 'Host: '];
const UNREGISTER = 'mesos.internal.UnregisterSlaveMessage';

/** A message as libprocess writes it. */
const chunked = (path: string, body: Buffer, headers = FROM) => {
  if (body.length === 0) return Buffer.from(`POST ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
  return Buffer.concat([
    Buffer.from(
      [`POST ${path} HTTP/1.1`, ...headers, 'Transfer-Encoding: chunked', '', body.length.toString(16), ''].join('\r\n'),
    ),
    body,
    Buffer.from('\r\n0\r\n\r\n'),
  ]);
};

describe('messages between runtimes', () => {
  it('arrive, in order, with who sent them', async () => {
    const [here, there] = [await Place.open(), await Place.open()];
    const [one, other] = [here.spawn('one'), there.spawn('other(1)')];
    for (let count = 0; count < 500; count++) one.say(other.pid, `${count}`);
    await until(() => other.seen.length === 500);
    expect(other.seen).toEqual(Array.from({ length: 500 }, (_, count) => `${count} from one`));
    other.say(one.pid, 'hello');
    await until(() => one.seen.length > 0);
    expect(one.seen).toEqual(['hello from other(1)']);
    expect([...here.log, ...there.log]).toEqual([]);
  });

  it('are seen on both sides', async () => {
    const [here, there] = [await Place.open(), await Place.open()];
    const [one, other] = [here.spawn('one'), there.spawn('other')];
    one.say(other.pid, 'x');
    await until(() => other.seen.length === 1);
    expect(here.messages).toEqual(['UnregisterSlaveMessage from one to other']);
    expect(there.messages).toEqual(['UnregisterSlaveMessage from one to other']);
  });

  it('meet the faults of either side', async () => {
    const [here, there] = [await Place.open(), await Place.open()];
    const [one, other] = [here.spawn('one'), there.spawn('other')];
    const kept: (() => void)[] = [];
    const textOf = (traffic: object) => (traffic as { message: { agent_id: { value: string } } }).message.agent_id.value;
    here.runtime.interceptor = (traffic) => {
      if (textOf(traffic) === 'lost') return { kind: 'dropped' };
      if (textOf(traffic) === 'late') return { kind: 'kept', keep: (proceed) => void kept.push(proceed) };
      return undefined;
    };
    there.runtime.interceptor = (traffic) => (textOf(traffic) === 'twice' ? { kind: 'doubled' } : undefined);
    for (const what of ['lost', 'late', 'twice', 'once']) one.say(other.pid, what);
    await until(() => other.seen.length === 3);
    for (const proceed of kept) proceed();
    await until(() => other.seen.length === 4);
    expect(other.seen.map((seen) => seen.split(' ')[0])).toEqual(['twice', 'twice', 'once', 'late']);
  });

  it('are waited for until they are written', async () => {
    const peer = await Peer.open((socket) => socket.resume());
    const here = await Place.open();
    const one = here.spawn('one');
    let bytes = 0;
    const arrived = peer.connections(1).then(() => peer.sockets[0]?.on('data', (data: Buffer) => (bytes += data.length)));
    one.say(peer.pid('other'), 'x'.repeat(100_000));
    await here.runtime.settle();
    await arrived;
    await until(() => bytes > 100_000);
  });

  it('kept back for one that is gone meanwhile do not reach its successor', async () => {
    const [here, there] = [await Place.open(), await Place.open()];
    const [one, other] = [here.spawn('one'), there.spawn('other')];
    const kept: (() => void)[] = [];
    here.runtime.interceptor = () => ({ kind: 'kept', keep: (proceed) => void kept.push(proceed) });
    one.watch(other.pid);
    one.say(other.pid, 'late');
    await here.runtime.settle();
    there.server.cutAll();
    await until(() => one.seen.length === 1);
    here.runtime.interceptor = undefined;
    for (const proceed of kept) proceed();
    one.say(other.pid, 'new');
    await until(() => other.seen.length > 0);
    expect(other.seen).toEqual(['new from one']);
  });

  it('go over one connection as long as there are any, and then none is left', async () => {
    const here = await Place.open({ idleMs: 1 });
    const peer = await Peer.open((socket) => socket.resume());
    const one = here.spawn('one');
    one.say(peer.pid('a'), 'x');
    one.say(peer.pid('b'), 'y');
    await peer.connections(1);
    await once(peer.sockets[0] as never, 'close');
    one.say(peer.pid('a'), 'z');
    await peer.connections(2);
    expect(here.log).toEqual([]);
  });

  it('to an address where nobody is are lost, which is told once', async () => {
    const here = await Place.open();
    const peer = await Peer.open();
    await peer.close();
    const one = here.spawn('one');
    for (let round = 0; round < 3; round++) {
      one.say(peer.pid('other'), 'x');
      await here.runtime.settle();
      await until(() => here.log.length > 0);
    }
    expect(here.log).toEqual([expect.stringMatching(/^The connection to 127\.0\.0\.1:\d+ failed: connect ECONNREFUSED/)]);
  });

  it.each(['nobody', 'a@b', 'other@127.0.0.1:99999', 'other@:5050'])('to %j go nowhere', async (pid) => {
    const here = await Place.open();
    const one = here.spawn('one');
    one.say(pid, 'x');
    one.watch(pid);
    await here.runtime.settle();
    expect(one.seen).toEqual([`${pid.split('@')[0]} exited`]);
  });
});

describe('a link', () => {
  it('tells when the other runtime is gone, and can be made again', async () => {
    const [here, there] = [await Place.open(), await Place.open()];
    const [one, other] = [here.spawn('one'), there.spawn('other')];
    one.watch(other.pid);
    one.say(other.pid, 'x');
    await until(() => other.seen.length === 1);
    await there.close();
    await until(() => one.seen.length === 1);
    expect(one.seen).toEqual(['other exited']);
    one.watch(other.pid);
    await until(() => one.seen.length === 2);
    expect(one.seen).toEqual(['other exited', 'other exited']);
  });

  it('tells all who are linked to whoever was there', async () => {
    const here = await Place.open();
    const peer = await Peer.open((socket) => socket.resume());
    const [one, two] = [here.spawn('one'), here.spawn('two')];
    one.watch(peer.pid('a'));
    one.watch(peer.pid('b'));
    two.watch(peer.pid('a'));
    await here.runtime.settle();
    await peer.connections(1);
    expect(peer.sockets).toHaveLength(1);
    peer.sockets[0]?.end();
    await until(() => one.seen.length === 2 && two.seen.length === 1);
    expect([one.seen.sort(), two.seen]).toEqual([['a exited', 'b exited'], ['a exited']]);
  });

  it('keeps its connection when nothing is said', async () => {
    const here = await Place.open({ idleMs: 0 });
    const peer = await Peer.open((socket) => socket.resume());
    const one = here.spawn('one');
    one.watch(peer.pid('a'));
    for (let round = 0; round < 3; round++) {
      one.say(peer.pid('a'), 'x');
      await here.runtime.settle();
    }
    expect(peer.sockets).toHaveLength(1);
    expect(peer.sockets[0]?.destroyed).toBe(false);
    expect(one.seen).toEqual([]);
  });

  it('to where nobody is tells so at once', async () => {
    const here = await Place.open();
    const peer = await Peer.open();
    await peer.close();
    const one = here.spawn('one');
    one.watch(peer.pid('a'));
    await until(() => one.seen.length === 1);
    expect(one.seen).toEqual(['a exited']);
  });

  it('to where nobody answers tells so after a while', async () => {
    const here = await Place.open({ connectMs: 1 });
    const one = here.spawn('one');
    one.watch('a@192.0.2.1:5050'); // an address for documentation: it is nobody's
    await until(() => one.seen.length === 1);
    expect(one.seen).toEqual(['a exited']);
    expect(here.log[0]).toMatch(/^The connection to 192\.0\.2\.1:5050 failed: /);
  });

  it('is not told of the end of its own side', async () => {
    const here = await Place.open();
    const peer = await Peer.open((socket) => socket.resume());
    const one = here.spawn('one');
    one.watch(peer.pid('a'));
    await here.runtime.settle();
    await peer.connections(1);
    here.server.cutAll();
    await once(peer.sockets[0] as never, 'close');
    await here.runtime.settle();
    expect(one.seen).toEqual([]);
  });
});

describe('a peer that never reads', () => {
  it('is cut off when it has left too much', async () => {
    const here = await Place.open({ backlogBytes: 1_000_000 });
    const peer = await Peer.open((socket) => socket.pause());
    const one = here.spawn('one');
    one.watch(peer.pid('a'));
    while (one.seen.length === 0) {
      one.say(peer.pid('a'), 'x'.repeat(100_000));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(one.seen).toEqual(['a exited']);
    expect(here.log).toEqual([expect.stringMatching(/failed: the peer left 1[01]\d{5} bytes unread; the limit is 1000000$/)]);
  });

  it('holds up nobody else, and nothing is left of it in the end', async () => {
    const [here, there] = [await Place.open(), await Place.open()];
    const peer = await Peer.open((socket) => socket.pause());
    const [one, other] = [here.spawn('one'), there.spawn('other')];
    for (let count = 0; count < 100; count++) one.say(peer.pid('a'), 'x'.repeat(100_000));
    one.say(other.pid, 'y');
    await until(() => other.seen.length === 1);
    here.runtime.stop();
    await here.runtime.settle();
    peer.sockets[0]?.resume();
    await once(peer.sockets[0] as never, 'close');
  });

  it('also of answers', async () => {
    const place = await Place.open();
    const other = place.spawn('other');
    const connection = await place.connect();
    connection.socket.pause();
    connection.send(Buffer.concat(Array.from({ length: 5000 }, () => chunked(`/other/${UNREGISTER}`, text('x')))));
    await until(() => other.seen.length >= 100);
    const fine = await place.connect();
    fine.send(chunked(`/other/${UNREGISTER}`, text('fine')));
    expect((await fine.answer()).status).toBe(202);
  });
});

describe('what comes to a port', () => {
  it('is answered as libprocess does', async () => {
    const place = await Place.open();
    const other = place.spawn('other(1)');
    const connection = await place.connect();
    connection.send(chunked(`/other(1)/${UNREGISTER}`, text('a')));
    const answer = await connection.answer();
    expect(answer.head.replace(/Date: .*\r\n/, '')).toBe('HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n');
    connection.send(chunked(`/nobody/${UNREGISTER}`, text('a')));
    expect(await connection.answer()).toMatchObject({ status: 404, body: '404 Not Found.' });
    expect(other.seen).toEqual(['a from peer']);
  });

  it('may come in any form that is HTTP', async () => {
    const place = await Place.open();
    const other = place.spawn('other(1)');
    const connection = await place.connect();
    // With its length; with an escaped id; without one of the headers; in several chunks; without a body; byte by byte.
    connection.post(`/other(1)/${UNREGISTER}`, text('a'), 'User-Agent: libprocess/peer@127.0.0.1:9');
    connection.post(
      `/other%281%29/${UNREGISTER}`,
      text('b'),
      'Libprocess-From:  peer@127.0.0.1:9 ',
      'User-Agent: Go-http-client/1.1',
    );
    const body = text('c');
    connection.send(`POST /other(1)/${UNREGISTER} HTTP/1.1\r\n${FROM.join('\r\n')}\r\nTransfer-Encoding: chunked\r\n\r\n`);
    for (const byte of body) connection.send(Buffer.concat([Buffer.from('1\r\n'), Buffer.from([byte]), Buffer.from('\r\n')]));
    connection.send('0\r\n\r\n');
    connection.send(`POST /other(1)/mesos.internal.PongSlaveMessage HTTP/1.1\r\n${FROM.join('\r\n')}\r\n\r\n`);
    for (const byte of chunked(`/other(1)/${UNREGISTER}`, text('d'))) connection.send(Buffer.from([byte]));
    for (let count = 0; count < 5; count++) expect((await connection.answer()).status).toBe(202);
    expect(other.seen).toEqual(['a', 'b', 'c', 'd'].map((what) => `${what} from peer`));
    expect(place.messages).toContain('PongSlaveMessage from peer to other(1)');
  });

  it('may come before the answers to what came before it', async () => {
    const place = await Place.open();
    const other = place.spawn('other');
    const connection = await place.connect();
    const bodies = Array.from({ length: 200 }, (_, count) =>
      chunked(`/${count % 2 ? 'nobody' : 'other'}/${UNREGISTER}`, text(`${count}`)),
    );
    connection.send(Buffer.concat(bodies));
    for (let count = 0; count < 200; count++) expect((await connection.answer()).status).toBe(count % 2 ? 404 : 202);
    expect(other.seen).toHaveLength(100);
  });

  it('and is no message is a request for a route', async () => {
    const place = await Place.open();
    place.spawn('other');
    place.server.router?.add('master', '/other', (request) => ({ status: 200, body: request.method }));
    const connection = await place.connect();
    connection.post('/other', '', 'User-Agent: libprocess');
    expect(await connection.answer()).toMatchObject({ status: 200, body: 'POST' });
    connection.get('/other', ...FROM);
    expect(await connection.answer()).toMatchObject({ status: 200, body: 'GET' });
  });

  it('from another address than it says is taken, unless that must not be', async () => {
    const [lenient, strict] = [await Place.open(), await Place.open({ requirePeerAddressIpMatch: true })];
    const from = ['Libprocess-From: peer@192.0.2.1:9'];
    for (const [place, status] of [
      [lenient, 202],
      [strict, 400],
    ] as const) {
      const other = place.spawn('other');
      const connection = await place.connect();
      connection.send(chunked(`/other/${UNREGISTER}`, text('a'), from));
      expect((await connection.answer()).status).toBe(status);
      connection.send(chunked(`/other/${UNREGISTER}`, text('b')));
      expect((await connection.answer()).status).toBe(202);
      expect(other.seen).toEqual(place === lenient ? ['a from peer', 'b from peer'] : ['b from peer']);
    }
    expect(strict.log).toEqual([`Dropped message ${UNREGISTER} from peer@192.0.2.1:9: it came from 127.0.0.1`]);
  });

  it.each<[string, string, Buffer, string[], number, string]>([
    ['unknown', '/other/mesos.internal.Nonsense', text('a'), FROM, 202, 'nobody here knows such messages'],
    ['no protobuf', `/other/${UNREGISTER}`, Buffer.from('\xff\xff\xff', 'latin1'), FROM, 202, 'Malformed protobuf'],
    ['incomplete', `/other/${UNREGISTER}`, Buffer.alloc(0), FROM, 202, 'Missing required fields: agent_id'],
    ['of nobody', `/other/${UNREGISTER}`, text('a'), ['Libprocess-From: garbage'], 400, '"garbage" is nobody\'s name'],
    ['for nobody', `/%zz/${UNREGISTER}`, text('a'), FROM, 400, 'tells no process'],
    ['without a name', '/other', text('a'), FROM, 202, 'nobody here knows such messages'],
  ])('and is %s is told once and dropped', async (_, path, body, headers, status, problem) => {
    const place = await Place.open();
    const other = place.spawn('other');
    const connection = await place.connect();
    for (let count = 0; count < 3; count++) {
      connection.send(chunked(path, body, headers));
      expect((await connection.answer()).status).toBe(status);
    }
    connection.send(chunked(`/other/${UNREGISTER}`, text('fine')));
    await until(() => other.seen.length > 0);
    expect(other.seen).toEqual(['fine from peer']);
    expect(place.log).toEqual([expect.stringContaining(problem)]);
  });

  it('and is not handled is told once', async () => {
    const place = await Place.open();
    place.spawn('other');
    const connection = await place.connect();
    for (let count = 0; count < 3; count++) {
      connection.send(`POST /other/mesos.internal.PongSlaveMessage HTTP/1.1\r\n${FROM.join('\r\n')}\r\n\r\n`);
      await connection.answer();
    }
    await place.runtime.settle();
    expect(place.log).toEqual(['Dropped message PongSlaveMessage from peer@127.0.0.1:9: nobody handles it here']);
  });

  it('and makes its receiver fail ends nothing else', async () => {
    const place = await Place.open();
    const other = place.spawn('other');
    other.onText = (what) => {
      if (what === 'bad') throw new Error('too bad');
    };
    const connection = await place.connect();
    for (const what of ['bad', 'good']) connection.send(chunked(`/other/${UNREGISTER}`, text(what)));
    await until(() => other.seen.length > 0);
    expect(other.seen).toEqual(['good from peer']);
    expect(place.log).toEqual([
      expect.stringMatching(/^Dropped message mesos.internal.UnregisterSlaveMessage from peer@.*: Error: too bad/),
    ]);
  });

  it('and is rubbish is told once, and ends its connection only', async () => {
    const place = await Place.open();
    const other = place.spawn('other');
    const fine = await place.connect();
    for (let count = 0; count < 3; count++) {
      const connection = await place.connect();
      connection.send('\x00\x01rubbish\r\n\r\n');
      await connection.ended;
    }
    fine.send(chunked(`/other/${UNREGISTER}`, text('fine')));
    expect((await fine.answer()).status).toBe(202);
    expect(other.seen).toEqual(['fine from peer']);
    expect(place.log).toEqual([expect.stringMatching(/^Dropped a request from 127\.0\.0\.1: Parse Error/)]);
  });

  it('and is cut off amid a message leaves nothing of it', async () => {
    const place = await Place.open();
    const other = place.spawn('other');
    for (const cut of ['end', 'destroy', 'resetAndDestroy'] as const) {
      const connection = await place.connect();
      connection.send(chunked(`/other/${UNREGISTER}`, text('half')).subarray(0, -8));
      await until(() => connection.socket.bytesWritten > 0);
      connection.socket[cut]();
      await connection.ended;
    }
    const fine = await place.connect();
    fine.send(chunked(`/other/${UNREGISTER}`, text('fine')));
    await fine.answer();
    expect(other.seen).toEqual(['fine from peer']);
  });

  it('and stays half is not waited for', async () => {
    const place = await Place.open({}, { halfMessageMs: 1 });
    place.spawn('other');
    const connection = await place.connect();
    connection.send(chunked(`/other/${UNREGISTER}`, text('half')).subarray(0, -8));
    await connection.ended;
    expect(place.log).toEqual(['Dropped a request from 127.0.0.1: the rest of a message did not come']);
  });

  it('and is too long is answered so', async () => {
    const place = await Place.open({}, { bodyBytes: 1000 });
    const other = place.spawn('other');
    const connection = await place.connect();
    connection.send(chunked(`/other/${UNREGISTER}`, text('x'.repeat(2000))));
    expect((await connection.answer()).status).toBe(413);
    expect(other.seen).toEqual([]);
  });
});
