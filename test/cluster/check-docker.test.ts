import { describe, expect, it } from 'vitest';
import { resolveDescription } from '../../src/cluster/description.js';

const containers = { marathon: true } as const;

describe('a Marathon in a container', () => {
  it('may be asked for by the key marathon, too', () => {
    const { docker, marathon } = resolveDescription({ driver: 'docker', containers, marathon: true });
    expect(docker?.sides).toMatchObject([{ name: 'marathon', ports: [8080] }]);
    expect(marathon).toBeDefined();
  });

  it('is told by its environment how it is started', () => {
    expect(() => resolveDescription({ driver: 'docker', containers, marathon: { port: 8080, role: 'web' } })).toThrow(
      /marathon\.port: expected left out.*its environment says[\s\S]*marathon\.role: /,
    );
  });
});

describe('the images of a cluster in containers', () => {
  it('are named by role, those of containers that are known by name, too', () => {
    const images = { master: 'a:1', marathon: 'b:1', 'mesos-dns': 'c:1' };
    expect(resolveDescription({ driver: 'docker', containers, images }).docker?.images).toEqual(images);
    expect(() => resolveDescription({ driver: 'docker', images: { marathons: 'b:1' } })).toThrow(/did you mean marathon\?/);
  });
});
