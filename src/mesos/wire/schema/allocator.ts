/** Messages of package mesos.v1.allocator; the notation is explained in `schema.ts`. */
export const allocator = `
allocator.InverseOfferStatus
  status 1 allocator.InverseOfferStatus.Status required
  framework_id 2 FrameworkID required
  timestamp 3 TimeInfo required

enum allocator.InverseOfferStatus.Status
  UNKNOWN 1
  ACCEPT 2
  DECLINE 3
`;
