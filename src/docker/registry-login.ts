import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** How the command line of Docker calls its own registry. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

/** Who somebody is to a registry, in the form that engines pass on. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
}

interface Configuration {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/** As whom `docker login` has logged in to the registry of an image; undefined: as nobody. */
export async function loginFor(
  repository: string,
  directory = process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'),
): Promise<RegistryLogin | undefined> {
  const [first = '', ...rest] = repository.split('/');
  const registry = rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : DOCKER_HUB;
  const { auths = {}, credHelpers = {}, credsStore } = configuration(directory);
  const helper = credHelpers[registry] ?? credsStore;
  if (helper !== undefined && (registry in auths || registry in credHelpers)) return ask(helper, registry);
  const auth = auths[registry]?.auth ?? auths[`https://${registry}`]?.auth;
  const [, username, password] = /^([^:]+):(.*)$/s.exec(Buffer.from(auth ?? '', 'base64').toString()) ?? [];
  return username === undefined || password === undefined ? undefined : { username, password, serveraddress: registry };
}

/** The programs that keep passwords for Docker all speak like this. */
function ask(helper: string, registry: string): Promise<RegistryLogin | undefined> {
  return new Promise((resolve) => {
    const asked = execFile(`docker-credential-${helper}`, ['get'], (error, stdout) => {
      try {
        const { Username: username, Secret: password } = JSON.parse(error ? '' : stdout) as Record<string, string>;
        resolve(username && password ? { username, password, serveraddress: registry } : undefined);
      } catch {
        resolve(undefined);
      }
    });
    asked.stdin?.on('error', () => {}); // There is no such program; the callback tells.
    asked.stdin?.end(registry);
  });
}

function configuration(directory: string): Configuration {
  try {
    return JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8')) as Configuration;
  } catch {
    return {};
  }
}
