import fc from 'fast-check';
import type { TypeName } from '../../src/mesos/wire/messages.js';
import { loadProtobuf } from '../../src/mesos/wire/protobuf.js';
import { writeJson } from '../../src/mesos/wire/write-json.js';
import { arbitraryMessage } from '../../test/mesos/wire/arbitrary-message.js';
import { each, isAnswer } from '../answers.js';
import type { Door } from '../engine/door.js';

const TYPES: readonly TypeName[] = ['scheduler.Call', 'executor.Call', 'master.Call', 'agent.Call'];
const { encode, decode } = await loadProtobuf();

const encoded = (seed: number): Uint8Array => {
  const [type] = fc.sample(fc.constantFrom(...TYPES), { numRuns: 1, seed }) as [TypeName];
  const [message] = fc.sample(arbitraryMessage(type), { numRuns: 1, seed });
  return encode(type, message as never);
};

/** Calls of Mesos's APIs in protobuf; what is taken is written again, in both encodings. */
const door: Door = {
  name: 'protobuf',
  corpus: Array.from({ length: 20 }, (_, seed) => encoded(seed)),
  answers: isAnswer,
  generate: encoded,
  run(input) {
    each(
      TYPES.map((type) => () => {
        const message = decode(type, input);
        encode(type, message);
        writeJson(type, message);
      }),
    );
  },
};

export default door;
