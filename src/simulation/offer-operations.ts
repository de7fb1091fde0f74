import { isDynamicallyReserved, isPersistentVolume } from '../mesos/resources/predicates.js';
import type { Offer, Resource } from '../mesos/wire/messages.js';

type Chance = () => number;

const choose = <Item>(items: readonly Item[], chance: Chance): Item | undefined => items[Math.floor(chance() * items.length)];

const isVolume = (resource: Resource) => isPersistentVolume(resource);
const atMost = (resource: Resource, most: number): Resource => ({
  ...resource,
  scalar: { value: Math.min(most, resource.scalar?.value ?? 0) },
});

/** So much of a scalar resource, from one of those offered, reserved or not; nothing when there is not so much. */
export function partOf(offered: readonly Resource[], name: string, amount: number, chance: Chance): Resource[] {
  const enough = offered.filter(
    (resource) => resource.name === name && !isVolume(resource) && (resource.scalar?.value ?? 0) >= amount,
  );
  const found = choose(enough, chance);
  return found ? [atMost(found, amount)] : [];
}

/** An operation that these resources allow, or nearly: a reservation or volume is made, changed, or given up. */
export function operationOn(offered: readonly Resource[], role: string, chance: Chance): Offer.Operation {
  const scalars = offered.filter(({ type, name }) => type === 'SCALAR' && name !== 'mem');
  const volumes = scalars.filter(isVolume);
  const reserved = scalars.filter((resource) => isDynamicallyReserved(resource) && !isVolume(resource));
  const volume = choose(volumes, chance);
  const disk = choose(
    reserved.filter(({ name }) => name === 'disk'),
    chance,
  );
  const some = choose(reserved, chance);
  const kind = chance();
  if (volume && kind < 0.2) return { type: 'DESTROY', destroy: { volumes: [volume] } };
  if (volume && kind < 0.3) return { type: 'SHRINK_VOLUME', shrink_volume: { volume, subtract: { value: 10 } } };
  if (volume && disk && kind < 0.4) return { type: 'GROW_VOLUME', grow_volume: { volume, addition: atMost(disk, 10) } };
  if (some && kind < 0.5) return { type: 'UNRESERVE', unreserve: { resources: [atMost(some, 50)] } };
  if (disk && kind < 0.8) {
    const persistence = { persistence: { id: `volume-${Math.floor(chance() * 1e6)}` } };
    const made: Resource = {
      ...atMost(disk, 50),
      disk: { ...persistence, volume: { container_path: 'data', mode: 'RW' } },
    };
    return { type: 'CREATE', create: { volumes: [made] } };
  }
  const base = choose(
    scalars.filter((resource) => !isVolume(resource)),
    chance,
  );
  const reservations: Resource.ReservationInfo[] = [...(base?.reservations ?? []), { type: 'DYNAMIC', role }];
  return { type: 'RESERVE', reserve: { resources: base ? [{ ...atMost(base, 100), reservations }] : [] } };
}
