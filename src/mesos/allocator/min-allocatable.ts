import { ResourceQuantities } from '../resources/quantities.js';
import type { OfferFilters } from '../wire/messages.js';

/**
 * Reads flag `--min_allocatable_resources`, such as `cpus:0.01|mem:32;disk:10`: an agent is offered only if its free resources
 * hold all quantities of one alternative. No alternatives: anything goes. Throws an Error that says what is wrong.
 */
export function parseMinAllocatable(text: string): ResourceQuantities[] {
  return split(text, '|').map((alternative) => {
    const quantities = split(alternative, ';').map((quantity): [string, number] => {
      const [name = '', value = '', ...more] = quantity.split(':').map((part) => part.trim());
      if (!name || more.length > 0 || !/^\d+(\.\d+)?$/.test(value)) {
        throw new Error(
          `'${quantity.trim()}' in min_allocatable_resources '${text}' is not a name and a number such as 'cpus:0.01'.`,
        );
      }
      return [name, Number(value)];
    });
    return ResourceQuantities.of(Object.fromEntries(quantities));
  });
}

/** The alternatives per role that a framework asked for in `FrameworkInfo.offer_filters`; they replace the flag for that role. */
export function minAllocatableByRole(
  offerFilters: Readonly<Record<string, OfferFilters>> = {},
): Map<string, ResourceQuantities[]> {
  const byRole = new Map<string, ResourceQuantities[]>();
  for (const [role, { min_allocatable_resources: alternatives }] of Object.entries(offerFilters)) {
    if (!alternatives) continue;
    const each = (alternatives.quantities ?? []).map(({ quantities = {} }) =>
      ResourceQuantities.of(Object.fromEntries(Object.entries(quantities).map(([name, { value }]) => [name, value]))),
    );
    byRole.set(role, each);
  }
  return byRole;
}

const split = (text: string, separator: string) => text.split(separator).filter((part) => part.trim() !== '');
