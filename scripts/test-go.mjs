#!/usr/bin/env node
// `npm run test:go`: the Go client, and the example framework on mesos-go, with their tests against the server of this checkout.
// Arguments are handed to go test.
import { join } from 'node:path';
import { printed, root, run, testSuites } from './language-suites.mjs';

const suite = (name, folder) => ({
  name,
  test: () => {
    const unformatted = printed('gofmt', '-l', folder);
    if (unformatted !== '') console.log(`gofmt would change:\n${unformatted ?? 'there is no gofmt'}`);
    const commands = [
      ['vet', './...'],
      ['test', '-count=1', ...process.argv.slice(2), './...'],
    ];
    return unformatted === '' && commands.every((args) => run('go', args, folder));
  },
});

testSuites(
  [suite('Go client', join(root, 'clients/go')), suite('a framework on mesos-go', join(root, 'examples/go-scheduler'))],
  printed('go', 'version') === undefined ? 'there is no go on this machine' : undefined,
);
