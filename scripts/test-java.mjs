#!/usr/bin/env node
// `npm run test:java`: the Java client, and the example framework in Java, with their tests against the server of this checkout.
// Arguments are handed to Maven. The client goes into the local repository, from which the framework gets it.
import { join } from 'node:path';
import { printed, root, run, testSuites } from './language-suites.mjs';

const suite = (name, folder, goal, built) => ({
  name,
  test: () => {
    const target = join(root, 'node_modules/.cache/minimesos', built);
    const options = ['--batch-mode', '--no-transfer-progress', '--quiet', '-Dstyle.color=never', `-DbuildDirectory=${target}`];
    return run('mvn', [...options, ...process.argv.slice(2), goal], folder);
  },
});

const missing = ['mvn', 'javac'].find((program) => printed(program, '--version') === undefined);
testSuites(
  [
    suite('Java client', join(root, 'clients/java'), 'install', 'java-client'),
    suite('a framework in Java', join(root, 'examples/java-scheduler'), 'test', 'java-scheduler'),
  ],
  missing && `there is no ${missing} on this machine`,
);
