import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { EngineClient } from '../../../src/docker/proxy/engine-client.js';

/** Answers as soon as the body has come, closes the connection if it was asked to, and then makes a file. */
const ENGINE = `
  const [, socketPath, done] = process.argv;
  require('net').createServer((connection) => {
    let came = '';
    connection.on('error', () => {}).on('data', (chunk) => {
      came += chunk;
      if (!came.endsWith('body')) return;
      const closes = /connection: close/i.test(came);
      connection.write('HTTP/1.1 200 OK\\r\\ncontent-length: 8\\r\\n\\r\\nanswered');
      if (closes) connection.destroySoon();
      setTimeout(() => require('fs').writeFileSync(done, ''), 20);
    });
  }).listen(socketPath, () => console.log('listens'));
`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'minimesos-engine-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('has the answer of an engine that answers before the request has been written to its end, as under load', async () => {
  const [socket, done] = [join(directory, 'engine.sock'), join(directory, 'done')];
  const engine = spawn(process.execPath, ['--eval', ENGINE, socket, done], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await once(engine.stdout, 'data');
    const asked = new EngineClient(socket).open({ method: 'POST', path: '/', headers: { 'content-length': 4 } });
    asked.on('socket', (connection) => hesitate(connection, done));
    asked.write('body');
    await once(asked, 'socket');
    asked.end();
    const [response] = await once(asked, 'response');
    expect(await text(response)).toBe('answered');
  } finally {
    engine.kill('SIGKILL');
  }
});

/** Has this process stand still between what is written and what is written next, until there is a file; nothing is read meanwhile. */
function hesitate(connection: Socket, file: string): void {
  const { _write } = connection;
  connection._write = (chunk, encoding, written) =>
    _write.call(connection, chunk, encoding, (error) => {
      const deadline = Date.now() + 30_000;
      while (!existsSync(file) && Date.now() < deadline) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      written(error);
    });
}
