// The codec compared with two others that know the same schema: the reflection of protobufjs, and protoc.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import protobufjs from 'protobufjs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TypeName } from '../../../src/mesos/wire/messages.js';
import { normalise } from '../../../src/mesos/wire/parse-json.js';
import { loadProtobuf } from '../../../src/mesos/wire/protobuf.js';
import { same } from '../../holds.js';
import { propertyRuns } from '../../property-runs.js';
import { arbitraryMessage } from './arbitrary-message.js';
import { protoText } from './proto-text.js';

const { encode, decode } = await loadProtobuf();

const TYPES: readonly TypeName[] = [
  'scheduler.Call',
  'scheduler.Event',
  'scheduler.Response',
  'executor.Call',
  'executor.Event',
  'master.Call',
  'master.Response',
  'agent.Call',
  'agent.ProcessIO',
];

/** Without keys `__proto__`: reflection makes prototypes of them, not entries. The codec's own tests have them. */
const plainMessage = (typeName: TypeName) =>
  arbitraryMessage(typeName).filter((message) => !JSON.stringify(message).includes('"__proto__"'));

describe('the reflection of protobufjs', () => {
  const { root } = protobufjs.parse(protoText('TaskID'), { keepCase: true });

  it.each(TYPES)('writes and reads the same %s', (typeName) => {
    const type = root.lookupType(`mesos.v1.${typeName}`);
    fc.assert(
      fc.property(plainMessage(typeName), (message) => {
        const theirs = Buffer.from(type.encode(type.fromObject(message)).finish());
        same(decode(typeName, theirs), normalise(typeName, message));
        const ours = encode(typeName, message as never);
        same(Buffer.from(type.encode(type.decode(ours)).finish()), theirs);
      }),
      propertyRuns(50, { tests: TYPES.length }),
    );
  });
});

describe('protoc', () => {
  const installed = spawnSync('protoc', ['--version']).status === 0;

  it.for(TYPES)('reads what is written of %s, and writes what is read', (typeName, context) => {
    context.skip(!installed, 'protoc is not installed: apt-get install protobuf-compiler');
    const directory = mkdtempSync(join(tmpdir(), 'protoc-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    writeFileSync(join(directory, 'samples.proto'), protoText(typeName));
    const protoc = (direction: '--decode' | '--encode', input: Buffer): Buffer => {
      const options = ['--proto_path', directory, `${direction}=mesos.v1.Samples`, 'samples.proto'];
      const { status, stdout, stderr } = spawnSync('protoc', options, { input, maxBuffer: 2 ** 28 });
      if (status !== 0) throw new Error(stderr.toString());
      return stdout;
    };
    // One run of the program takes many messages, so that there are few of those.
    const size = 50;
    const samples = fc.array(plainMessage(typeName), { minLength: size, maxLength: size });
    fc.assert(
      fc.property(samples, (messages) => {
        const writer = protobufjs.Writer.create();
        for (const message of messages) writer.uint32(10).bytes(encode(typeName, message as never));
        const reader = protobufjs.Reader.create(protoc('--encode', protoc('--decode', Buffer.from(writer.finish()))));
        for (const message of messages) {
          expect(reader.uint32()).toBe(10);
          same(decode(typeName, reader.bytes()), normalise(typeName, message));
        }
        expect(reader.pos).toBe(reader.len);
      }),
      // Making a failure smaller would take hundreds of runs of the program.
      { ...propertyRuns(1, { tests: TYPES.length, samples: size }), endOnFailure: true },
    );
  });
});
