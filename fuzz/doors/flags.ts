import { agentFlags, parseAgentFlags } from '../../src/mesos/flags/agent-flags.js';
import { agentAuthenticationProblems, masterAuthenticationProblems } from '../../src/mesos/flags/authentication-flags.js';
import { masterFlags, parseMasterFlags } from '../../src/mesos/flags/master-flags.js';
import { readCommandLine } from '../../src/programs/command-line.js';
import { each } from '../answers.js';
import type { Door } from '../engine/door.js';

/** Names of files are read, which is another matter. */
const withoutFiles = (text: string) => text.replaceAll('file:', 'fiie:');

/** The arguments of masters and agents, each on a line. */
const door: Door = {
  name: 'flags',
  corpus: [
    '--agent_ping_timeout=15secs\n--max_agent_ping_timeouts=5\n--no-registry_strict\n--quorum=2',
    '--roles=a,b\n--weights=a=2.5,b=1\n--zk=zk://u:p@127.0.0.1:2181,[::1]:2182/mesos\n--offer_timeout=1.5mins',
    '--acls={"permissive":false,"register_frameworks":[{"principals":{"values":["a"]},"roles":{"type":"ANY"}}]}',
    '--credentials={"credentials":[{"principal":"p","secret":"s"}]}\n--authenticate_http_readonly\n--http_authenticators=basic',
    '--rate_limits={"limits":[{"principal":"p","qps":10,"capacity":5}],"aggregate_default_qps":1}',
    '--resources=cpus:4\n--attributes=rack:a\n--isolation=posix/cpu,posix/mem\n--domain={"fault_domain":{"region":{"name":"r"},"zone":{"name":"z"}}}',
    '--gc_delay=1weeks\n--fetcher_cache_size=2GB\n--executor_environment_variables={"A":"b"}\n--recovery_agent_removal_limit=50%',
    '--agent_removal_rate_limit=1/10mins\n--min_allocatable_resources=cpus:0.01|mem:32\n--work_dir=/tmp/x\n--port=5051',
    '--hostname=h\n--ip=127.0.0.1\n--docker_registry=https://r\n--containerizers=docker,mesos\n--image_providers=docker',
  ],
  run(input) {
    const argv = withoutFiles(Buffer.from(input).toString()).split('\n');
    each([
      () => {
        const { given } = readCommandLine(masterFlags, argv, {});
        const { flags } = parseMasterFlags(given);
        masterAuthenticationProblems(flags);
      },
      () => {
        const { given } = readCommandLine(agentFlags, argv, {});
        const { flags } = parseAgentFlags(given);
        agentAuthenticationProblems(flags);
      },
    ]);
  },
};

export default door;
