// A jar as an app of Marathon: fetched by its URI, run with the JRE, found by name, and healthy as soon as it answers.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const app = {
  ...{ id: '/answers', cpus: 0.5, mem: 256, cmd: 'exec java -Xmx64m -jar answers.jar' },
  portDefinitions: [{ port: 0, name: 'http', protocol: 'tcp' }],
  healthChecks: [{ protocol: 'HTTP', path: '/', portIndex: 0, gracePeriodSeconds: 60, intervalSeconds: 1 }],
};

export default {
  name: 'a jar as an app',
  needs: [
    ['java', '-version'],
    ['javac', '-version'],
    ['jar', '--version'],
  ],
  async install({ folder, source, execute }) {
    await execute('javac', ['-d', folder, join(source, 'Answers.java')]);
    const manifest = join(folder, 'manifest');
    writeFileSync(manifest, 'Main-Class: Answers\n');
    await execute('jar', [
      '--create',
      '--file',
      join(folder, 'answers.jar'),
      '--manifest',
      manifest,
      '-C',
      folder,
      'Answers.class',
    ]);
  },
  runs: [
    {
      name: 'is fetched, answers at $PORT0, and is gone after its removal',
      description: { names: true },
      async run({ cluster, folder }) {
        const directory = { directory: folder };
        const [installed] = await cluster.install({ ...app, uris: [`file://\${MINIMESOS_HOST_DIR}/answers.jar`] }, directory);
        if (installed.healthy !== 1) throw new Error(`it should be healthy: ${JSON.stringify(installed)}`);
        const [{ ip, port }] = await cluster.names.services('_http._answers._tcp.marathon');
        const text = await (await fetch(`http://${ip}:${port}/`)).text();
        if (text !== `app /answers at ${port}\n`) throw new Error(`it answered ${JSON.stringify(text)}`);
        await cluster.uninstall('/answers');
        const answer = await fetch(`http://${ip}:${port}/`).catch(() => undefined);
        if (answer) throw new Error('nobody should answer any more');
      },
    },
  ],
};
