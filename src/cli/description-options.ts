/** How many agents there may be. */
export const AGENTS = { least: 0, most: 1000 } as const;
/** How many masters there may be. */
export const MASTERS = { least: 1, most: 5 } as const;

/** The options by which a command line describes a cluster. */
export const DESCRIPTION_OPTIONS = {
  config: {
    value: 'FILE',
    expected: 'a YAML, JSON, TypeScript or JavaScript file, a minimesosFile, a URL, or - for standard input',
    about:
      'a description of the cluster in YAML, JSON, TypeScript or JavaScript, or a minimesosFile of the original minimesos; also a URL; - reads standard input. Default: minimesos.yaml, .json, .ts or .js of the working directory, or else minimesosFile, if there is one',
  },
  clusterConfig: {
    value: 'FILE',
    expected: 'as for --config',
    about: 'the same as --config, under its name in the original minimesos',
  },
  agents: {
    value: 'N',
    expected: `a whole number from ${AGENTS.least} to ${AGENTS.most}`,
    about: 'how many agents, in place of those described. Default: 1',
  },
  masters: {
    value: 'N',
    expected: `a whole number from ${MASTERS.least} to ${MASTERS.most}`,
    about: 'how many masters, in place of those described; several have a ZooKeeper. Default: 1',
  },
  resources: {
    value: 'STRING',
    expected: 'resources such as "cpus:4;mem:4096"',
    about: 'what each agent offers, such as "cpus:4;mem:4096", in place of what is described',
  },
  name: {
    value: 'NAME',
    expected: 'a name of 1 to 63 small letters, digits and -',
    about: 'what the cluster is called, in place of the name described. Default: a name made up',
  },
  attach: {
    value: 'MASTER',
    expected: 'http://host:port of a master, or zk://host:port/path',
    about:
      'uses a cluster that runs already, in place of what is described: http://host:5050 of a master, or zk://host:2181/mesos. ' +
      'It is left as it is at the end. MINIMESOS_CREDENTIALS=principal:secret tells it who you are',
  },
  zookeeper: { about: 'with a ZooKeeper by which its masters are found, if the description has none' },
  retain: { about: 'keeps the directory of a start that fails, to be looked at' },
} as const;
