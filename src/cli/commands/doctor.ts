import { isMinimesosError } from '../../errors.js';
import { painter, type Style } from '../colours.js';
import { type Command, defineCommand } from '../command.js';
import { checks, type Finding } from '../doctor-checks.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { Progress } from '../progress.js';
import { widthOf, wrap } from '../text.js';

const STYLES: Readonly<Record<Finding['result'], Style>> = { ok: 'green', warning: 'yellow', failed: 'red' };
const WIDEST = Math.max(...Object.keys(STYLES).map(({ length }) => length));

/** `minimesos doctor` */
export const doctor: Command = defineCommand({
  name: 'doctor',
  about: 'Checks whether clusters can run on this machine, and says what to do where they cannot. Starts a cluster for a moment.',
  options: {},
  async run(context, { options }) {
    const { stdout, env } = context;
    const progress = new Progress(context, Boolean(options.json));
    const paint = painter(stdout, env);
    const findings: Finding[] = [];
    for (const { what, check } of checks) {
      progress.doing(`Checking ${what}`);
      const finding = await check(context).catch(
        (error: Error): Finding => ({ what, result: 'failed', told: isMinimesosError(error) ? error.message : String(error) }),
      );
      progress.clear();
      findings.push(finding);
      if (options.json) continue;
      const told = wrap(
        finding.told.replaceAll('\n', ' '),
        stdout.isTTY ? (widthOf(stdout) ?? 80) : Number.POSITIVE_INFINITY,
        WIDEST + 2,
      );
      stdout.write(`${paint(STYLES[finding.result], finding.result.padEnd(WIDEST))}  ${told}\n`);
    }
    if (options.json) writeJson(context, findings);
    return findings.some(({ result }) => result === 'failed') ? EXIT.failed : EXIT.ok;
  },
});
