import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { connectEngine } from '../../../src/docker/engine.js';
import { LABELS } from '../../../src/docker/labels.js';
import { ownerLabel } from '../../../src/docker/owner.js';
import { enginePrivileges } from '../../../src/docker/privileges.js';
import { docker, dockerDone, lackingDocker } from '../real-docker.js';

const ENGINE = 'minimesos-test/engine:20';
const program = fileURLToPath(new URL('../../../dist/docker-proxy.js', import.meta.url));

/** The status and text of an answer; 0 when there is none. */
function get(socketPath: string, path: string): Promise<[number, string]> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve([response.statusCode ?? 0, text]));
    });
    asked.on('error', () => resolve([0, '']));
    asked.end();
  });
}

it('a proxy outlives its engine, and serves the next at the same place', async (context) => {
  const lacking = lackingDocker(ENGINE);
  context.skip(lacking !== undefined, lacking);
  const outer = await connectEngine();
  const name = `restarted-${process.pid}`;
  const directory = mkdtempSync(join(tmpdir(), 'minimesos-engine-'));
  const listen = join(directory, 'proxy.sock');
  const engine = join(directory, 'engine.sock');
  const settings = { cluster: name, owner: ownerLabel(), member: name, network: 'bridge', container: name, listen, engine };
  const container = await outer.docker.createContainer({
    name,
    Image: ENGINE,
    Cmd: ['dockerd', '--host=unix:///shared/engine.sock'],
    Labels: { [LABELS.cluster]: name, [LABELS.owner]: ownerLabel() },
    HostConfig: { ...enginePrivileges(outer), Binds: [`${directory}:/shared`] },
  });
  const proxy = spawn(process.execPath, [program], { env: { MINIMESOS_DOCKER_PROXY: JSON.stringify(settings) } });
  let log = '';
  for (const output of [proxy.stdout, proxy.stderr]) {
    output.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  const patient = { timeout: 30_000 };
  try {
    await expect.poll(() => log).toContain('for an engine that does not answer yet');
    expect((await get(listen, '/_minimesos/health'))[0]).toBe(503);
    expect(await get(listen, '/v1.41/containers/json')).toEqual([
      502,
      expect.stringContaining('the engine of Docker does not answer'),
    ]);
    for (let round = 0; round < 2; round++) {
      await container.start();
      await expect.poll(async () => (await get(listen, '/_minimesos/health'))[0], patient).toBe(200);
      expect(await get(listen, '/v1.41/containers/json')).toEqual([200, '[]']);
      await container.kill();
      await container.wait();
      expect((await get(listen, '/_minimesos/health'))[0]).toBe(503);
    }
    expect(log).toContain('the engine of Docker answers again');
    proxy.kill();
    await expect.poll(() => proxy.exitCode).toBe(0);
  } finally {
    proxy.kill('SIGKILL');
    await docker(['rm', '--force', '--volumes', name]);
    if (existsSync(directory)) rmSync(directory, { recursive: true });
    expect(await dockerDone(['ps', '--all', '--quiet', '--filter', `name=${name}`])).toBe('');
  }
});
