import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CachedFile, FetcherCache } from '../../../src/mesos/fetcher/cache.js';
import { temporaryDirectory, write } from './helpers.js';

/** A cache, and a way to use it that counts downloads; a URI's content is its own text. */
function setUp(maxBytes: number) {
  const directory = join(temporaryDirectory(), 'cache');
  const cache = new FetcherCache(directory, maxBytes);
  const downloads: string[] = [];
  const acquire = async (uri: string, user = 'me') => {
    const file = await cache.acquire(user, uri, async () => {
      downloads.push(uri);
      return { mode: 0o644, bytes: one(uri) };
    });
    return file as CachedFile;
  };
  const use = async (...uris: string[]) => {
    for (const uri of uris) {
      const file = await acquire(uri);
      expect(readFileSync(file.path, 'utf8')).toBe(uri);
      await file.release();
    }
  };
  const files = () => readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;
  return { directory, cache, downloads, acquire, use, files };
}

async function* one(text: string) {
  yield Buffer.from(text);
}

describe('FetcherCache', () => {
  it('downloads once for each user', async () => {
    const { cache, downloads, acquire, use } = setUp(100);
    await use('aa', 'aa', 'bb', 'aa');
    expect(downloads).toEqual(['aa', 'bb']);
    await (await acquire('aa', 'another')).release();
    expect(downloads).toEqual(['aa', 'bb', 'aa']);
    expect(cache.usedBytes).toBe(6);
  });

  it('downloads once when asked at the same time', async () => {
    const { downloads, acquire } = setUp(100);
    const files = await Promise.all([acquire('aa'), acquire('aa'), acquire('aa')]);
    expect(downloads).toEqual(['aa']);
    expect(new Set(files.map(({ path }) => path)).size).toBe(1);
  });

  it('evicts what has not been used for longest', async () => {
    const { cache, downloads, use, files } = setUp(6);
    await use('aa', 'bb', 'cc', 'aa', 'dd');
    expect(cache.usedBytes).toBe(6);
    expect(files()).toBe(3);
    await use('aa', 'cc', 'dd');
    expect(downloads).toEqual(['aa', 'bb', 'cc', 'dd']);
    await use('bb');
    expect(downloads).toEqual(['aa', 'bb', 'cc', 'dd', 'bb']);
  });

  it('does not evict what is in use until it is released', async () => {
    const { cache, acquire, use } = setUp(3);
    const first = await acquire('aa');
    const second = await acquire('bb');
    expect(cache.usedBytes).toBe(4);
    expect(existsSync(first.path)).toBe(true);
    await first.release();
    expect(existsSync(first.path)).toBe(false);
    expect(existsSync(second.path)).toBe(true);
    await second.release();
    expect(cache.usedBytes).toBe(2);
    await use('bb');
  });

  it('hands out what is larger than the cache, but does not keep it', async () => {
    const { cache, downloads, acquire, use, files } = setUp(4);
    await use('aa');
    const large = await acquire('large');
    expect(readFileSync(large.path, 'utf8')).toBe('large');
    await large.release();
    expect(files()).toBe(1);
    expect(cache.usedBytes).toBe(2);
    await use('aa', 'large');
    expect(downloads).toEqual(['aa', 'large', 'large']);
  });

  it('forgets a failed download; who waited for it is sent past the cache', async () => {
    const { cache, acquire, downloads, files } = setUp(100);
    const fail = async () => {
      throw new Error('no network');
    };
    const first = cache.acquire('me', 'aa', fail);
    const waiting = acquire('aa');
    await expect(first).rejects.toThrow('no network');
    expect(await waiting).toBeUndefined();
    expect(cache.usedBytes).toBe(0);
    expect(files()).toBe(0);
    await acquire('aa');
    expect(downloads).toEqual(['aa']);
  });

  it('does not let who waits wait any longer when aborted', async () => {
    const { cache } = setUp(100);
    let finish = (_: { mode: number; bytes: AsyncGenerator<Uint8Array> }) => {};
    const content = new Promise<Parameters<typeof finish>[0]>((resolve) => {
      finish = resolve;
    });
    const slow = () => content;
    const first = cache.acquire('me', 'aa', slow);
    const abort = new AbortController();
    const waiting = cache.acquire('me', 'aa', slow, abort.signal);
    abort.abort(new Error('not needed'));
    await expect(waiting).rejects.toThrow('not needed');
    finish({ mode: 0o644, bytes: one('aa') });
    await (await first)?.release();
    expect(cache.usedBytes).toBe(2);
  });

  it('starts empty', async () => {
    const { directory, use, files } = setUp(100);
    write(directory, { 'me/1': 'left over', 'me/7': 'left over' });
    await use('aa');
    expect(files()).toBe(1);
  });
});
