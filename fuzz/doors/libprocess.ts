import fc from 'fast-check';
import { Libprocess } from '../../src/mesos/process/libprocess/libprocess.js';
import { MESSAGE_NAMES, messageTypeName, wireName } from '../../src/mesos/wire/internal-messages.js';
import { loadProtobuf } from '../../src/mesos/wire/protobuf.js';
import { arbitraryMessage } from '../../test/mesos/wire/arbitrary-message.js';
import type { Door } from '../engine/door.js';
import { SmallCluster } from '../small-cluster.js';

const { encode } = await loadProtobuf();
/** Nobody listens there: what is sent is never read. */
const NOBODY = 'any@127.0.0.1:1';

/** A message as the input has it: its path, its sender, and its body after the second line feed. */
const message = (path: string, from: string, body: Uint8Array) => Buffer.concat([Buffer.from(`${path}\n${from}\n`), body]);

function anyMessage(seed: number): Uint8Array {
  const name = MESSAGE_NAMES[seed % MESSAGE_NAMES.length] as (typeof MESSAGE_NAMES)[number];
  const [content] = fc.sample(arbitraryMessage(messageTypeName(name)), { numRuns: 1, seed });
  const [to, from] = seed % 2 === 0 ? ['master', 'slave(1)@127.0.0.1:5051'] : ['slave(1)', 'master@127.0.0.1:5050'];
  return message(`/${to}/${wireName(name)}`, seed % 3 === 0 ? NOBODY : from, encode(messageTypeName(name), content as never));
}

/** Messages between Mesos's processes, as they come from elsewhere. */
const door: Door = {
  name: 'libprocess',
  corpus: [
    message('/master/mesos.internal.RegisterSlaveMessage', NOBODY, new Uint8Array()),
    message('/master/mesos.scheduler.Call', 'scheduler-1@127.0.0.1:1', new Uint8Array()),
    ...MESSAGE_NAMES.map((_, index) => anyMessage(index)),
  ],
  generate: anyMessage,
  async run(input) {
    const text = Buffer.from(input).toString('latin1');
    const first = text.indexOf('\n');
    const second = text.indexOf('\n', first + 1);
    if (first < 0 || second < 0) return;
    const cluster = await SmallCluster.start();
    const { runtime, master, agent } = cluster;
    try {
      runtime.network = new Libprocess(runtime);
      const ports = [master.address, agent.address].map((address) => runtime.network?.serve(address));
      for (const port of ports) {
        const about = { path: text.slice(0, first), from: text.slice(first + 1, second), ip: '127.0.0.1' };
        const { status } = port?.receive({ ...about, body: Buffer.from(input.subarray(second + 1)) }) ?? {};
        if (status === 500) throw new TypeError('answered 500');
      }
      runtime.network.cut();
      await cluster.pass();
      await cluster.check();
    } finally {
      cluster.stop();
    }
  },
};

export default door;
