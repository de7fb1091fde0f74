// Jest runs tests in a sandbox, and loads no ES modules into it unless Node is started with a flag or is a recent one. So this
// file, which it can load, has Node itself load the package, outside of the sandbox: once for all test files of a worker, and
// out of reach of what tests do to timers and other global variables.
import Module = require('node:module');

import type * as Fixtures from './jest.js' with { 'resolution-mode': 'import' };

/** In the sandbox, the module class is one that Jest has derived from Node's own. */
const ofNode = Object.getPrototypeOf(Module) as Partial<typeof Module>;
const createRequire = ofNode.createRequire ?? Module.createRequire;
const fixtures: typeof Fixtures = createRequire(__filename)('./jest.js');

const commonjs: typeof Fixtures = {
  ...fixtures,
  useCluster: (description, options) => fixtures.useClusterOf(globalThis, description, options),
};

// The types have to be named again: a CommonJS module is one value.
namespace commonjs {
  export type MesosCluster = Fixtures.MesosCluster;
  export type MinimesosError = Fixtures.MinimesosError;
  export type UseClusterOptions = Fixtures.UseClusterOptions;
  export type TaskMatch = Fixtures.TaskMatch;
  export type FrameworkMatch = Fixtures.FrameworkMatch;
  export type AgentMatch = Fixtures.AgentMatch;
  export type ClusterMatchers = Fixtures.ClusterMatchers;
  export type MatcherOptions = Fixtures.MatcherOptions;
}

export = commonjs;
