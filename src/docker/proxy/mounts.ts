import { realpathSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { LABELS } from '../labels.js';
import type { HostConfig, Mount } from './create-request.js';
import type { EngineClient } from './engine-client.js';
import { Refusal } from './refusal.js';
import type { ProxySettings, SharedPath } from './settings.js';

interface Volume {
  readonly Mountpoint: string;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** Finds what a task's container is to have of the agent's files, which the engine knows by other names. */
export class Mounts {
  /** Of volumes, once known. */
  readonly #mountpoints = new Map<string, string>();

  constructor(
    readonly engine: EngineClient,
    readonly settings: ProxySettings,
  ) {}

  /** The same with names that the engine knows. */
  async translate(host: HostConfig): Promise<HostConfig> {
    const driver = host.VolumeDriver;
    const binds = await Promise.all((host.Binds ?? []).map((bind) => this.#bind(bind, driver)));
    const mounts = await Promise.all((host.Mounts ?? []).map((mount) => this.#mount(mount)));
    return { ...host, ...(host.Binds && { Binds: binds }), ...(host.Mounts && { Mounts: mounts }) };
  }

  /** `source:target:options`; without a source it is a volume without name, which goes with its container. */
  async #bind(bind: string, driver: string | undefined): Promise<string> {
    const [source = '', ...rest] = bind.split(':');
    if (rest.length === 0) return bind;
    const there = source.startsWith('/') ? await this.#onEngine(source) : await this.#volume(source, driver);
    return [there, ...rest].join(':');
  }

  async #mount(mount: Mount): Promise<Mount> {
    const { Type, Source, VolumeOptions } = mount;
    if (!Source) return mount;
    if (Type === 'bind') return { ...mount, Source: await this.#onEngine(Source) };
    return Type === 'volume' ? { ...mount, Source: await this.#volume(Source, VolumeOptions?.DriverConfig?.Name) } : mount;
  }

  async #onEngine(path: string): Promise<string> {
    const real = this.#sharedAt(normalize(path)) ? resolved(normalize(path)) : normalize(path);
    const shared = this.#sharedAt(real);
    if (!shared) return real;
    const base = shared.source ?? (await this.#mountpoint(shared.volume ?? ''));
    return join(base, real.slice(shared.path.length));
  }

  #sharedAt(path: string): SharedPath | undefined {
    return this.settings.paths
      .filter((shared) => `${path}/`.startsWith(`${shared.path.replace(/\/$/, '')}/`))
      .sort((one, other) => other.path.length - one.path.length)[0];
  }

  async #mountpoint(volume: string): Promise<string> {
    const known = this.#mountpoints.get(volume);
    if (known !== undefined) return known;
    const { Mountpoint } = (await this.#inspect(volume)) ?? {};
    if (!Mountpoint)
      throw new Refusal(500, `minimesos: the volume ${volume}, which has files of the agent, is not on the engine`);
    this.#mountpoints.set(volume, Mountpoint);
    return Mountpoint;
  }

  /** The user's volume of this name, or one of this cluster, which ends with it: two clusters never share one by chance. */
  async #volume(name: string, driver: string | undefined): Promise<string> {
    const users = await this.#inspect(name);
    if (users && users.Labels?.[LABELS.cluster] === undefined) return name;
    const { cluster, owner } = this.settings;
    const Name = users?.Labels?.[LABELS.cluster] === cluster ? name : `${cluster}.${name}`;
    const Labels = { [LABELS.cluster]: cluster, [LABELS.owner]: owner, [LABELS.role]: 'task' };
    const { status, body } = await this.engine.ask<{ message?: string }>('POST', '/volumes/create', {
      Name,
      Labels,
      ...(driver && { Driver: driver }),
    });
    if (status >= 400) throw new Refusal(status, body?.message ?? `The engine answered ${status}`);
    return Name;
  }

  async #inspect(volume: string): Promise<Volume | undefined> {
    const { status, body } = await this.engine.ask<Volume>('GET', `/volumes/${encodeURIComponent(volume)}`);
    return status === 200 ? body : undefined;
  }
}

/** Where symbolic links lead, as far as this proxy sees the same files; agents name sandboxes by such links. */
function resolved(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === '/' ? path : join(resolved(dirname(path)), basename(path));
  }
}
