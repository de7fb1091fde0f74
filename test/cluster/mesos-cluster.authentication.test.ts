import { afterEach, describe, expect, it } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster, type MinimesosError } from '../../src/index.js';

let cluster: MesosCluster | undefined;
afterEach(() => cluster?.destroy());

const start = async (description: ClusterDescriptionInput) => {
  cluster = await MesosCluster.start({ reaction: 'immediate', ...description });
  return cluster;
};
const failure = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );
const as = ({ principal, secret }: { principal: string; secret: string }) => ({
  headers: { Authorization: `Basic ${btoa(`${principal}:${secret}`)}` },
});

const ops = { principal: 'ops', secret: 'secret' };
const credentials = { credentials: [ops, { principal: 'restricted', secret: 'secret' }] };
const NONE = { type: 'NONE' };

/** Everybody has to say who they are, and nobody may do anything. */
const closed: ClusterDescriptionInput = {
  masters: [
    {
      flags: {
        ...{ authenticate_http_readonly: true, authenticate_http_readwrite: true, authenticate_http_frameworks: true },
        ...{ http_framework_authenticators: 'basic', credentials },
        acls: { permissive: false, register_agents: [{ principals: { type: 'ANY' }, agents: { type: 'ANY' } }] },
      },
    },
  ],
  agents: [
    {
      flags: {
        ...{ authenticate_http_readonly: true, authenticate_http_readwrite: true, http_credentials: credentials },
        ...{ authenticate_http_executors: true, jwt_secret_key: 'key', acls: { permissive: false } },
      },
    },
  ],
};

describe('a cluster that lets nobody in', () => {
  it('lets minimesos itself do everything', async () => {
    const running = await start(closed);
    expect((await running.run('echo hello')).stdout).toBe('hello\n');
    expect(await running.state()).toMatchObject({ cluster: running.name, completed_frameworks: [{ principal: 'minimesos' }] });
    expect(await running.agents[0]?.state()).toMatchObject({ completed_frameworks: [{ name: 'minimesos run' }] });
    expect((await fetch(`${running.leader.url}/state`)).status).toBe(401);
    const refused = /Refused GET \/state of .*: not authenticated/;
    expect(running.timeline({ kinds: ['log'] }).filter((entry) => refused.test(JSON.stringify(entry)))).toHaveLength(1);
  });

  it('shows others nothing, and is used with the credential of minimesos by who has it', async () => {
    const { leader, credential } = await start(closed);
    expect(credential?.principal).toBe('minimesos');
    const flags = async (who: typeof ops) => (await fetch(`${leader.url}/flags`, as(who))).status;
    expect(await flags(ops)).toBe(403);
    expect(credential && (await flags(credential))).toBe(200);
  });

  it('is still such after a reset, and when an agent is restarted', async () => {
    const running = await start(closed);
    const [agent] = running.agents;
    await running.reset();
    await agent?.restart();
    expect((await running.run('echo hello')).state).toBe('TASK_FINISHED');
    expect((await fetch(`${agent?.url}/state`)).status).toBe(401);
  });

  it('cannot be got into by the name alone', async () => {
    const { leader } = await start({
      masters: [
        { flags: { acls: { permissive: false, register_agents: [{ principals: { type: 'ANY' }, agents: { type: 'ANY' } }] } } },
      ],
    });
    expect((await fetch(`${leader.url}/flags`, as({ principal: 'minimesos', secret: 'guessed' }))).status).toBe(403);
    expect(cluster?.credential && (await fetch(`${leader.url}/flags`, as(cluster.credential))).status).toBe(200);
  });
});

describe('a command run as somebody', () => {
  const description: ClusterDescriptionInput = {
    masters: [
      {
        flags: {
          ...{ authenticate_http_frameworks: true, http_framework_authenticators: 'basic', credentials },
          acls: { run_tasks: [{ principals: { values: ['restricted'] }, users: NONE }] },
        },
      },
    ],
  };

  it('does what that one may do', async () => {
    const running = await start(description);
    expect(await running.run('true', { credential: ops })).toMatchObject({ state: 'TASK_FINISHED' });
    expect((await running.state()).completed_frameworks).toMatchObject([{ principal: 'ops' }]);
    const restricted = { principal: 'restricted', secret: 'secret' };
    expect(await running.run('true', { credential: restricted })).toMatchObject({
      ...{ state: 'TASK_ERROR', reason: 'REASON_TASK_UNAUTHORIZED' },
      message: expect.stringMatching(/^Principal 'restricted' no authorized to launch task /) as string,
    });
  });

  it('says so when the master does not know that one', async () => {
    const running = await start(description);
    const error = await failure(running.run('true', { credential: { ...ops, secret: 'wrong' } }));
    expect(error).toMatchObject({ code: 'RUN_FAILED' });
    expect(error.message).toContain("the master does not know principal 'ops' with this secret (401)");
    expect(error.message).not.toContain('wrong');
    expect(await failure(running.run('true', { credential: { principal: 'ops' } as typeof ops }))).toMatchObject({
      code: 'INVALID_ARGUMENT',
    });
  });
});

describe('agents', () => {
  it('authenticate with the master', async () => {
    const running = await start({
      masters: [{ flags: { authenticate_agents: true, credentials } }],
      agents: [{ flags: { credential: ops } }],
    });
    expect((await running.state()).activated_slaves).toBe(1);
    await running.agents[0]?.restart();
    expect((await running.state()).activated_slaves).toBe(1);
  });

  it('with a wrong secret end the start at once', async () => {
    const error = await failure(
      start({
        masters: [{ flags: { authenticate_agents: true, credentials } }],
        agents: [{ flags: { credential: { ...ops, secret: 'wrong' } } }],
      }),
    );
    expect(error).toMatchObject({ code: 'START_FAILED' });
    expect(error.message).toContain('refused the authentication of agent');
  });

  it('are not restarted with flags that let nobody in', async () => {
    const running = await start({});
    const [agent] = running.agents;
    const error = await failure(agent?.restart({ flags: { authenticate_http_readonly: true } }) ?? Promise.resolve());
    expect(error).toMatchObject({ code: 'INVALID_DESCRIPTION' });
    expect(agent?.running).toBe(true);
    await agent?.restart({ flags: { http_credentials: credentials } });
    await agent?.restart({ flags: { authenticate_http_readonly: true } });
    expect((await fetch(`${agent?.url}/state`)).status).toBe(401);
  });
});

it('shows the flags as Mesos does, ACLs in its own text form, and no secret', async () => {
  const acls = { run_tasks: [{ principals: { values: ['a'] }, users: { type: 'ANY' } }] };
  const { flags } = await (await start({ masters: [{ flags: { authenticate: true, credentials, acls } }] })).state();
  expect(flags['authenticate']).toBe('true');
  expect(flags['acls']).toBe('run_tasks {\n  principals {\n    values: "a"\n  }\n  users {\n    type: ANY\n  }\n}\n');
  expect(JSON.stringify(flags)).not.toContain('"secret"');
});
