import { describe, expect, it } from 'vitest';
import { parseAgentFlags } from '../../../src/mesos/flags/agent-flags.js';
import { domain } from '../../../src/mesos/flags/domain.js';
import { parseMasterFlags } from '../../../src/mesos/flags/master-flags.js';

const HERE = { fault_domain: { region: { name: 'eu' }, zone: { name: 'eu-1' } } };

describe('the flag domain', () => {
  it('is JSON, as text or as an object', () => {
    for (const given of [HERE, JSON.stringify(HERE)]) {
      expect(parseMasterFlags({ domain: given })).toMatchObject({ flags: { domain: HERE }, problems: [] });
      expect(parseAgentFlags({ domain: given })).toMatchObject({ flags: { domain: HERE }, problems: [] });
    }
    expect(parseMasterFlags({ domain: HERE }).text['domain']).toBe(JSON.stringify(HERE));
  });

  it.each([
    ['no JSON', 'eu'],
    ['nothing', '{}'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a region alone', '{"fault_domain":{"region":{"name":"eu"}}}'],
    ['a zone alone', '{"fault_domain":{"zone":{"name":"eu-1"}}}'],
    ['names that are no text', '{"fault_domain":{"region":{"name":1},"zone":{"name":2}}}'],
    ['null in it', '{"fault_domain":null}'],
  ])('is not %s', (_, given) => {
    expect(domain.parse(given)).toBeUndefined();
    expect(parseMasterFlags({ domain: given }).problems).toMatchObject([{ path: 'domain' }]);
  });
});
