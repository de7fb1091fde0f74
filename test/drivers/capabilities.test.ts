import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL_CAPABILITIES, CAPABILITIES, requireNoContainer, requireTraffic } from '../../src/drivers/capabilities.js';

describe('what a driver can do', () => {
  it('is in the documentation, with the same words', () => {
    const rows = readFileSync(new URL('../../docs/drivers.md', import.meta.url), 'utf8')
      .split('\n')
      .flatMap((line) => /^\| `(\w+)` \| ([^|]*) \| [^|]* \|/.exec(line)?.slice(1, 3) ?? []);
    expect(rows).toEqual(ALL_CAPABILITIES.flatMap((name) => [name, CAPABILITIES[name]]));
  });

  it('is asked for before traffic is waited for that nobody would see', () => {
    expect(() => requireTraffic({ driver: 'embedded', capabilities: ALL_CAPABILITIES }, 'expect.call()')).not.toThrow();
    expect(() => requireTraffic({ driver: 'attached', capabilities: [] }, 'expect.call()')).toThrow(
      /^expect\.call\(\) is not possible with the driver attached: its traffic does not pass through minimesos\./,
    );
  });

  it('is asked for before an agent is added that is in no container', () => {
    expect(() => requireNoContainer('embedded', {})).not.toThrow();
    expect(() => requireNoContainer('embedded', { container: { image: 'mine:1' } })).toThrow(
      /^addAgent\(\) with image, environment, binds or files is not possible with the driver embedded: its agents are in no containers\./,
    );
  });
});
