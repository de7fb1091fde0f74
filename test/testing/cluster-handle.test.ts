import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { MesosCluster } from '../../src/index.js';
import { clusterHandle } from '../../src/testing/cluster-handle.js';

class Something {
  #secret = 0;
  get secret() {
    return this.#secret;
  }
  async change(by: number) {
    this.#secret += by;
    return this.#secret;
  }
}

describe('clusterHandle', () => {
  it('stands for the cluster of the moment', async () => {
    let current = new Something();
    const handle = clusterHandle(() => current as unknown as MesosCluster) as unknown as Something;
    expect(await handle.change(2)).toBe(2);
    const { change } = handle;
    expect(await change(1)).toBe(3);
    expect(handle.secret).toBe(3);
    expect(handle).toBeInstanceOf(Something);
    expect('change' in handle).toBe(true);
    current = new Something();
    expect(handle.secret).toBe(0);
  });

  it('tells that there is none, but only those who use it', async () => {
    const handle = clusterHandle(() => undefined);
    expect(() => handle.leader).toThrow(
      expect.objectContaining({ code: 'FIXTURE_NOT_STARTED', message: expect.stringMatching('leader') }),
    );
    expect(await Promise.resolve(handle)).toBe(handle);
    // Node 26 shows that it is a proxy.
    expect(inspect(handle)).toMatch(/^(\{\}|Proxy\(\{\}\))$/);
    expect(JSON.stringify(handle)).toBe('{}');
  });
});
