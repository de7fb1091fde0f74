import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Place, program } from './real-cli.js';

let place: Place;
beforeAll(() => {
  place = new Place();
});
afterEach(() => place.killAll());
afterAll(() => place[Symbol.asyncDispose]());

/**
 * Runs a script of bash in a directory with these files, with `minimesos` as a command.
 * @returns what it printed, by lines
 */
async function script(
  name: string,
  files: Readonly<Record<string, string>>,
  text: string,
): Promise<{ cwd: string; lines: string[] }> {
  const cwd = join(place.folder, name);
  mkdirSync(join(cwd, 'bin'), { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(cwd, file), content);
  writeFileSync(join(cwd, 'bin/minimesos'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, { mode: 0o755 });
  const env = { ...process.env, ...place.env, PATH: `${join(cwd, 'bin')}:${process.env['PATH']}` };
  const { stdout, stderr } = await promisify(execFile)('bash', ['-c', text], { cwd, env });
  expect(stderr).toBe('');
  return { cwd, lines: stdout.split('\n').slice(0, -1) };
}

const RESOURCE = (kind: string, role: string, value: string) => `${kind} {
            role = "${role}"
            value = ${value}
        }`;

/** An agent as users of the original wrote it: an image of their own, a port, and resources of one or two roles. */
const agent = (port: number, ...roles: string[]) => `agent {
    imageName = "example/test-apps"
    imageTag = "latest"
    loggingLevel = "# INHERIT FROM CLUSTER"
    portNumber = ${port}
    resources {
        ${roles
          .flatMap((role, index) => [
            RESOURCE('cpu', role, '4'),
            RESOURCE('disk', role, '200'),
            RESOURCE('mem', role, '3072'),
            RESOURCE('ports', role, `"[${31000 + index * 1000}-${32000 + index * 1000}]"`),
          ])
          .join('\n        ')}
    }
}`;

const file = (name: string, agents: readonly string[]) => `minimesos {
    clusterName = "${name}"
    loggingLevel = "INFO"
    mapAgentSandboxVolume = true
    mapPortsToHost = false
    mesosVersion = "1.0.0"
    timeout = 60

    ${agents.join('\n\n    ')}

    master {
        aclJson = null
        authenticate = false
        imageName = "example/mesos-master"
        imageTag = "1.0.0-0.1.0"
        loggingLevel = "# INHERIT FROM CLUSTER"
    }

    // Without it there is no start
    marathon {
        imageName = "mesosphere/marathon"
        imageTag = "v1.3.5"
    }

    zookeeper {
        imageName = "jplock/zookeeper"
        imageTag = "3.4.6"
    }
}
`;

const APP = JSON.stringify({
  ...{ id: 'scheduler', cpus: 0.1, mem: 32, instances: 1 },
  cmd: `echo \${MINIMESOS_ZOOKEEPER} {{MINIMESOS_MASTER_IP}} \${MINIMESOS_NETWORK_GATEWAY} > \${MINIMESOS_HOST_DIR}/seen; exec sleep 1000`,
});

describe('scripts for the original minimesos', () => {
  // Waiter took the lines of info as commands, without quotes, cut a last semicolon off, and found the servers of ZooKeeper between slashes.
  it('go on as those of Waiter did', async () => {
    const text = `set -e
      export MINIMESOS_CMD=minimesos
      $MINIMESOS_CMD up >/dev/null 2>&1
      $($MINIMESOS_CMD info | grep MINIMESOS)
      [ $? -eq 0 ]
      marathon=\${MINIMESOS_MARATHON%;}
      zookeeper=$(echo $MINIMESOS_ZOOKEEPER | awk -F/ '{print $3}')
      echo "$marathon $zookeeper"
      curl -s -X POST -H 'Content-Type: application/json' -d '{"id":"/kitchen","cmd":"sleep 1000","cpus":0.1,"mem":32}' "$marathon/v2/apps" >/dev/null
      curl -s "$marathon/v2/apps/kitchen" | grep -c kitchen
      curl -s "$marathon/v2/info" | grep -c '"frameworkId"'
      ls -d .minimesos
      minimesos destroy
      minimesos info >/dev/null 2>&1 || echo "gone: $?"`;
    const agents = [5051, 5051, 5051, 5051].map((port) => agent(port, '*'));
    const { lines } = await script('waiter', { minimesosFile: file('waiter', agents) }, text);
    expect(lines[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+ 127\.0\.0\.1:\d+$/);
    expect(lines.slice(1)).toEqual(['1', '1', '.minimesos', 'Destroyed cluster waiter', 'gone: 3']);
  });

  // Cook had resources of two roles on each agent, took only the line of ZooKeeper, and gave that to its scheduler.
  it('go on as those of Cook did', async () => {
    const text = `set -e
      minimesos up >up.txt 2>up-told.txt
      $(minimesos info | grep ZOOKEEPER)
      echo "ZK = \${MINIMESOS_ZOOKEEPER%;}"
      $(minimesos info | tail -n 5)
      minimesos state >state.json
      minimesos destroy`;
    const agents = [5051, 5052].map((port) => agent(port, '*', 'cook'));
    const { cwd, lines } = await script('cook', { minimesosFile: file('Cook Simulation Cluster', agents) }, text);
    expect(lines[0]).toMatch(/^ZK = zk:\/\/127\.0\.0\.1:\d+\/mesos$/);
    expect(lines[1]).toBe('Destroyed cluster cook-simulation-cluster');
    const state = JSON.parse(await readFile(join(cwd, 'state.json'), 'utf8')) as { slaves: { reserved_resources: object }[] };
    expect(state.slaves).toHaveLength(2);
    expect(state.slaves[0]?.reserved_resources).toMatchObject({ cook: { cpus: 4, mem: 3072, disk: 200 } });
    expect(await readFile(join(cwd, 'up-told.txt'), 'utf8')).toContain('minimesosFile, line');
  });

  it('install, update and uninstall apps', async () => {
    const text = `set -e
      minimesos up >/dev/null 2>&1
      eval "$(minimesos info | grep MINIMESOS)"
      minimesos install --marathonFile scheduler.json
      minimesos install --app scheduler.json >/dev/null 2>&1 || echo "there already: $?"
      minimesos install --update --stdin <scheduler.json
      minimesos state | grep -c '"name": *"marathon"'
      minimesos state --agent 0 | grep -c '"slave(1)@'
      [ "$(cat seen)" = "$MINIMESOS_ZOOKEEPER $MINIMESOS_MASTER_IP $MINIMESOS_NETWORK_GATEWAY" ]
      minimesos uninstall --app scheduler
      minimesos uninstall --app scheduler >/dev/null 2>&1 || echo "not there: $?"
      minimesos install --group group.json
      minimesos uninstall --group /group
      minimesos destroy`;
    const group = JSON.stringify({ id: '/group', apps: [{ id: 'one', cmd: 'sleep 1000', cpus: 0.1, mem: 32 }] });
    const files = { minimesosFile: file('apps', [agent(5051, '*')]), 'scheduler.json': APP, 'group.json': group };
    const { lines, cwd } = await script('apps', files, text);
    expect(lines).toEqual([
      ...['App /scheduler is running: 1 instance.', 'there already: 1', 'App /scheduler is running: 1 instance.', '1', '1'],
      ...['App scheduler is gone.', 'not there: 1', 'App /group/one is running: 1 instance.', 'Group /group is gone.'],
      'Destroyed cluster apps',
    ]);
    expect(existsSync(join(cwd, 'seen'))).toBe(true);
  });

  it('have the names of Mesos-DNS, and agents with attributes', async () => {
    const minimesosFile = `minimesos {
      clusterName = "Change Cluster Name in minimesosFile file"
      mesosVersion = "1.0.0"
      agent { imageName = "containersol/mesos-agent"
        attributes = "rack:a"
        resources { mem { role = "*"
          value = 512 } } }
      zookeeper { }
      mesosdns { }
    }`;
    const text = `set -e
      minimesos up >/dev/null 2>&1
      eval "$(minimesos info | grep MINIMESOS)"
      $(minimesos info | grep -m1 MINIMESOS_ZOOKEEPER=)
      curl -s "$MINIMESOS_MASTER/state" >state.json
      echo "$MINIMESOS_ZOOKEEPER $MINIMESOS_ZOOKEEPER_IP $MINIMESOS_MASTER_IP $MINIMESOS_AGENT_IP $MINIMESOS_MESOSDNS_IP $MINIMESOS_NETWORK_GATEWAY"
      minimesos state | grep -c '"leader"'
      minimesos destroy`;
    const { cwd, lines } = await script('original', { minimesosFile }, text);
    expect(lines[0]).toMatch(/^zk:\/\/127\.0\.0\.1:\d+\/mesos( 127\.0\.0\.1){5}$/);
    expect(lines[1]).toBe('1');
    expect(lines[2]).toMatch(/^Destroyed cluster [a-z-]+$/);
    const state = JSON.parse(await readFile(join(cwd, 'state.json'), 'utf8')) as { slaves: object[] };
    expect(state.slaves).toMatchObject([{ attributes: { rack: 'a' }, resources: { mem: 512, cpus: 4 } }]);
  });
});
