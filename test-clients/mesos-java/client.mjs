// The driver of Apache Mesos for Java, where there is a libmesos: in the registries there is none.
import { join } from 'node:path';

const CREDENTIAL = { principal: 'somebody', secret: 'secret' };
const WHOLE = ['registered', 'TASK_RUNNING', 'TASK_RUNNING again', 'TASK_KILLED', 'ended DRIVER_STOPPED'];

const run = (name, flags, more) => ({
  name,
  description: { agents: 2, masters: [{ flags }] },
  async run({ cluster, folder, execute, expectTasks }) {
    const { ip, port } = cluster.leader;
    const jar = join(folder, 'mesos-java-scheduler-1.jar');
    const env = { ...process.env, LIBPROCESS_IP: '127.0.0.1' };
    const { stdout } = await execute('java', ['-jar', jar, `${ip}:${port}`, ...more], { env });
    const lacking = WHOLE.filter((text) => !stdout.includes(text));
    if (lacking.length > 0) throw new Error(`it did not print «${lacking.join('», «')}»:\n${stdout}`);
    await expectTasks(1, 'TASK_KILLED');
  },
});

export default {
  name: 'org.apache.mesos 1.11.0, for Java',
  optional: 'there is no libmesos where MESOS_NATIVE_JAVA_LIBRARY says, or no Java',
  needs: [
    ['java', '-version'],
    ['mvn', '--version'],
    ['sh', '-c', 'test -f "$MESOS_NATIVE_JAVA_LIBRARY"'],
  ],
  async install({ folder, source, execute }) {
    const options = ['--batch-mode', '--quiet', `-DbuildDirectory=${folder}`];
    await execute('mvn', [...options, '-f', join(source, 'pom.xml'), 'package']);
  },
  runs: [
    run('a scheduler', {}, []),
    run('with a credential', { authenticate_frameworks: true, credentials: [CREDENTIAL] }, ['somebody:secret']),
  ],
};
