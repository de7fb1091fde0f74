import { describe, expect, it, vi } from 'vitest';
import { emptyResponse, type HttpHandler, type HttpResponse } from '../../../../src/mesos/process/http/message.js';
import type { HttpStream } from '../../../../src/mesos/process/http/stream.js';
import { type RawConnection, serve, streams } from './serve.js';

/** An open stream, seen from both sides. */
async function open(options: { limits?: { backlogBytes: number }; headers?: string[] } = {}) {
  const { handler, next, opened } = streams({ 'Content-Type': 'application/json', 'Mesos-Stream-Id': 'id' });
  const served = await serve({ '/stream': handler, '/x': () => emptyResponse(202) }, options.limits);
  const connection = await served.connect();
  const opening = next();
  connection.get('/stream', ...(options.headers ?? []));
  const stream = await opening;
  const head = await connection.until('\r\n\r\n');
  return { ...served, connection, stream, head, opened };
}

describe('a stream', () => {
  it('has headers at once, before anything is written', async () => {
    const { head } = await open();
    const lines = head.trimEnd().split('\r\n');
    expect(lines[0]).toBe('HTTP/1.1 200 OK');
    expect(lines.slice(1).filter((line) => !line.startsWith('Date: '))).toEqual([
      'Content-Type: application/json',
      'Mesos-Stream-Id: id',
      'Transfer-Encoding: chunked',
    ]);
  });

  it('sends each thing that is written as a chunk of its own, though they are written at once', async () => {
    const { connection, stream } = await open();
    stream.write('first');
    stream.write(Buffer.from('second'));
    stream.write('grün');
    stream.write('x'.repeat(100_000));
    stream.end();
    expect(await connection.chunk()).toBe('first');
    expect(await connection.chunk()).toBe('second');
    expect(await connection.chunk()).toBe(Buffer.from('grün').toString('latin1'));
    expect(await connection.chunk()).toHaveLength(100_000);
    expect(await connection.chunk()).toBeUndefined();
  });

  it('goes on after something empty is written', async () => {
    const { connection, stream } = await open();
    stream.write('');
    stream.write(Buffer.alloc(0));
    stream.write('more');
    expect(await connection.chunk()).toBe('more');
  });

  it('stays open when the client said that the connection ends with the answer', async () => {
    const { connection, stream, head } = await open({ headers: ['Connection: close'] });
    expect(head).not.toMatch(/\r\nConnection:/i);
    stream.write('one');
    expect(await connection.chunk()).toBe('one');
    await new Promise((resolve) => setTimeout(resolve, 10));
    stream.write('two');
    expect(await connection.chunk()).toBe('two');
    expect(stream.closed).toBe(false);
    stream.end();
    expect(await connection.rest()).toBe('0\r\n\r\n');
  });

  it('is never compressed', async () => {
    const { connection, stream, head } = await open({ headers: ['Accept-Encoding: gzip'] });
    expect(head).not.toMatch(/content-encoding/i);
    stream.write('x'.repeat(5000));
    expect(await connection.chunk()).toBe('x'.repeat(5000));
  });

  it('leaves its connection usable when it has ended', async () => {
    const { connection, stream } = await open();
    stream.end();
    expect(await connection.chunk()).toBeUndefined();
    connection.get('/x');
    expect((await connection.answer()).status).toBe(202);
  });

  it('holds back answers to later requests of its connection until it ends', async () => {
    const { connection, stream } = await open();
    connection.get('/x');
    stream.write('event');
    expect(await connection.chunk()).toBe('event');
    stream.end();
    expect(await connection.chunk()).toBeUndefined();
    expect((await connection.answer()).status).toBe(202);
  });

  it('reaches a client of HTTP/1.0 without chunks', async () => {
    const { handler, next } = streams();
    const { connect } = await serve({ '/stream': handler });
    const connection = await connect();
    const opening = next();
    connection.send('GET /stream HTTP/1.0\r\n\r\n');
    const stream = await opening;
    stream.write('one');
    stream.write('two');
    stream.end();
    expect(await connection.rest()).toMatch(/\r\n\r\nonetwo$/);
  });
});

