import { expect, it } from 'vitest';
import { MesosCluster } from '../../../src/index.js';

const app = { id: '/web', cmd: 'sleep 1000', cpus: 0.1, mem: 32 };

it('installs by the Marathon of the host process', async () => {
  await using cluster = await MesosCluster.start({ host: 'process', reaction: 'immediate', apps: [app] });
  expect(await cluster.apps()).toMatchObject([{ id: '/web', ready: true }]);
  await using other = await MesosCluster.connect(cluster.name);
  expect(other.marathon).toEqual(cluster.marathon);
  await other.install({ ...app, id: '/two' });
  expect(await cluster.uninstall('/web')).toEqual(['/web']);
  await expect(cluster.install({ json: '{' })).rejects.toMatchObject({ code: 'INVALID_FILE' });
  expect(await other.apps()).toMatchObject([{ id: '/two' }]);
});
