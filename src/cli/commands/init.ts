import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MinimesosError } from '../../errors.js';
import { type Command, defineCommand } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { schemaFor } from '../schema-path.js';

const FILE = 'minimesos.yaml';

/** `minimesos init` */
export const init: Command = defineCommand({
  name: 'init',
  about: `Writes a ${FILE} with comments, to begin with: a description of the cluster that minimesos up starts. An editor that knows YAML completes it.`,
  options: {},
  async run(context, { options }) {
    const path = resolve(context.cwd, FILE);
    try {
      await writeFile(path, template(schemaFor(context.cwd)), { flag: 'wx' });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw new MinimesosError('FILE_EXISTS', { file: FILE }, { cause });
      throw new MinimesosError('FILE_NOT_WRITABLE', { file: FILE, reason: (cause as Error).message }, { cause });
    }
    if (options.json) writeJson(context, { file: FILE });
    else context.stdout.write(`Wrote ${FILE}. Start the cluster that it describes: minimesos up\n`);
    return EXIT.ok;
  },
});

/** What `minimesos init` writes. What is not commented out is what holds without it, too. */
export const template = (schema: string): string => `# yaml-language-server: $schema=${schema}
#
# The cluster that "minimesos up" starts in this directory. Everything may be left out; what is here are the defaults, save for
# ZooKeeper, and in comments examples of what else there is. The README of minimesos tells all of it.

# What the cluster is called. Without a name, one is made up for each cluster.
# name: my-cluster

# As which version of Apache Mesos the cluster presents itself: 1.11 or 1.12.
mesosVersion: "1.11"

# How many agents, or a list with a description of each. An agent that says nothing about its resources offers a share of
# this machine and ports of its own.
agents: 1
# agents:
#   - count: 2
#     resources: cpus:4;mem:4096;disk:10000;ports:[31000-31099]
#     attributes: rack:a;os:linux
#   - resources: cpus(analytics):2;mem(analytics):2048   # reserved for the role analytics
#     attributes: rack:b
#     flags:                                             # flags of mesos-agent
#       executor_registration_timeout: 10secs

# A ZooKeeper by which frameworks find the master, as in production: zk://127.0.0.1:PORT/mesos, in $MINIMESOS_ZOOKEEPER. Without
# it (false, the default) they are given the master's address.
zookeeper: true
# zookeeper:
#   port: 2181
#   dataDirectory: zookeeper-data                        # kept for the next cluster; default: in memory
#   credentials: user:password
# zookeeper:
#   url: zk://10.0.0.1:2181,10.0.0.2:2181/mesos          # one that is there already

# Further ones, for what frameworks keep there: $MINIMESOS_ZOOKEEPER_STATE.
# zookeepers:
#   state: true

# The masters, up to 5, and flags of mesos-master.
# masters:
#   - port: 5050
#     flags:
#       allocation_interval: 500ms

# mesos: with the timing of Mesos. immediate: what a task used is offered again at once; tests take less time.
reaction: mesos

# How long the start may take.
timeout: 1mins
`;
