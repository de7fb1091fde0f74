import { isMinimesosError, MinimesosError } from '../../errors.js';
import { type ServerRecord, serverFile } from '../../host/server-file.js';
import { parseListenAddress } from '../../remote/listen-address.js';
import { serve as serveClusters } from '../../remote/serve.js';
import { type Command, defineCommand } from '../command.js';
import { EXIT, exitCodeOfSignal } from '../exit-codes.js';
import { Progress } from '../progress.js';
import { EndingSignals } from '../signals.js';

/** `minimesos serve`: a host process, whose clusters are started and used over the remote API. */
export const serve: Command = defineCommand({
  name: 'serve',
  about:
    'Offers the remote API until Ctrl-C, and destroys all clusters started over it then; twice ends it at once.\n' +
    'Programs of the same user find the server by a file in $MINIMESOS_HOME ($XDG_RUNTIME_DIR/minimesos by default), which ' +
    'holds its URL and its token and can be read by this user only. The API is described under /docs.',
  options: {
    listen: {
      value: 'HOST:PORT',
      expected: 'an address such as 127.0.0.1:8080',
      about: 'where to listen; elsewhere than on this machine alone a token has to be given. Default: a free port of 127.0.0.1',
    },
    'token-file': {
      value: 'FILE',
      expected: 'a file with a token',
      about:
        'a file with the token that requests have to carry; it is written when there is none. Default: $MINIMESOS_TOKEN, or a ' +
        'token that nobody can guess',
    },
    'lease-stdin': {
      about: 'ends when its standard input does: with the program that has started it, unless the last line there is "keep"',
    },
    'until-empty': { about: 'ends when the last of its clusters is gone, or after a minute without a first one' },
  },
  async run(context, { options }) {
    const json = Boolean(options.json);
    if (options.listen !== undefined) checkAddress(options.listen);
    const progress = new Progress(context, json);
    const signals = new EndingSignals(context.signals);
    const served = {
      listen: options.listen,
      tokenFile: options['token-file'],
      token: context.env['MINIMESOS_TOKEN'] || undefined,
      lease: options['lease-stdin'] ? context.stdin : undefined,
      untilEmpty: options['until-empty'],
    };
    const given = served.tokenFile ?? (served.token && '$MINIMESOS_TOKEN');
    try {
      await serveClusters(served, {
        signals,
        onReady: (server) => context.stdout.write(json ? `${JSON.stringify(announcement(server))}\n` : readyText(server, given)),
        onEnding: (clusters) => {
          if (clusters > 0) progress.doing(`Stopping ${clusters} cluster${clusters === 1 ? '' : 's'}`);
        },
        onFailure: (text) => context.stderr.write(`minimesos: ${text}\n`),
        exit: (signal) => context.exit(exitCodeOfSignal(signal)),
      });
      progress.clear();
      return EXIT.ok;
    } finally {
      signals.stop();
    }
  },
});

/** For programs that have started it; which clusters there are they ask it. */
const announcement = ({ clusters: _, ...server }: ServerRecord) => server;

/** A token that somebody has is not written into a log once more. */
function readyText({ pid, url, token }: ServerRecord, given: string | undefined): string {
  const which = given === undefined ? `Its token: ${token} (also in ${serverFile(pid)})` : `Its token is that of ${given}`;
  return `The remote API of minimesos listens at ${url}; see ${url}/docs. ${which}\n`;
}

/** @throws MinimesosError `INVALID_OPTION` */
function checkAddress(listen: string): void {
  try {
    parseListenAddress(listen);
  } catch (error) {
    if (!isMinimesosError(error, 'INVALID_ARGUMENT')) throw error;
    const { expected, came } = error.details;
    throw new MinimesosError('INVALID_OPTION', { option: '--listen', expected, came });
  }
}
