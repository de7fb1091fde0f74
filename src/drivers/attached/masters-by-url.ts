import { MinimesosError } from '../../errors.js';
import { type HttpClient, HttpStatusError } from '../../http-client.js';
import { type MasterPlace, type Masters, type PlaceOf, placeOf } from './masters.js';

/** Finds the leading master by asking those that are known, at first one of which somebody has given the URL: each tells who leads. */
export class MastersByUrl implements Masters {
  readonly #known: MasterPlace[];
  #leader: MasterPlace | undefined;

  constructor(
    url: string,
    private readonly http: HttpClient,
    private readonly placeOfTold: PlaceOf = placeOf,
  ) {
    const { hostname, port } = new URL(url);
    this.#known = [placeOf(hostname.replace(/^\[|\]$/g, ''), Number(port || 80))];
  }

  get all(): readonly MasterPlace[] {
    return this.#known;
  }

  get leader(): MasterPlace | undefined {
    return this.#leader;
  }

  async look(signal: AbortSignal): Promise<void> {
    let failure: unknown;
    for (const place of [...(this.#leader ? [this.#leader] : []), ...this.#known]) {
      try {
        this.#leader = await this.#leaderBy(place, signal);
        return;
      } catch (error) {
        failure ??= error;
        signal.throwIfAborted();
      }
    }
    this.#leader = undefined;
    throw failure;
  }

  /** Only the look tells. */
  onChange(): void {}

  async close(): Promise<void> {}

  /** Whom this master takes for the leader. Masters of Mesos redirect to it, also the leader itself. */
  async #leaderBy(place: MasterPlace, signal: AbortSignal): Promise<MasterPlace> {
    try {
      await this.http.get(`${place.url}/redirect`, signal);
    } catch (error) {
      if (!(error instanceof HttpStatusError)) throw error;
      if (error.status === 307 && error.location) return this.#know(error.location, place);
      if (error.status === 503) throw error;
      throw new MinimesosError('NOT_A_MASTER', { master: place.url, reason: `it answers ${error.status} when asked who leads` });
    }
    throw new MinimesosError('NOT_A_MASTER', { master: place.url, reason: 'it does not tell who leads' });
  }

  /** The one that is known under this address already, or a new one. */
  #know(location: string, teller: MasterPlace): MasterPlace {
    if (!URL.canParse(location, teller.url)) {
      throw new MinimesosError('NOT_A_MASTER', { master: teller.url, reason: `${location}, where it sends to, is no URL` });
    }
    const { hostname, port } = new URL(location, teller.url);
    const place = this.placeOfTold(hostname.replace(/^\[|\]$/g, ''), Number(port || 80));
    const known = this.#known.find(({ url }) => url === place.url);
    if (known) return known;
    this.#known.push(place);
    return place;
  }
}
