import { describe, expect, it } from 'vitest';
import { capacityOf, describeLack, freeOn } from '../../src/cluster/lacking.js';
import { parseResources } from '../../src/mesos/resources/parse.js';
import { agentInState } from './states.js';

const agent = agentInState({ offered_resources: { cpus: 2, mem: 0, disk: 0, gpus: 0 } });
const lack = (wanted: string, available = capacityOf(agent)) => describeLack(agent, parseResources(wanted), available);

describe('what an agent lacks', () => {
  it('is nothing when it could give all', () => {
    expect(lack('cpus:4;mem:1024;ports:[31000-31001]')).toBeUndefined();
  });

  it('is named with what there is of it', () => {
    expect(lack('cpus:5;mem:1;gpus:1;ports:[30999-31000]')).toBe(
      'agent 127.0.0.1:5051 lacks cpus:5; gpus:1; ports:[30999-31000], has cpus:4; ports:[31000-31009]',
    );
    expect(lack('gpus:1')).toBe('agent 127.0.0.1:5051 lacks gpus:1, has none');
  });

  it('now is what is used or offered elsewhere', () => {
    expect(lack('cpus:2;mem:896', freeOn(agent))).toBe('agent 127.0.0.1:5051 lacks cpus:2, has cpus:1');
    expect(lack('ports:[31001-31002]', freeOn(agent))).toBe(
      'agent 127.0.0.1:5051 lacks ports:[31001-31002], has ports:[31002-31009]',
    );
  });

  it('does not count what is reserved', () => {
    const reserved = agentInState({ unreserved_resources: { cpus: 1, mem: 0, disk: 0, gpus: 0 } });
    expect(lack('cpus:2', capacityOf(reserved))).toContain('has cpus:1');
  });
});
