import { describe, expect, it } from 'vitest';
import { Feed } from '../../src/cluster/feed.js';

const all = async <Item>(feed: Feed<Item>): Promise<Item[]> => {
  const items: Item[] = [];
  for await (const item of feed) items.push(item);
  return items;
};

describe('a feed', () => {
  it('gives what was put in, before and after it is read', async () => {
    const feed = new Feed<number>();
    feed.push(1);
    feed.push(2);
    const read = all(feed);
    feed.push(3);
    feed.end();
    feed.push(4);
    expect(await read).toEqual([1, 2, 3]);
    expect(await feed.next()).toEqual({ value: undefined, done: true });
  });

  it('gives each item to one of several readers', async () => {
    const feed = new Feed<number>();
    const reads = [feed.next(), feed.next(), feed.next()];
    feed.push(1);
    feed.push(2);
    feed.end();
    expect((await Promise.all(reads)).map(({ value }) => value)).toEqual([1, 2, undefined]);
  });

  it('ends with an error after what is in it, once', async () => {
    const feed = new Feed<number>();
    const error = new Error('over');
    feed.push(1);
    feed.end(error);
    expect((await feed.next()).value).toBe(1);
    await expect(feed.next()).rejects.toBe(error);
    expect((await feed.next()).done).toBe(true);
  });

  it('tells an error to the one who waits', async () => {
    const feed = new Feed<number>();
    const read = feed.next();
    const error = new Error('over');
    feed.end(error);
    await expect(read).rejects.toBe(error);
  });

  it('is over at once when its reader leaves, also while he waits', async () => {
    let ends = 0;
    const feed = new Feed<number>(() => ends++);
    const read = feed.next();
    await feed.return();
    expect((await read).done).toBe(true);
    feed.end(new Error('late'));
    expect((await feed.next()).done).toBe(true);
    expect(ends).toBe(1);
  });

  it('tells whoever fills it when it is empty or over', async () => {
    const feed = new Feed<number>();
    await feed.drained();
    feed.push(1);
    const drained = feed.drained();
    await feed.next();
    await drained;
    feed.push(2);
    const over = feed.drained();
    await feed.return();
    await over;
  });
});
