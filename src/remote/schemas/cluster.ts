import * as v from 'valibot';
import { ALL_CAPABILITIES } from '../../cluster/mesos-cluster.js';
import { ClusterDescription } from './description.js';
import { count, described, flag, number, recordOf, text, word } from './fields.js';
import { Amounts } from './mesos.js';

const end = v.optional(text('Why it does not run, when it has ended by itself.'));

const address = {
  url: text('`http://ip:port`.'),
  ip: v.string(),
  port: count('Where it listens.', 1),
};

/** A master of a cluster. */
export const MasterInfo = v.object({
  ...address,
  running: flag('False when it was killed, or has ended by itself.'),
  end,
  leading: flag('Whether it has been elected, and serves.'),
});

/** How the leader is replaced. */
export const FailoverRequest = v.strictObject({
  restart: v.optional(flag('Whether the one that led is started again, as a follower. Default: true.')),
});

/** An agent of a cluster. */
export const AgentInfo = v.object({
  id: text('The id that the master gave it.'),
  ...address,
  running: flag('False when it was stopped or killed, or has ended by itself.'),
  end,
  resources: v.optional(Amounts),
  attributes: v.optional(Amounts),
});

/** A ZooKeeper of a cluster. */
export const ZooKeeperInfo = v.object({
  url: text('`zk://ip:port/mesos`, with `user:password@` where it has credentials; without a path for a further one.'),
  connectString: text('`ip:port`, or several of them with commas.'),
  ip: text('Where it listens, or the first of several servers; may be a name of one that is external.'),
  port: count('Where it listens.', 1),
  external: flag('Whether it was there before the cluster, which only uses it.'),
});

/** A container beside those of Mesos. */
export const ContainerInfo = v.object({
  name: text('What the description calls it.'),
  running: v.boolean(),
  ip: text('Its address in the network of the cluster; empty for one in that of the machine.'),
  addresses: described(
    v.array(
      v.object({
        port: count('Within the container.', 1),
        reached: v.object({ ip: v.string(), port: count('As it is reached from outside.', 1) }),
      }),
    ),
    'Where its ports are reached.',
  ),
});

/** All that a container has written. */
export const ContainerLog = v.object({ log: v.string() });

/** Which image is to be brought to the engines of the agents. */
export const PushRequest = v.strictObject({ image: text('An image of the engine of the user, such as `my-executor:1`.') });

/** What was sent of an image. */
export const PushedImage = v.object({
  image: text('As agents name it.'),
  layersSent: count('How many of its layers had to be sent.', 0),
  layersPresent: count('How many of them were there already.', 0),
});

/** The names of a cluster. */
export const NamesInfo = v.object({
  url: text('The HTTP API of Mesos-DNS: `http://ip:port`, with httpPort as its port.'),
  ip: v.string(),
  port: count('Where DNS is spoken, over UDP and TCP.', 1),
  httpPort: count('Where HTTP is.', 1),
  domain: text('What all names end with, such as `mesos`.'),
});

/** A cluster, and where everything in it listens. */
export const ClusterInfo = v.object({
  id: text('Of this cluster alone, also after its name was used again.'),
  name: v.string(),
  driver: text('What runs it: `embedded`, `docker`, `native` or `attached`.'),
  capabilities: described(v.array(v.picklist(ALL_CAPABILITIES)), 'What can be done with it, of what not every driver can.'),
  mesosVersion: text('The version of Mesos that it presents itself as.'),
  createdAt: number('Milliseconds since 1970.'),
  kept: flag('Whether it outlives the leases that hold it.'),
  credential: v.optional(
    described(
      v.object({ principal: v.string(), secret: v.string() }),
      'Who minimesos itself is to masters and agents that ask (HTTP basic authentication); they allow it everything.',
    ),
  ),
  masters: v.array(MasterInfo),
  agents: v.array(AgentInfo),
  zookeeper: v.nullable(ZooKeeperInfo),
  zookeepers: recordOf(ZooKeeperInfo, 'By name: `masters`, which is `zookeeper` above, and the further ones of the description.'),
  containers: described(v.array(ContainerInfo), 'Those beside Mesos that the description names.'),
  ownEngines: flag('Whether agents have engines of their own, which images can be pushed to.'),
  names: described(
    v.nullable(NamesInfo),
    'Where tasks, masters and agents are found by name; null where the description has no `names`.',
  ),
  marathon: described(
    v.nullable(v.object(address)),
    'Where its Marathon is; null while it has none: where the description has no `marathon`, and nothing was installed.',
  ),
  exports: recordOf(v.string(), 'Environment variables for programs that use the cluster, such as MINIMESOS_MASTER.'),
  host: v.object({ pid: count('Of the process that the cluster runs in.', 1) }),
});

/** What a cluster is created from. */
export const ClusterRequest = v.strictObject({
  description: v.optional(ClusterDescription),
  descriptionText: v.optional(
    text('The description as text, in place of `description`: YAML, JSON, or a minimesosFile of the original minimesos.'),
  ),
  key: v.optional(word('A request that repeats a key gets the cluster of the first one, while that lives.')),
  keep: v.optional(flag('Whether it outlives its leases. Default: only when it has none.')),
  lease: v.optional(word('The cluster is destroyed when this lease ends. See `GET /v1/lease`.')),
});
