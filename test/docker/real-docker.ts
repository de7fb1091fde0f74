import { execFile, spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a command did. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Longer than anything here takes: what hangs is ended, and fails with what it had said. */
const LONGEST_MS = 40_000;

/** Runs `docker`; a failure is a result, too. */
export function docker(words: readonly string[], input: string | Buffer = ''): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile('docker', words, { timeout: LONGEST_MS, maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 255) : 0, stdout, stderr });
    });
    child.stdin?.on('error', () => {}); // It has ended without reading all.
    child.stdin?.end(input);
  });
}

/** Runs `docker`, which has to succeed; returns what it printed. */
export async function dockerDone(words: readonly string[], input?: string | Buffer): Promise<string> {
  const { code, stdout, stderr } = await docker(words, input);
  if (code !== 0) throw new Error(`docker ${words.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return stdout.trim();
}

/** Starts `docker`, to be watched while it runs. */
export const dockerStarted = (words: readonly string[]) => spawn('docker', words, { stdio: ['pipe', 'pipe', 'pipe'] });

/** Why tests with these images cannot run here; undefined: they can. The images are built when they are missing. */
export function lackingDocker(...images: readonly string[]): string | undefined {
  const asked = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8', timeout: LONGEST_MS });
  if (asked.status !== 0) return `no engine of Docker: ${asked.error?.message ?? asked.stderr.trim()}`;
  const script = fileURLToPath(new URL('../../scripts/docker-images.mjs', import.meta.url));
  const built = spawnSync(process.execPath, [script, ...images], { encoding: 'utf8' });
  return built.status === 0 ? undefined : `images are lacking: ${built.stdout.trim()} ${built.stderr.trim()}`;
}
