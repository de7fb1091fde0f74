import { join } from 'node:path';
import { authorizerFor } from '../../mesos/authorizer/local-authorizer.js';
import { guardOf } from '../../mesos/authorizer/route-access.js';
import { Files } from '../../mesos/files/files.js';
import { masterAuthenticationProblems } from '../../mesos/flags/authentication-flags.js';
import type { FlagValues } from '../../mesos/flags/flags.js';
import { masterFlags, parseMasterFlags } from '../../mesos/flags/master-flags.js';
import { withoutUrlUser } from '../../mesos/flags/url-user.js';
import { MASTER_ACCESS, masterAuthenticators } from '../../mesos/master/http/access.js';
import { addMasterRoutes } from '../../mesos/master/http/routes.js';
import { Master } from '../../mesos/master/master.js';
import { RegistryFile } from '../../mesos/master/registry-file.js';
import { Router } from '../../mesos/process/http/router.js';
import { type Problem, Problems, show } from '../../problem.js';
import { electionOf, parseZooKeeper } from '../masters.js';
import { ownMasterFlags } from '../own-flags.js';
import type { Program, Running } from '../program.js';
import { takeWorkDirectory } from '../work-directory.js';

const table = { ...masterFlags, ...ownMasterFlags };
type Flags = FlagValues<typeof table>;

/** `minimesos-master`: stands in for mesos-master. */
export const masterProgram: Program<Flags> = {
  name: 'minimesos-master',
  about: 'A Mesos master, for tests: takes the flags of mesos-master, and MESOS_NAME of the environment for each of them.',
  owner: 'The master',
  table,
  parse: (given) => parseMasterFlags(given, ownMasterFlags),
  problems,
  prepare({ registry, work_dir }) {
    if (registry !== 'in_memory' && work_dir !== undefined) takeWorkDirectory(work_dir, 'The master');
  },
  start,
};

/** In the words of Mesos, where it has some. */
function problems(flags: Flags): readonly Problem[] {
  const { registry, work_dir, zk, quorum } = flags;
  const found = new Problems();
  found.addAll(masterAuthenticationProblems(flags), '');
  const came = 'nothing';
  if (registry === 'replicated_log') {
    if (work_dir === undefined) {
      found.invalid('work_dir', undefined, 'a directory', {
        came,
        reason: '--work_dir needed for replicated log based registry',
      });
    }
    if (zk !== undefined && quorum === undefined) {
      const reason = 'Need to specify --quorum for replicated log based registry when using ZooKeeper';
      found.invalid('quorum', undefined, 'a number', { came, reason });
    }
  }
  const zookeeper = zk === undefined ? undefined : parseZooKeeper(zk);
  if (zookeeper && 'problem' in zookeeper) {
    found.invalid('zk', zk, 'zk://host:port/path', { came: show(withoutUrlUser(zk ?? '')), reason: zookeeper.problem });
  }
  return found.list;
}

async function start({ flags, flagsText, version, runtime, server, place, log, owner, exit }: Running<Flags>): Promise<string> {
  const { address, hostname } = place;
  const { registry, work_dir, zk, zk_session_timeout: sessionTimeoutMs } = flags;
  const file =
    registry === 'in_memory' || work_dir === undefined ? undefined : (flags.registry_file ?? join(work_dir, 'registry.json'));
  const master = runtime.spawn(
    new Master(runtime, {
      ...{ address, hostname, version, flags, flagsText },
      authorizer: authorizerFor(flags.acls, owner?.credential.principal),
      allocateOnRecovery: flags.reaction === 'immediate',
      ...(file !== undefined && { registry: new RegistryFile(file, runtime) }),
      exiting: (reason) => {
        log.write('FATAL', master.pid, reason);
        exit(1);
      },
    }),
  );
  const { authorizer } = master;
  const note = (text: string) => log.write('WARNING', master.pid, text);
  const router = new Router(master.id, guardOf(MASTER_ACCESS, masterAuthenticators(flags, owner?.credential), authorizer, note));
  const files = new Files();
  if (log.file !== undefined) files.attach('/master/log', log.file);
  addMasterRoutes(router, master, files);
  server.router = router;
  const zookeeper = zk === undefined ? undefined : parseZooKeeper(zk);
  const election = electionOf(zookeeper && 'zookeeper' in zookeeper ? zookeeper.zookeeper : undefined, {
    ...{ runtime, address, sessionTimeoutMs },
  });
  master.contend(election.contender, election.detector);
  return master.masterId;
}
