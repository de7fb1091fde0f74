import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ZooKeeperOptions, ZooKeeperServer } from '../../src/zookeeper/server.js';
import { memoryDirectory } from '../memory-directory.js';
import { askWord } from './ask-word.js';
import { WireClient } from './wire-client.js';

let server: ZooKeeperServer;
afterEach(() => server.stop());

/** A server, and a client that has created `/e` and watches it, and the children of the root. */
async function start(options: ZooKeeperOptions = {}): Promise<WireClient> {
  server = await ZooKeeperServer.start(options);
  const client = await WireClient.start(server.port);
  await client.create('/e', { flags: 1 });
  await client.children('/', true);
  await client.exists('/e', true);
  return client;
}

const word = (text: string) => askWord(server, text);

describe('words', () => {
  it('tell what a server has', async () => {
    const client = await start();
    expect(await word('ruok')).toBe('imok');
    expect(await word('isro')).toBe('rw');
    expect(await word('srvr')).toMatch(/^Zookeeper version: 3\.9.*\nMode: standalone\nNode count: 6\n$/s);
    expect(await word('mntr')).toMatch(/\nzk_ephemerals_count\t1\n.*\nzk_znode_count\t6\n.*\nzk_watch_count\t2\n/s);
    expect(await word('conf')).toContain(`clientPort=${server.port}\n`);
    expect(await word('envi')).toMatch(/^Environment:\nzookeeper\.version=3\.9/);
    const dump = await word('dump');
    expect(dump).toContain(`\n\t${client.id}\n`);
    expect(dump).toContain(`\n${client.id}:\n\t/e\n`);
    expect(dump).toMatch(new RegExp(`\\n\\tip: /127.0.0.1:\\d+ sessionId: ${client.id}\\n`));
  });

  it('tell who watches data', async () => {
    const { id } = await start();
    expect(await word('wchs')).toBe('1 connections watching 1 paths\nTotal watches:1\n');
    expect(await word('wchp')).toBe(`/e\n\t${id}\n\n`);
    expect(await word('wchc')).toBe(`${id}\n\t/e\n\n`);
  });

  it('tell what goes over connections, until they begin anew', async () => {
    const client = await start();
    const counted = async () => (await word('srvr')).split('\n').filter((line) => /^(Received|Sent):/.test(line));
    expect(await word('stat')).toMatch(/\nClients:\n \/127\.0\.0\.1:\d+\[1\]\(queued=0,recved=4,sent=4\)\n/);
    expect(await counted()).toEqual(['Received: 6', 'Sent: 5']);
    expect(await word('cons')).toMatch(
      new RegExp(`recved=4,sent=4,sid=${client.id},lop=EXIS,est=\\d+,to=10000,lcxid=0x3,lzxid=0x2,lresp=\\d+,`),
    );
    expect(await word('mntr')).toMatch(
      /\nzk_last_client_response_size\t84\n.*\nzk_max_client_response_size\t84\n.*\nzk_min_client_response_size\t22\n/s,
    );
    expect(await word('crst')).toBe('Connection stats reset.\n');
    expect(await word('cons')).toMatch(/recved=0,sent=0,sid=\w+,lop=NA,est=\d+,to=10000,lzxid=0xffffffffffffffff,lresp=0,/);
    expect(await word('srst')).toBe('Server stats reset.\n');
    // The answer to the word itself is already of the new time.
    expect(await counted()).toEqual(['Received: 1', 'Sent: 1']);
    expect(await word('mntr')).toContain('\nzk_last_client_response_size\t-1\n');
  });

  it('tell how much the files of data take', async () => {
    const directory = mkdtempSync(join(memoryDirectory, 'minimesos-words-'));
    try {
      await start({ directory });
      const bytes = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
      expect(bytes).toBeGreaterThan(0);
      expect(await word('dirs')).toBe(`datadir_size: ${bytes}\nlogdir_size: ${bytes}\n`);
      expect(await word('conf')).toContain(`\ndataDirSize=${bytes}\n`);
      await server.stop();
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
    await start();
    expect(await word('dirs')).toBe('datadir_size: 0\nlogdir_size: 0\n');
  });

  it('that there are not end the connection', async () => {
    await start();
    for (const unknown of ['xxxx', 'RUOK', 'toString'.slice(0, 4)]) expect(await word(unknown)).toBe('');
  });
});