describe('the end of a stream', () => {
  it.each<[string, (connection: RawConnection) => void]>([
    ['goes away', ({ socket }) => socket.destroy()],
    ['closes in an orderly way', ({ socket }) => socket.end()],
    ['is killed', ({ socket }) => socket.resetAndDestroy()],
  ])('is told when the peer %s', async (_, leave) => {
    const { connection, stream, failures } = await open();
    const first = vi.fn();
    const closed = new Promise<void>((resolve) => {
      stream.onClose(first);
      stream.onClose(resolve);
    });
    leave(connection);
    await closed;
    expect(first).toHaveBeenCalledOnce();
    expect(stream.closed).toBe(true);
    stream.write('into the void');
    stream.end();
    expect(failures).toEqual([]);
  });

  it('is not told to who brought it about', async () => {
    const { connection, stream } = await open({ headers: ['Connection: close'] });
    const closed = vi.fn();
    stream.onClose(closed);
    stream.end();
    stream.end();
    expect(stream.closed).toBe(true);
    await connection.ended;
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).not.toHaveBeenCalled();
  });

  it('swallows what is written after it', async () => {
    const { connection, stream } = await open();
    stream.end();
    stream.write('too late');
    expect(await connection.chunk()).toBeUndefined();
    connection.get('/x');
    expect((await connection.answer()).status).toBe(202);
  });

  it('comes with an error when it is cut: its cause is told, and so are the listeners, but later', async () => {
    const { connection, stream, failures } = await open();
    const closed = vi.fn();
    const told = new Promise<void>((resolve) => {
      stream.onClose(closed);
      stream.onClose(resolve);
    });
    stream.destroy(new Error('no way to go on'));
    stream.destroy(new Error('again'));
    stream.write('too late');
    stream.end();
    expect(closed).not.toHaveBeenCalled();
    expect(stream.closed).toBe(true);
    await told;
    await connection.ended;
    expect(closed).toHaveBeenCalledOnce();
    expect(failures).toEqual([{ error: new Error('no way to go on'), request: 'GET /stream' }]);
  });

  it('is told even if the stream still waits behind another answer', async () => {
    const never: HttpHandler = () => new Promise<HttpResponse>(() => {});
    const { handler, next } = streams();
    const { connect } = await serve({ '/never': never, '/stream': handler });
    const connection = await connect();
    const opening = next();
    connection.get('/never');
    connection.get('/stream');
    const stream = await opening;
    stream.write('event');
    const closed = new Promise<void>((resolve) => stream.onClose(resolve));
    connection.socket.destroy();
    await closed;
  });
});

describe('a peer that does not read', () => {
  const limits = { backlogBytes: 1_000_000 };

  /** Writes until the stream is cut, or so much is written. */
  async function fill(stream: HttpStream, bytes: number): Promise<number> {
    const chunk = Buffer.alloc(100_000, 'x');
    let written = 0;
    for (; written < bytes && !stream.closed; written += chunk.length) {
      stream.write(chunk);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return written;
  }

  it('is cut off when it leaves too much unread', async () => {
    const { connection, stream, failures } = await open({ limits });
    const told = new Promise<void>((resolve) => stream.onClose(resolve));
    connection.socket.pause();
    const written = await fill(stream, 100_000_000);
    await told;
    expect(written).toBeLessThan(100_000_000);
    expect(failures).toEqual([
      {
        error: expect.objectContaining({
          message: expect.stringMatching(/^The peer left \d+ bytes unread; the limit is 1000000\.$/),
        }),
        request: 'GET /stream',
      },
    ]);
  });

  it('is not cut off for the size of one thing', async () => {
    const { connection, stream } = await open({ limits });
    stream.write('x'.repeat(3_000_000));
    expect(stream.closed).toBe(false);
    expect(await connection.chunk()).toHaveLength(3_000_000);
    stream.write('more');
    expect(await connection.chunk()).toBe('more');
  });

  it('shows as a backlog', async () => {
    const { connection, stream } = await open();
    expect(stream.backlogBytes).toBe(0);
    connection.socket.pause();
    await fill(stream, 20_000_000);
    expect(stream.backlogBytes).toBeGreaterThan(1_000_000);
    connection.socket.resume();
    for (let count = 0; count < 200; count++) await connection.chunk();
    await expect.poll(() => stream.backlogBytes).toBe(0);
  });
});
