/** Where a master listens. */
export interface MasterPlace {
  /** `http://ip:port`, or with a name where the master tells one. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

/** How the masters of a cluster that is there already are found. */
export interface Masters {
  /** Those known of, in the order in which they would lead where that is known. */
  readonly all: readonly MasterPlace[];
  /** The one that was seen to lead last; undefined while nobody does. */
  readonly leader: MasterPlace | undefined;
  /** Finds out how that is now. Rejects with why nobody can be found. */
  look(signal: AbortSignal): Promise<void>;
  /** Calls the listener when another one leads; for those that hear of it by themselves. */
  onChange(listener: () => void): void;
  close(): Promise<void>;
}

/** Where a master is found from here, by where it says that it is. */
export type PlaceOf = (host: string, port: number) => MasterPlace;

/** There itself. */
export const placeOf: PlaceOf = (host, port) => {
  const name = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${name}:${port}`, host, port };
};
