// Apache ZooKeeper itself, beside which the embedded server has to answer the same to the same requests.
import { join } from 'node:path';
import { asOn } from '../on-zookeepers.mjs';
import { apache } from './apache.mjs';

const seed = process.env.MINIMESOS_PROPERTY_SEED ?? String(Math.floor(Math.random() * 2 ** 31));

export default {
  name: 'Apache ZooKeeper',
  needs: [['python3', '--version']],
  async install() {},
  runs: [
    asOn(apache, `all answers, with MINIMESOS_PROPERTY_SEED=${seed},`, async ({ connectString, source, please, execute }) => {
      const { stdout } = await execute('python3', [join(source, 'observe.py'), connectString, seed], { please });
      return stdout;
    }),
  ],
};
