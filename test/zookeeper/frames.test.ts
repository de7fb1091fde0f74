import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Frames, MAX_FRAME_BYTES } from '../../src/zookeeper/frames.js';
import { framed } from '../../src/zookeeper/jute.js';
import { propertyRuns } from '../property-runs.js';

it('finds the same messages however they are cut', () => {
  const message = fc.string({ maxLength: 50 });
  fc.assert(
    fc.property(fc.array(message), fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), (messages, sizes) => {
      const bytes = Buffer.concat(messages.map((text) => framed((writer) => writer.string(text))));
      const frames = new Frames();
      const found: string[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] as number;
        frames.push(bytes.subarray(at, at + size));
        at += size;
        for (let frame = frames.next(); frame instanceof Buffer; frame = frames.next()) found.push(frame.toString('utf8', 4));
      }
      expect(found).toEqual(messages);
    }),
    propertyRuns(),
  );
});

it('waits for a message that is long, and not for one that is too long', () => {
  const frames = new Frames();
  const length = Buffer.alloc(4);
  length.writeInt32BE(MAX_FRAME_BYTES);
  frames.push(length);
  expect(frames.next()).toBeUndefined();
  const others = new Frames();
  length.writeInt32BE(MAX_FRAME_BYTES + 1);
  others.push(Buffer.from(length));
  expect(others.next()).toBe('too long');
});
