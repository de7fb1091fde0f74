import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Dockerode from 'dockerode';
import { afterEach, describe, expect, it } from 'vitest';
import { ContainerWatch } from '../../src/docker/container-watch.js';
import type { Engine } from '../../src/docker/engine.js';

let server: Server | undefined;
let watch: ContainerWatch | undefined;
afterEach(async () => {
  watch?.close();
  await new Promise((closed) => server?.close(closed));
});

/** An engine that tells of events what `events` makes of the answer, and that these containers run. */
async function engine(events: (answer: ServerResponse, time: number) => void, running: string[]) {
  let times = 0;
  server = createServer((request, answer) => {
    if (request.url?.includes('/events')) {
      answer.writeHead(200, { 'Content-Type': 'application/json' }).flushHeaders();
      events(answer, ++times);
    } else {
      answer.setHeader('Content-Type', 'application/json').end(JSON.stringify(running.map((Id) => ({ Id }))));
    }
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const docker = new Dockerode({ protocol: 'http', host: '127.0.0.1', port });
  return { docker, address: { url: `http://127.0.0.1:${port}`, source: 'here' }, version: '20.10', local: true } satisfies Engine;
}

describe('the watch of containers', () => {
  it('asks an engine that ends each stream again, not without pause, and finds out what has ended meanwhile', async () => {
    const begun = performance.now();
    const ending = await engine(
      (answer, time) => {
        if (time < 3) return void answer.end();
        answer.write('{"Action":"die","Actor":{"ID":"late","Attributes":{"exitCode":"3"}}}\n');
      },
      ['late'],
    );
    watch = await ContainerWatch.open(ending, { a: 'b' }, () => expect.unreachable());
    const gone = new Promise((resolve) => watch?.onEnd('gone', resolve));
    const late = new Promise((resolve) => watch?.onEnd('late', resolve));
    expect(await gone).toBeUndefined();
    expect(await late).toBe(3);
    expect(performance.now() - begun).toBeGreaterThan(300); // two pauses; less would be a loop
  });
});
