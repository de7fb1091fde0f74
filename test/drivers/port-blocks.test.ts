import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { bindPortBlock, type PortBlock } from '../../src/drivers/port-blocks.js';
import { Router } from '../../src/mesos/process/http/router.js';
import { HttpServer } from '../../src/mesos/process/http/server.js';
import type { Address } from '../../src/mesos/process/pid.js';

/** Binds the block of one agent on a real port. */
async function agent(): Promise<{ server: HttpServer; block: PortBlock }> {
  const server = new HttpServer(new Router('slave(1)'), () => {});
  onTestFinished(() => server.close());
  const block = await bindPortBlock((port) => server.listen('127.0.0.1', port));
  if (!block) throw new Error('All blocks are taken.');
  return { server, block };
}

function range({ ports }: PortBlock): { begin: number; end: number } {
  const [, begin, end] = /^\[(\d+)-(\d+)\]$/.exec(ports) ?? [];
  return { begin: Number(begin), end: Number(end) };
}

const addressInUse = () => Promise.reject(Object.assign(new Error('in use'), { code: 'EADDRINUSE' }));

describe('a block of ports', () => {
  it('is offered without the port that its agent listens on', async () => {
    const { block } = await agent();
    expect(block.address.ip).toBe('127.0.0.1');
    expect(range(block)).toEqual({ begin: block.address.port + 1, end: block.address.port + 99 });
  });

  it('is never shared, however many agents start at once', async () => {
    const agents = await Promise.all(Array.from({ length: 40 }, agent));
    const ranges = agents.map(({ block }) => range(block)).sort((a, b) => a.begin - b.begin);
    for (const [index, { begin }] of ranges.entries()) {
      const previous = ranges[index - 1];
      if (previous) expect(begin).toBeGreaterThan(previous.end);
    }
  });

  it('lies below the ports that systems give out, and apart from those that Mesos offers', async () => {
    const tried: number[] = [];
    await bindPortBlock((port) => {
      tried.push(port);
      return addressInUse();
    });
    // Of 200; those that killed agents of other clusters on this machine have at the moment are not tried.
    expect(tried.length).toBeGreaterThan(150);
    expect(new Set(tried).size).toBe(tried.length);
    for (const port of tried) {
      expect(port).toBeGreaterThan(1024);
      expect(port + 99).toBeLessThan(31_000);
    }
  });

  it('is chosen by chance, so that parallel clusters seldom meet', async () => {
    const firstTried = async () => {
      const tried: number[] = [];
      await bindPortBlock((port) => {
        tried.push(port);
        return addressInUse();
      });
      return tried[0];
    };
    const chosen = new Set(await Promise.all(Array.from({ length: 20 }, firstTried)));
    expect(chosen.size).toBeGreaterThan(1);
  });

  it('that another program listens on is passed over', async () => {
    const others: Server[] = [];
    onTestFinished(() => {
      for (const other of others) other.close();
    });
    const server = new HttpServer(new Router('slave(1)'), () => {});
    onTestFinished(() => server.close());
    const taken: number[] = [];
    const block = await bindPortBlock(async (port) => {
      if (taken.length < 15) {
        const other = createServer();
        await new Promise<void>((resolve) => other.on('error', () => resolve()).listen(port, '127.0.0.1', resolve));
        others.push(other);
        taken.push(port);
      }
      return await server.listen('127.0.0.1', port);
    });
    expect(taken).not.toContain(block?.address.port);
  });

  it('is free again when its agent is gone', async () => {
    const { server, block } = await agent();
    await server.close();
    const other = createServer();
    onTestFinished(() => void other.close());
    await new Promise<void>((resolve, reject) => other.on('error', reject).listen(block.address.port, '127.0.0.1', resolve));
    expect((other.address() as AddressInfo).port).toBe(block.address.port);
  });
});

describe('when there is no block', () => {
  it('nothing is bound', async () => {
    expect(await bindPortBlock(addressInUse)).toBeUndefined();
  });

  it('because listening fails for another reason, that reason is told at once', async () => {
    let tries = 0;
    const listen = (): Promise<Address> => {
      tries++;
      return Promise.reject(Object.assign(new Error('no such address'), { code: 'EADDRNOTAVAIL' }));
    };
    await expect(bindPortBlock(listen)).rejects.toThrow('no such address');
    expect(tries).toBe(1);
  });
});
