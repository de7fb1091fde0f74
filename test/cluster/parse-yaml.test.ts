import { describe, expect, it } from 'vitest';
import { parseYamlDescription } from '../../src/cluster/parse-yaml.js';
import type { MinimesosError } from '../../src/errors.js';

const fails = async (text: string): Promise<MinimesosError> => {
  try {
    return expect.unreachable(`gave ${JSON.stringify(await parseYamlDescription(text, 'minimesos.yaml'))}`);
  } catch (error) {
    return error as MinimesosError;
  }
};

describe('parseYamlDescription', () => {
  it('reads YAML, comments and merge keys included', async () => {
    const text = `
# two racks
name: blue
agents:
  - &small
    resources: cpus:1;mem:128
    attributes: rack:a
  - <<: *small
    attributes: rack:b
`;
    expect(await parseYamlDescription(text, 'minimesos.yaml')).toEqual({
      name: 'blue',
      agents: [
        { resources: 'cpus:1;mem:128', attributes: 'rack:a' },
        { resources: 'cpus:1;mem:128', attributes: 'rack:b' },
      ],
    });
  });

  it('reads JSON, which is YAML', async () => {
    expect(await parseYamlDescription('{"agents": 3}', 'x')).toEqual({ agents: 3 });
  });

  it('tells the line and column of what is wrong', async () => {
    const error = await fails('name: blue\nagents: [1, 2\nmasters: 1\n');
    expect(error).toMatchObject({ code: 'INVALID_FILE', details: { file: 'minimesos.yaml', line: 3 } });
    expect(error.message).toMatch(/^minimesos\.yaml:3:\d+: /);
    expect((await fails('name: a\n  agents: 2\n')).details).toMatchObject({ line: 1, column: 7 });
  });

  it('refuses keys that are there twice', async () => {
    expect((await fails('agents: 1\nname: a\nagents: 2\n')).details).toMatchObject({ line: 3, column: 1 });
  });

  it('reads every key as a text, and refuses lists and mappings as keys', async () => {
    expect(await parseYamlDescription('31000: a\ntrue: b\n', 'x')).toEqual({ 31000: 'a', true: 'b' });
    const { message } = await fails('name: a\n{ agents: 2 }: 1\n');
    expect(message).toContain('minimesos.yaml:2:1: a key has to be a text');
  });

  it('refuses several documents, unknown tags, aliases without anchors, and nothing', async () => {
    for (const text of ['a: 1\n---\nb: 2\n', 'a: !!js/function "x"\n', 'a: *b\n', '', '  \n']) {
      expect((await fails(text)).code).toBe('INVALID_FILE');
    }
  });

  it('refuses aliases that unfold without end', async () => {
    const lines = Array.from({ length: 12 }, (_, index) => {
      const before = index === 0 ? '"x"' : `*a${index - 1}`;
      return `a${index}: &a${index} [${Array.from({ length: 10 }, () => before).join(',')}]`;
    });
    expect((await fails(lines.join('\n'))).code).toBe('INVALID_FILE');
  });
});
