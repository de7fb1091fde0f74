import type { FlagType } from './flag-types.js';

/** Where a master or an agent is; Mesos's `DomainInfo`, which has to have its one member. */
export interface Domain {
  readonly fault_domain: { readonly region: { readonly name: string }; readonly zone: { readonly name: string } };
}

/** A fault domain, as JSON. */
export const domain: FlagType<Domain> = {
  expected: 'JSON such as {"fault_domain":{"region":{"name":"a"},"zone":{"name":"b"}}}',
  parse: (text) => {
    try {
      return read(JSON.parse(text));
    } catch {
      return undefined; // no JSON
    }
  },
  format: (value) => JSON.stringify(value),
  structured: true,
};

type Document = Partial<Record<string, unknown>> | undefined | null;

function read(document: Document): Domain | undefined {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined;
  const { fault_domain } = document as { fault_domain?: { region?: { name?: unknown }; zone?: { name?: unknown } } };
  const [region, zone] = [fault_domain?.region?.name, fault_domain?.zone?.name];
  if (typeof region !== 'string' || typeof zone !== 'string') return undefined;
  return { fault_domain: { region: { name: region }, zone: { name: zone } } };
}
