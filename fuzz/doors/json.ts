import fc from 'fast-check';
import type { TypeName } from '../../src/mesos/wire/messages.js';
import { readBody } from '../../src/mesos/wire/request-body.js';
import { writeJson } from '../../src/mesos/wire/write-json.js';
import { arbitraryMessage } from '../../test/mesos/wire/arbitrary-message.js';
import { each } from '../answers.js';
import type { Door } from '../engine/door.js';

const TYPES: readonly TypeName[] = ['scheduler.Call', 'executor.Call', 'master.Call', 'agent.Call'];

/** Calls of Mesos's APIs in JSON; what is taken is written again. */
const door: Door = {
  name: 'json',
  corpus: [
    '{"type":"SUBSCRIBE","subscribe":{"framework_info":{"user":"u","name":"n","roles":["*"],"capabilities":[{"type":"MULTI_ROLE"}]}}}',
    '{"type":"ACKNOWLEDGE","framework_id":{"value":"f"},"acknowledge":{"agent_id":{"value":"a"},"task_id":{"value":"t"},"uuid":"AAAAAAAAAAAAAAAAAAAAAA=="}}',
    '{"type":"GET_METRICS","get_metrics":{"timeout":{"nanoseconds":"5000000000"}}}',
    '{"type":"SET_QUOTA","set_quota":{"quota_request":{"role":"r","force":"true","guarantee":[{"name":"cpus","type":"SCALAR","scalar":{"value":1e2}}]}}}',
    '{"type":"UPDATE","update":{"status":{"task_id":{"value":"t"},"state":"TASK_RUNNING","labels":{"labels":[{"key":"\\u0000"}]}}}}',
  ],
  generate: (seed) => {
    const [type] = fc.sample(fc.constantFrom(...TYPES), { numRuns: 1, seed }) as [TypeName];
    return Buffer.from(JSON.stringify(fc.sample(arbitraryMessage(type), { numRuns: 1, seed })[0]));
  },
  run(input) {
    each(TYPES.map((type) => () => writeJson(type, readBody(type, 'json', input) as never)));
  },
};

export default door;
