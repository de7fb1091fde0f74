import { Agent } from '../../mesos/agent/agent.js';
import { isContainerizers } from '../../mesos/agent/containerizers.js';
import { AGENT_ACCESS, agentAuthenticators } from '../../mesos/agent/http/access.js';
import { authorizerFor } from '../../mesos/authorizer/local-authorizer.js';
import { guardOf } from '../../mesos/authorizer/route-access.js';
import { StandaloneDetector } from '../../mesos/detector/detector.js';
import { promptDisk } from '../../mesos/disk/prompt-disk.js';
import { agentFlags, parseAgentFlags } from '../../mesos/flags/agent-flags.js';
import { agentAuthenticationProblems } from '../../mesos/flags/authentication-flags.js';
import type { FlagValues } from '../../mesos/flags/flags.js';
import { withoutUrlUser } from '../../mesos/flags/url-user.js';
import { Router } from '../../mesos/process/http/router.js';
import { FIRST_AGENT } from '../../mesos/process/pid.js';
import { parseAttributes } from '../../mesos/resources/parse.js';
import { type Problem, Problems, show } from '../../problem.js';
import { detectorOf, parseMasters } from '../masters.js';
import { ownFlags } from '../own-flags.js';
import type { Program, Running } from '../program.js';
import { takeWorkDirectory } from '../work-directory.js';
import { connectContainers } from './containers.js';
import { agentResources } from './resources.js';

const table = { ...agentFlags, ...ownFlags };
type Flags = FlagValues<typeof table>;

/** `minimesos-agent`: stands in for mesos-agent. */
export const agentProgram: Program<Flags> = {
  name: 'minimesos-agent',
  about: 'A Mesos agent, for tests: takes the flags of mesos-agent, and MESOS_NAME of the environment for each of them.',
  owner: 'The agent',
  // What the process with its containers has said of one is known before what the executor in it has said later.
  messages: { afterOthers: true },
  table,
  parse: (given) => parseAgentFlags(given, ownFlags),
  problems,
  prepare: ({ work_dir }) => takeWorkDirectory(work_dir ?? '', 'The agent'),
  start,
};

/** In the words of Mesos, where it has some. */
function problems(flags: Flags): readonly Problem[] {
  const { master, work_dir, resources, attributes, default_role, containerizers } = flags;
  const found = new Problems();
  found.addAll(agentAuthenticationProblems(flags), '');
  const came = 'nothing';
  if (master === undefined)
    found.invalid('master', undefined, 'host:port or zk://…', { came, reason: 'Missing required option `--master`' });
  if (!work_dir) {
    const reason = "Flag 'work_dir' is required, but it was not provided";
    found.invalid('work_dir', undefined, 'a directory', { came, reason });
  }
  if (!isContainerizers(containerizers)) {
    const reason = `Unknown or unsupported containerizer: ${containerizers}`;
    found.invalid('containerizers', containerizers, 'mesos, docker, or both, separated by a comma', { reason });
  }
  const masters = master === undefined ? undefined : parseMasters(master);
  if (masters && 'problem' in masters) {
    const came = show(withoutUrlUser(master ?? ''));
    found.invalid('master', master, 'host:port or zk://host:port/path', { came, reason: masters.problem });
  }
  const attempt = (name: string, value: string | undefined, expected: string, read: (text: string) => unknown) => {
    try {
      if (value !== undefined) read(value);
    } catch (error) {
      found.invalid(name, value, expected, { reason: (error as Error).message });
    }
  };
  attempt('resources', resources, 'resources such as cpus:4;mem:4096', (text) => agentResources(text, default_role, '/'));
  attempt('attributes', attributes, 'attributes such as rack:a;os:linux', parseAttributes);
  return found.list;
}

async function start({
  flags,
  flagsText,
  version,
  runtime,
  server,
  place,
  log,
  owner,
  ownerSays,
  exit,
}: Running<Flags>): Promise<string> {
  const { address, hostname } = place;
  const { work_dir = '', zk_session_timeout: sessionTimeoutMs, resources, attributes, default_role } = flags;
  const masters = parseMasters(flags.master ?? '');
  if ('problem' in masters) throw new Error(masters.problem);
  const note = (level: 'INFO' | 'WARNING' | 'ERROR', text: string) => log.write(level, FIRST_AGENT, text);
  const containers = await connectContainers({
    ...{ runtime, place, flags, workDirectory: work_dir, labels: owner?.labels },
    log: (level, text) => note(level === 'info' ? 'INFO' : level === 'warning' ? 'WARNING' : 'ERROR', text),
    lost: () => {
      log.write('FATAL', FIRST_AGENT, 'The process that holds the containers of this agent is gone, and they are with it');
      exit(1);
    },
  });
  const detector = await detectorOf(masters, { runtime, address, sessionTimeoutMs, looksUp: flags.hostname_lookup });
  ownerSays(() => detector instanceof StandaloneDetector && detector.appoint(detector.leader));
  const agent = runtime.spawn(
    new Agent(runtime, {
      ...{ address, hostname, version, flags, flagsText, detector, disk: promptDisk },
      resources: agentResources(resources, default_role, work_dir),
      attributes: attributes === undefined ? [] : parseAttributes(attributes),
      authorizer: authorizerFor(flags.acls, owner?.credential.principal),
      ...containers,
    }),
  );
  const authenticators = agentAuthenticators(flags, () => runtime.clock.seconds(), owner?.credential);
  const guard = guardOf(AGENT_ACCESS, authenticators, agent.authorizer, (text) => note('WARNING', text));
  const router = new Router(agent.id, guard);
  if (log.file !== undefined) agent.files.attach('/slave/log', log.file);
  agent.routes(router);
  server.router = router;
  // What it has said and noted last leaves before it does.
  void agent.ended.then(() => runtime.settle()).then(() => exit(agent.aborted === undefined ? 0 : 1));
  process.on('SIGUSR1', () => {
    note('WARNING', 'Shuts down because of SIGUSR1');
    void agent.shutdown();
  });
  agent.start();
  return FIRST_AGENT;
}
