import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { type EngineProgress, followEngine } from '../../src/docker/progress-stream.js';

const follow = async (stream: PassThrough, asked: Promise<NodeJS.ReadableStream> = Promise.resolve(stream)) => {
  const told: EngineProgress[] = [];
  const failure = await followEngine('pull x', asked, (progress) => told.push(progress), 500).catch((error: Error) => error);
  return { told, failure };
};
const GONE = { code: 'DOCKER_GONE', message: expect.stringContaining('It was to pull x: nothing came within 0.5 s.') };

it('follows what an engine tells to its end', async () => {
  const stream = new PassThrough();
  stream.end('{"status":"a"}\n{"status":"b"}\n');
  expect(await follow(stream)).toEqual({ told: [{ status: 'a' }, { status: 'b' }], failure: undefined });
});

it('has the reason that the engine gives in the middle of it', async () => {
  const stream = new PassThrough();
  stream.write('{"status":"a"}\n{"error":"no space left"}\n{"status":"b"}\n');
  expect(await follow(stream)).toMatchObject({ told: [{ status: 'a' }], failure: { message: 'no space left' } });
  expect(stream.destroyed).toBe(true);
});

it('waits for no engine that tells nothing any more', async () => {
  const stream = new PassThrough();
  stream.write('{"status":"a"}\n');
  expect(await follow(stream)).toMatchObject({ told: [{ status: 'a' }], failure: GONE });
  expect(stream.destroyed).toBe(true);
});

it('waits for no engine that does not begin, and takes nothing of what it begins later', async () => {
  const stream = new PassThrough();
  let begin = (_: PassThrough) => {};
  const asked = new Promise<PassThrough>((resolve) => {
    begin = resolve;
  });
  expect(await follow(stream, asked)).toMatchObject({ told: [], failure: GONE });
  begin(stream);
  await expect.poll(() => stream.destroyed).toBe(true);
});
