#!/usr/bin/env node
// Runs a command with an engine of Docker whose answers, events and logs come late: `node soak/late-engine.mjs npm run test:docker`. Each connection has a delay
// of its own, and keeps its order, so that what is told on two comes in an order that it does not have on an engine that is quick. Exits as the command does.
// LATE is the longest delay, in milliseconds (400); a third of all connections have none. SEED makes chance as in a run before.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from './random.mjs';

const [program, ...args] = process.argv.slice(2);
const engine = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
const late = Number(process.env.LATE ?? 400);
const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
if (program === undefined || !(late >= 0) || !Number.isInteger(seed) || !engine.startsWith('unix://')) {
  console.error(
    'Usage: [LATE=milliseconds] [SEED=number] [DOCKER_HOST=unix://path] node soak/late-engine.mjs COMMAND [ARGUMENTS]',
  );
  process.exit(2);
}

const directory = mkdtempSync(join(tmpdir(), 'minimesos-late-'));
const socket = join(directory, 'docker.sock');
const random = new Random(seed);
let connections = 0;

const server = createServer({ allowHalfOpen: true }, (client) => {
  const delay = random.next() < 1 / 3 ? 0 : random.between(0, late);
  const answering = connect({ path: engine.slice('unix://'.length), allowHalfOpen: true });
  connections++;
  client.pipe(answering);
  answering.on('data', (piece) => setTimeout(() => client.write(piece), delay));
  answering.on('end', () => setTimeout(() => client.end(), delay));
  for (const [one, other] of [
    [client, answering],
    [answering, client],
  ]) {
    one.on('error', () => {}); // Its close follows.
    one.on('close', () => setTimeout(() => other.destroy(), delay));
  }
});

server.listen(socket, () => {
  console.error(`The engine at ${engine} answers up to ${late} ms late, seed ${seed}`);
  const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, DOCKER_HOST: `unix://${socket}` } });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  const end = (code) => {
    console.error(`${connections} connections`);
    rmSync(directory, { recursive: true });
    process.exit(code);
  };
  child.once('error', ({ message }) => {
    console.error(message);
    end(127);
  });
  child.once('exit', (code, signal) => end(code ?? 128 + constants.signals[signal]));
});
