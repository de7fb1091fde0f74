import { expect, it } from 'vitest';
import { MessageReader, MessageWriter, type Reply } from '../../../../src/mesos/process/supervisor/protocol.js';

it('messages survive being cut anywhere', () => {
  const sent: Reply[] = [
    { type: 'failed', id: 1, message: 'ein "Ü"\nzwei' },
    { type: 'started', id: 2, pid: 3 },
  ];
  const written: string[] = [];
  const writer = new MessageWriter<Reply>((text) => written.push(text));
  for (const message of sent) writer.add(message);
  writer.flush();
  writer.flush();
  expect(written).toHaveLength(1);
  const reader = new MessageReader<Reply>();
  const received = [...Buffer.from(written.join(''))].flatMap((byte) => reader.read(Buffer.from([byte])));
  expect(received).toEqual(sent);
});
