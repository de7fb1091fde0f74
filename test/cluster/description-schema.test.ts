import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveDescription } from '../../src/cluster/description.js';
import { descriptionSchema } from '../../src/cluster/description-schema.js';
import { agentFlags } from '../../src/mesos/flags/agent-flags.js';
import { masterFlags } from '../../src/mesos/flags/master-flags.js';
import { propertyRuns } from '../property-runs.js';

const schema = descriptionSchema();
const accepts = new Ajv({ allowUnionTypes: true, strictTypes: false }).compile(schema);
const file = fileURLToPath(new URL('../../schema/minimesos.schema.json', import.meta.url));

function resolves(description: unknown): boolean {
  try {
    resolveDescription(description);
    return true;
  } catch {
    return false;
  }
}

/** Descriptions that may be right or wrong: keys as they are and misspelt, values of all kinds. */
function descriptions(): fc.Arbitrary<unknown> {
  const value = fc.oneof(
    fc.constantFrom<unknown>('mesos', 'embedded', 'immediate', 'process', '1.11', 1.12, 'cpus:1', 'rack:a', '5secs', 'blue', ''),
    fc.constantFrom<unknown>(0, 1, 2, -1, 0.5, 1000, 1001, 65_535, 65_536, true, false, null, [], {}),
  );
  const flags = fc.dictionary(
    fc.constantFrom('allocation_interval', 'strict', 'no-strict', 'port', 'zk', 'hostname', 'nonsense'),
    value,
  );
  const member = fc.record(
    { count: value, port: value, flags: fc.oneof(flags, value), resources: value, attributes: value, cont: value },
    { requiredKeys: [] },
  );
  const moment = fc.record({ after: value, healthy: value, message: value }, { requiredKeys: [] });
  const behaviour = fc.record(
    {
      task: value,
      probability: value,
      startsAfter: fc.oneof(value, fc.tuple(value, value)),
      exits: value,
      health: fc.array(moment),
    },
    { requiredKeys: [] },
  );
  const simulated = { behaviours: fc.oneof(value, fc.array(behaviour, { maxLength: 2 })), seed: value };
  const containerizers = fc.oneof(value, fc.constant('simulated'));
  const members = fc.oneof(value, fc.array(member, { maxLength: 3 }));
  const text = fc.constantFrom('zk://a:1/b', ' zk://u:p@a,b/c', 'zk://a', 'u:p', 'u:/', 'data');
  const zookeeper = fc.record(
    { url: fc.oneof(value, text), port: value, dataDirectory: fc.oneof(value, text), credentials: fc.oneof(value, text) },
    { requiredKeys: [] },
  );
  const domain = fc.constantFrom('mm', 'a.b', 'A.', 'a..b', '-');
  const names = fc.record(
    {
      ...{ port: value, httpPort: value, domain: fc.oneof(value, domain), ttl: value },
      ipSources: fc.oneof(value, fc.array(fc.constantFrom('host', 'netinfo', 'hots'), { maxLength: 2 })),
      resolvers: fc.oneof(value, fc.array(fc.constantFrom('10.0.0.1', '10.0.0.1:53', 'dns'), { maxLength: 2 })),
    },
    { requiredKeys: [] },
  );
  const keys = {
    name: value,
    names: fc.oneof(value, names),
    driver: value,
    host: value,
    mesosVersion: value,
    masters: members,
    agents: members,
    zookeeper: fc.oneof(value, zookeeper),
    zookeepers: fc.oneof(value, fc.dictionary(fc.constantFrom('state', 'masters', 'ip', 'State'), fc.oneof(value, zookeeper))),
  };
  return fc.record(
    { ...keys, ...simulated, containerizers, timeout: value, reaction: value, retain: value, marathon: value, agnets: value },
    { requiredKeys: [] },
  );
}

describe('the JSON Schema of descriptions', () => {
  it('is the one that is shipped; UPDATE_SCHEMA=1 writes it', () => {
    const text = `${JSON.stringify(schema, undefined, 2)}\n`;
    if (process.env['UPDATE_SCHEMA']) {
      mkdirSync(new URL('.', `file://${file}`), { recursive: true });
      writeFileSync(file, text);
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('takes whatever is a description', () => {
    fc.assert(
      fc.property(descriptions(), (description) => {
        // Undefined is no value of YAML or JSON.
        const given: unknown = JSON.parse(JSON.stringify(description));
        expect(!resolves(given) || accepts(given), JSON.stringify(given)).toBe(true);
      }),
      propertyRuns(150),
    );
  });

  it.each([
    { agnets: 1 },
    { agents: 100_001 },
    { containerizers: 'simulated', behaviours: [{ runsFor: [1, 2, 3] }] },
    { containerizers: 'simulated', behaviours: [{ exits: 300 }] },
    { seed: -1 },
    { agents: [{ cont: 2 }] },
    { agents: [{ port: 0 }] },
    { agents: [{ flags: { alocation_interval: '1secs' } }] },
    { agents: [{ flags: { strict: 'maybe' } }] },
    { masters: [{ flags: { zk: 'zk://x' } }] },
    { masters: 6 },
    { zookeeper: 'yes' },
    { zookeeper: { url: 'http://127.0.0.1:2181/mesos' } },
    { zookeeper: { url: 'zk://127.0.0.1:2181/mesos', port: 2181 } },
    { zookeeper: { credentials: 'user' } },
    { zookeepers: { State: true } },
    { zookeepers: { state: false } },
    { names: 'yes' },
    { names: { port: 0 } },
    { names: { ipSources: ['hots'] } },
    { name: 'Blue' },
    { mesosVersion: '1.10' },
    { driver: 'podman' },
    { timeout: 0 },
    3,
  ])('refuses what is none: %j', (description) => {
    expect([accepts(description), resolves(description)]).toEqual([false, false]);
  });

  it('knows every flag and what it is for', () => {
    const { definitions } = schema as {
      definitions: Record<string, { properties: { flags: { properties: Record<string, { description: string }> } } }>;
    };
    for (const [role, table] of Object.entries({ master: masterFlags, agent: agentFlags })) {
      const known = definitions[role]?.properties.flags.properties ?? {};
      for (const [name, { about }] of Object.entries(table)) {
        if (Object.hasOwn(known, name)) expect(known[name]?.description).toContain(about);
        // Those that are missing cannot be set.
        else expect(resolves({ [`${role}s`]: [{ flags: { [name]: '1' } }] }), name).toBe(false);
      }
    }
  });
});
