import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect } from 'vitest';
import { searchTest } from './search-test.js';

const racks = ['a', 'a', 'b', 'b', 'c'].map((rack) => ({ attributes: `rack:${rack}` }));
const test = searchTest({ agents: racks });

describe('with several racks', () => {
  test('nodes are spread over the values of an attribute, as long as there is room on agents without one', async ({ start }) => {
    const search = await start({ 'spread-by': 'rack' });
    const racksOf = async (count: number) =>
      (await search.green(count))
        .map(({ agent }) => agent.attributes['rack'])
        .sort((one, other) => `${one}`.localeCompare(`${other}`));
    expect(await racksOf(3)).toEqual(['a', 'b', 'c']);
    await search.scale(5);
    expect(await racksOf(5)).toEqual(['a', 'a', 'b', 'b', 'c']);
    expect(new Set((await search.nodes()).map(({ agent }) => agent.id)).size).toBe(5);
  });

  test('finds the leading master by way of others', async ({ cluster, start }) => {
    const follower = createServer((_, response) =>
      response.writeHead(307, { Location: `${cluster.leader.url}/api/v1/scheduler` }).end(),
    );
    await new Promise<void>((resolve) => follower.listen(0, '127.0.0.1', resolve));
    const unreachable = 'http://127.0.0.1:1';
    const search = await start({
      nodes: 1,
      master: `${unreachable},http://127.0.0.1:${(follower.address() as AddressInfo).port}`,
    });
    await search.green(1);
    follower.close();
    expect(search.output).toContain('Not subscribed at 127.0.0.1:1');
  });
});
