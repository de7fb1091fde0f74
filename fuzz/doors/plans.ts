import { readPlan } from '../../src/chaos/read-plan.js';
import { resolveChanges } from '../../src/cluster/description.js';
import { readRun } from '../../src/cluster/run-options.js';
import { type FaultRuleInput, readFaultRule } from '../../src/faults/fault-rule.js';
import { schemas } from '../../src/remote/schemas/index.js';
import { checkDepth, validate } from '../../src/remote/validate.js';
import { each } from '../answers.js';
import type { Door } from '../engine/door.js';

const CLUSTER = { name: 'c', agents: [{ id: 'a' }] };

/** What users give in JSON besides descriptions: plans of chaos, faults, options, and the bodies of the remote API. */
const door: Door = {
  name: 'plans',
  corpus: [
    '{"seed":"42@0.1.0","duration":60000,"steps":[{"act":"kill-agent","agent":0,"at":10,"until":20},{"act":"advance","at":5,"by":1000}]}',
    '{"duration":1,"steps":[{"act":"fault","at":0,"until":1,"rule":{"effect":"drop","call":"ACCEPT"}}]}',
    '{"effect":"delay","event":["OFFERS","UPDATE"],"framework":"f","delay":"10secs","times":2,"probability":0.5}',
    '{"effect":"fail","action":"HEALTH_CHECK","task":"t","error":"x"}',
    '{"command":"true","environment":{"A":"b"},"uris":["http://a"],"resources":"cpus:1","timeout":"1mins","credential":{"principal":"p","secret":"s"}}',
    '{"resources":"cpus:2","attributes":"a:b","flags":{"gc_delay":"1days"}}',
    '{"kind":"task","task":"t","state":"TASK_RUNNING","timeout":1000}',
    '{"name":"c","description":{"masters":3,"agents":[{"resources":"cpus:1"}]}}',
  ],
  run(input) {
    let value: unknown;
    try {
      value = JSON.parse(Buffer.from(input).toString());
    } catch {
      return;
    }
    const { command, ...options } = (value ?? {}) as { command?: string };
    each([
      () => checkDepth(value),
      () => readPlan(value),
      () => readFaultRule(value as FaultRuleInput),
      () => readRun(CLUSTER, command ?? '', options as never),
      () => resolveChanges(value),
      ...Object.entries(schemas).map(
        ([name, schema]) =>
          () =>
            validate(schema, value, name),
      ),
    ]);
  },
};

export default door;
