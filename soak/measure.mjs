// One figure in a process of its own; run.mjs starts it, and is sent what comes out of it.
import { figures } from './figures.mjs';

const [, , name, settings] = process.argv;
const options = JSON.parse(settings);
const progress = (text) => process.send({ progress: text });
try {
  const { measure } = await figures[name]();
  process.send({ rows: await measure({ ...options, progress }) }, () => process.exit(0));
} catch (error) {
  process.send({ error: error?.stack ?? String(error) }, () => process.exit(1));
}
