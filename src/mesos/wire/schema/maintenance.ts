/** Messages of package mesos.v1.maintenance; the notation is explained in `schema.ts`. */
export const maintenance = `
maintenance.Window
  machine_ids 1 MachineID repeated
  unavailability 2 Unavailability required

maintenance.Schedule
  windows 1 maintenance.Window repeated

maintenance.ClusterStatus
  draining_machines 1 maintenance.ClusterStatus.DrainingMachine repeated
  down_machines 2 MachineID repeated

maintenance.ClusterStatus.DrainingMachine
  id 1 MachineID required
  statuses 2 allocator.InverseOfferStatus repeated
`;
