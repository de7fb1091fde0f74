import { beforeAll, describe, expect, it } from 'vitest';
import { Framework } from '../../../src/mesos/master/framework.js';
import { validateOperation, validateOperationForm } from '../../../src/mesos/master/operation-validation.js';
import { RegisteredAgent } from '../../../src/mesos/master/registered-agent.js';
import { parseResources } from '../../../src/mesos/resources/parse.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { AgentInfo, FrameworkInfo, Offer, Resource } from '../../../src/mesos/wire/messages.js';
import { CAPABILITIES } from './fake-agent.js';
import { scalar } from './master-fixture.js';

type Type = Exclude<Offer.Operation.Type, 'UNKNOWN' | 'LAUNCH' | 'LAUNCH_GROUP'>;

const dynamic = (...roles: string[]) => ({ reservations: roles.map((role) => ({ type: 'DYNAMIC' as const, role })) });
const by = (principal: string) => ({ reservations: [{ type: 'DYNAMIC' as const, role: 'eng', principal }] });
const allocated = (role: string) => ({ allocation_info: { role } });
const ENG = { ...dynamic('eng'), ...allocated('eng') };
const volume = (id: string, size: number, more: Partial<Resource> = {}, persistence: object = {}): Resource =>
  scalar('disk', size, {
    ...ENG,
    disk: { persistence: { id, ...persistence }, volume: { container_path: 'data', mode: 'RW' } },
    ...more,
  });
const raw = (more: object = {}, resource: Partial<Resource> = {}): Resource =>
  scalar('disk', 10, {
    provider_id: { value: 'p' },
    disk: { source: { type: 'RAW', id: 'd', profile: 'fast', ...more } },
    ...resource,
  });

const reserve = (resources: Resource[], source: Resource[] = []): Offer.Operation => ({
  type: 'RESERVE',
  reserve: { resources, source },
});
const unreserve = (...resources: Resource[]): Offer.Operation => ({ type: 'UNRESERVE', unreserve: { resources } });
const create = (...volumes: Resource[]): Offer.Operation => ({ type: 'CREATE', create: { volumes } });
const destroy = (...volumes: Resource[]): Offer.Operation => ({ type: 'DESTROY', destroy: { volumes } });
const grow = (of: Resource, addition: Resource): Offer.Operation => ({
  type: 'GROW_VOLUME',
  grow_volume: { volume: of, addition },
});
const shrink = (of: Resource, value: number): Offer.Operation => ({
  type: 'SHRINK_VOLUME',
  shrink_volume: { volume: of, subtract: { value } },
});
const createDisk = (source: Resource, more: Partial<Offer.Operation.CreateDisk> = {}): Offer.Operation => ({
  type: 'CREATE_DISK',
  create_disk: { source, target_type: 'MOUNT', ...more },
});
const destroyDisk = (source: Resource): Offer.Operation => ({ type: 'DESTROY_DISK', destroy_disk: { source } });

function agentWith(capabilities: readonly AgentInfo.Capability.Type[] = CAPABILITIES): RegisteredAgent {
  const checkpointed = [volume('known', 5), volume('shared', 5, { shared: {} })];
  return new RegisteredAgent(
    {
      agent: { id: { value: 'a' }, hostname: 'h', resources: [...parseResources('cpus:4;disk:100')] },
      version: '1.12.0',
      agent_capabilities: capabilities.map((type) => ({ type })),
      checkpointed_resources: checkpointed.map(({ allocation_info: _, ...resource }) => resource),
    },
    'slave(1)@127.0.0.1:5051',
    0,
  );
}

function frameworkWith(...types: FrameworkInfo.Capability.Type[]): Framework {
  const capabilities = ['MULTI_ROLE' as const, ...types].map((type) => ({ type }));
  return new Framework({ id: { value: 'f' }, user: 'u', name: 'n', roles: ['eng', 'eng/web'], capabilities }, 0, {
    completedTasks: 1,
    unreachableTasks: 1,
  });
}

interface Circumstances {
  capabilities?: readonly AgentInfo.Capability.Type[];
  framework?: Framework | undefined;
  principal?: string;
  used?: Resource[];
}

function problemOf(operation: Offer.Operation, circumstances: Circumstances = {}): string | undefined {
  const { capabilities, principal, used = [] } = circumstances;
  const framework = 'framework' in circumstances ? circumstances.framework : frameworkWith();
  return validateOperation(operation, { agent: agentWith(capabilities), used: [Resources.of(used)], framework, principal });
}

const OPERATOR: Circumstances = { framework: undefined };
const without = (capability: AgentInfo.Capability.Type): Circumstances => ({
  capabilities: CAPABILITIES.filter((each) => each !== capability),
});

describe('the form of an operation', () => {
  it.each<[Type, string]>([
    ['RESERVE', 'A RESERVE offer operation must have the Offer.Operation.reserve field set.'],
    ['UNRESERVE', 'An UNRESERVE offer operation must have the Offer.Operation.unreserve field set.'],
    ['CREATE', 'A CREATE offer operation must have the Offer.Operation.create field set.'],
    ['DESTROY', 'A DESTROY offer operation must have the Offer.Operation.destroy field set.'],
    ['GROW_VOLUME', 'A GROW_VOLUME operation must have the Offer.Operation.grow_volume field set'],
    ['SHRINK_VOLUME', 'A SHRINK_VOLUME offer operation must have the Offer.Operation.shrink_volume field set'],
    ['CREATE_DISK', 'A CREATE_DISK offer operation must have the Offer.Operation.create_disk field set.'],
    ['DESTROY_DISK', 'A DESTROY_DISK offer operation must have the Offer.Operation.destroy_disk field set.'],
  ])('has the member of its type: %s', (type, text) => {
    expect(validateOperationForm({ type })).toBe(text);
  });

  const bad = scalar('cpus', -1);
  const good = scalar('cpus', 1);
  const text = 'Invalid scalar resource: value <= 0';
  const named = `Resource 'cpus:-1' is invalid: ${text}`;
  it.each<[string, Offer.Operation]>([
    [named, reserve([bad])],
    [named, reserve([good], [bad])],
    [named, unreserve(bad)],
    [named, create(bad)],
    [named, destroy(bad)],
    [text, grow(bad, good)],
    [text, grow(good, bad)],
    [text, shrink(bad, 1)],
    [text, createDisk(bad)],
    [text, destroyDisk(bad)],
  ])('has valid resources: %s', (message, operation) => {
    expect(validateOperationForm(operation)).toBe(message);
  });

  it('is not looked at where there is no operation of the type', () => {
    expect(validateOperationForm({ type: 'UNKNOWN' })).toBeUndefined();
    expect(validateOperationForm({ ...reserve([good]), create: { volumes: [bad] } })).toBeUndefined();
  });
});

describe('an operation', () => {
  let valid: [string, Offer.Operation, Circumstances][];
  beforeAll(() => {
    valid = [
      ['RESERVE', reserve([scalar('cpus', 1, ENG)]), {}],
      ['RESERVE by a principal', reserve([scalar('cpus', 1, { ...by('me'), ...allocated('eng') })]), { principal: 'me' }],
      ['RESERVE by an operator', reserve([scalar('cpus', 1, dynamic('eng'))]), OPERATOR],
      ['UNRESERVE', unreserve(scalar('cpus', 1, ENG)), {}],
      ['CREATE', create(volume('v', 1)), {}],
      ['CREATE by a principal', create(volume('v', 1, {}, { principal: 'me' })), { principal: 'me' }],
      ['CREATE of a shared volume', create(volume('v', 1, { shared: {} })), { framework: frameworkWith('SHARED_RESOURCES') }],
      ['CREATE of a shared volume by an operator', create(volume('v', 1, { shared: {}, ...dynamic('eng') })), OPERATOR],
      ['DESTROY', destroy(volume('known', 5)), { used: [volume('other', 5)] }],
      ['GROW_VOLUME', grow(volume('v', 1), scalar('disk', 1, ENG)), {}],
      ['SHRINK_VOLUME', shrink(volume('v', 2), 1), {}],
      ['CREATE_DISK', createDisk(raw()), {}],
      ['CREATE_DISK of a profile', createDisk(raw({ profile: undefined }), { target_profile: 'fast' }), {}],
      ['DESTROY_DISK', destroyDisk(raw({ type: 'MOUNT' })), {}],
    ];
  });

  it('may be any of these', () => {
    const problems = valid.map(([what, operation, circumstances]) => [what, problemOf(operation, circumstances)]);
    expect(problems.filter(([, problem]) => problem !== undefined)).toEqual([]);
  });

  const other = raw({}, { provider_id: { value: 'q' } });
  const MIXED = 'Invalid resources: Some resources have a resource provider and some do not';
  const PROVIDERS = 'Invalid resources: The resources have multiple resource providers: p, q';
  const mount = (id: string) => ({
    disk: { persistence: { id }, volume: { container_path: 'x', mode: 'RW' as const }, source: { type: 'MOUNT' as const } },
  });

  it.each<[string, Offer.Operation, Circumstances?]>([
    [
      "Invalid resources: Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer",
      reserve([scalar('gpus', 0.5, ENG)]),
    ],
    [
      'Invalid source: Invalid DiskInfo: DiskInfo is set but empty',
      reserve([scalar('cpus', 1, ENG)], [scalar('disk', 1, { disk: {} })]),
    ],
    [
      'Invalid resources: Invalid ReservationInfo: Dynamically reserved resource cpus(allocated: eng)(reservations: [(DYNAMIC,eng)]){REV}:1 cannot be created from revocable resources',
      reserve([scalar('cpus', 1, { ...ENG, revocable: {} })]),
    ],
    ['Invalid resources: Resource cannot be empty', reserve([], [scalar('cpus', 1, ENG)])],
    [
      'Invalid source: Mixed reservations are not supportedcpus(reservations: [(DYNAMIC,eng)]):1; mem:1',
      reserve([scalar('cpus', 1)], [scalar('cpus', 1, dynamic('eng')), scalar('mem', 1)]),
    ],
    [
      'Source and target resources should refer to identical resource quantities: cpus:1 vs. cpus:2',
      reserve([scalar('cpus', 2, dynamic('eng'))], [scalar('cpus', 1, dynamic('ops'))]),
      OPERATOR,
    ],
    [MIXED, reserve([scalar('cpus', 1, ENG), raw({}, ENG)])],
    [PROVIDERS, reserve([raw({}, ENG), { ...other, ...ENG }])],
    ['Resource cpus(allocated: eng):1 is not dynamically reserved', reserve([scalar('cpus', 1, allocated('eng'))])],
    [
      "Resource cpus(allocated: eng/web)(reservations: [(DYNAMIC,eng/web)]):1 with reservation for hierarchical role 'eng/web' cannot be reserved on an agent without HIERARCHICAL_ROLE capability",
      reserve([scalar('cpus', 1, { ...dynamic('eng/web'), ...allocated('eng/web') })]),
      without('HIERARCHICAL_ROLE'),
    ],
    [
      'Resource cpus(allocated: eng/web)(reservations: [(DYNAMIC,eng),(DYNAMIC,eng/web)]):1 with reservation refinement cannot be reserved on an agent without RESERVATION_REFINEMENT capability',
      reserve([scalar('cpus', 1, { ...dynamic('eng', 'eng/web'), ...allocated('eng/web') })]),
      without('RESERVATION_REFINEMENT'),
    ],
    [
      "A reserve operation was attempted by principal 'me', but there is a reserved resource in the request with no principal set",
      reserve([scalar('cpus', 1, ENG)]),
      { principal: 'me' },
    ],
    [
      "A reserve operation was attempted by authenticated principal 'me', which does not match a reserved resource in the request with principal 'you'",
      reserve([scalar('cpus', 1, { ...by('you'), ...allocated('eng') })]),
      { principal: 'me' },
    ],
    [
      'A reserve operation was attempted on unallocated resource cpus(reservations: [(DYNAMIC,eng)]):1, but frameworks can only perform reservations on allocated resources',
      reserve([scalar('cpus', 1, dynamic('eng'))]),
    ],
    [
      "A reserve operation was attempted for a resource with role 'ops', but the resource was allocated to role 'eng'",
      reserve([scalar('cpus', 1, { ...dynamic('ops'), ...allocated('eng') })]),
    ],
    [
      "A reserve operation was attempted for a resource allocated to role 'ops', but the framework only has roles '{ eng, eng/web }'",
      reserve([scalar('cpus', 1, { ...dynamic('ops'), ...allocated('ops') })]),
    ],
    [
      'A reserve operation was attempted with an allocated resource, but the operator API only allows reservations to be made to unallocated resources',
      reserve([scalar('cpus', 1, ENG)]),
      OPERATOR,
    ],
    [
      "Invalid reservation resources: The resources have multiple allocation roles ('eng/web' and 'eng') but only one allocation role is allowed",
      reserve([scalar('cpus', 1, ENG), scalar('mem', 1, { ...dynamic('eng/web'), ...allocated('eng/web') })]),
    ],

    [MIXED, unreserve(scalar('cpus', 1, ENG), raw({}, ENG))],
    ['Resource cpus:1 is not dynamically reserved', unreserve(scalar('cpus', 1))],
    [
      'A dynamically reserved persistent volume disk(allocated: eng)(reservations: [(DYNAMIC,eng)])[v:data]:1 cannot be unreserved directly. Please destroy the persistent volume first then unreserve the resource',
      unreserve(volume('v', 1)),
    ],

    [
      'Invalid resources: Invalid DiskInfo: Persistent volumes cannot be created from unreserved resources',
      create(volume('v', 1, { reservations: [] })),
    ],
    [MIXED, create(volume('v', 1), volume('w', 1, { provider_id: { value: 'p' } }))],
    [
      'Not a persistent volume: Resource disk(allocated: eng)(reservations: [(DYNAMIC,eng)]):1 does not have DiskInfo',
      create(scalar('disk', 1, ENG)),
    ],
    ["Persistence ID 'v' is not unique", create(volume('v', 1), volume('v', 2))],
    ["Persistence ID 'v' is not unique", create(volume('v', 1, { shared: {} }), volume('v', 1, { shared: {} }))],
    ["Persistence ID 'known' is not unique", create(volume('known', 1))],
    ["Persistence ID 'shared' is not unique", create(volume('shared', 5, { shared: {} }))],
    [
      "Create volume operation for 'disk(allocated: eng)(reservations: [(DYNAMIC,eng)])[v:data]<SHARED>:1' has been attempted by framework 'f' with no SHARED_RESOURCES capability",
      create(volume('v', 1, { shared: {} })),
    ],
    [
      "Volume disk(allocated: eng/web)(reservations: [(DYNAMIC,eng/web)])[v:data]:1 with reservation for hierarchical role 'eng/web' cannot be created on an agent without HIERARCHICAL_ROLE capability",
      create(volume('v', 1, { ...dynamic('eng/web'), ...allocated('eng/web') })),
      without('HIERARCHICAL_ROLE'),
    ],
    [
      'Volume disk(allocated: eng/web)(reservations: [(DYNAMIC,eng),(DYNAMIC,eng/web)])[v:data]:1 with reservation refinement cannot be created on an agent without RESERVATION_REFINEMENT capability',
      create(volume('v', 1, { ...dynamic('eng', 'eng/web'), ...allocated('eng/web') })),
      without('RESERVATION_REFINEMENT'),
    ],
    [
      "Create volume operation attempted by principal 'me', but there is a volume in the operation with no principal set in 'disk.persistence'",
      create(volume('v', 1)),
      { principal: 'me' },
    ],
    [
      "Create volume operation attempted by authenticated principal 'me', which does not match a volume in the operation with principal 'you' set in 'disk.persistence'",
      create(volume('v', 1, {}, { principal: 'you' })),
      { principal: 'me' },
    ],
    [
      "Invalid volume resources: The resources have multiple allocation roles ('eng/web' and 'eng') but only one allocation role is allowed",
      create(volume('v', 1), volume('w', 1, allocated('eng/web'))),
    ],

    ['Invalid resources: Invalid DiskInfo: DiskInfo is set but empty', destroy(scalar('disk', 1, { ...ENG, disk: {} }))],
    [MIXED, destroy(volume('known', 5), volume('w', 1, { provider_id: { value: 'p' } }))],
    [
      'Not a persistent volume: Resource disk(reservations: [(DYNAMIC,eng)]):1 does not have DiskInfo',
      destroy(scalar('disk', 1, ENG)),
    ],
    ['Persistent volumes not found', destroy(volume('unknown', 5))],
    ['Persistent volumes not found', destroy(volume('known', 4))],
    ['Persistent volumes in use', destroy(volume('known', 5)), { used: [volume('known', 5)] }],

    ["The size of 'GrowVolume.addition' field must be greater than zero", grow(volume('v', 1), scalar('disk', 0, ENG))],
    [
      'Growing a volume from a resource provider is not supported',
      grow(volume('v', 1, { provider_id: { value: 'p' } }), scalar('disk', 1, ENG)),
    ],
    [
      "Invalid persistent volume in the 'GrowVolume.volume' field: Resource disk(allocated: eng)(reservations: [(DYNAMIC,eng)]):1 does not have DiskInfo",
      grow(scalar('disk', 1, ENG), scalar('disk', 1, ENG)),
    ],
    ['Growing a shared persistent volume is not supported', grow(volume('v', 1, { shared: {} }), scalar('disk', 1, ENG))],
    [
      "Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields",
      grow(volume('v', 1), scalar('disk', 1)),
    ],
    [
      "Incompatible resources in the 'GrowVolume.volume' and 'GrowVolume.addition' fields",
      grow(volume('v', 1, mount('v')), scalar('disk', 1, { ...ENG, disk: { source: { type: 'MOUNT' } } })),
    ],
    [
      'Volume disk(allocated: eng)(reservations: [(DYNAMIC,eng)])[v:data]:1 cannot be grown on an agent without RESIZE_VOLUME capability',
      grow(volume('v', 1), scalar('disk', 1, ENG)),
      without('RESIZE_VOLUME'),
    ],

    ["Value of 'ShrinkVolume.subtract' must be greater than zero", shrink(volume('v', 2), 0)],
    ["Value of 'ShrinkVolume.subtract' must be greater than zero", shrink(volume('v', 2), 0.0004)],
    ["Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'", shrink(volume('v', 2), 2)],
    ["Value of 'ShrinkVolume.subtract' must be smaller than the size of 'ShrinkVolume.volume'", shrink(volume('v', 2), 1.9996)],
    ['Shrinking a volume from a resource provider is not supported', shrink(volume('v', 2, { provider_id: { value: 'p' } }), 1)],
    ['Shrinking a volume on a MOUNT disk is not supported', shrink(volume('v', 2, mount('v')), 1)],
    [
      "Invalid persistent volume in the 'ShrinkVolume.volume' field: Resource disk(allocated: eng)(reservations: [(DYNAMIC,eng)]):2 does not have DiskInfo",
      shrink(scalar('disk', 2, ENG), 1),
    ],
    ['Shrinking a shared persistent volume is not supported', shrink(volume('v', 2, { shared: {} }), 1)],
    [
      'Volume disk(allocated: eng)(reservations: [(DYNAMIC,eng)])[v:data]:2 cannot be shrunk on an agent without RESIZE_VOLUME capability',
      shrink(volume('v', 2), 1),
      without('RESIZE_VOLUME'),
    ],

    ['Invalid resource: Invalid DiskInfo: DiskInfo is set but empty', createDisk(scalar('disk', 1, { disk: {} }))],
    ["'source' is not managed by a resource provider", createDisk(raw({}, { provider_id: undefined }))],
    ["'source' is not a RAW disk resource", createDisk(raw({ type: 'PATH' }))],
    ["'target_type' is neither MOUNT or BLOCK", createDisk(raw(), { target_type: 'RAW' })],
    ["'target_profile' must not be set when 'source' has a profile", createDisk(raw(), { target_profile: 'slow' })],
    ["'target_profile' must be set when 'source' has no profile", createDisk(raw({ profile: undefined }))],

    ["'source' is not managed by a resource provider", destroyDisk(raw({}, { provider_id: undefined }))],
    ["'source' is neither a MOUNT, BLOCK or RAW disk resource", destroyDisk(raw({ type: 'PATH' }))],
    ["'source' is not backed by a CSI volume", destroyDisk(raw({ id: undefined }))],
    [
      'A disk resource containing a persistent volume disk(reservations: [(DYNAMIC,eng)])[MOUNT(,d,),v:data]:10 cannot be destroyed directly. Please destroy the persistent volume first then destroy the disk resource',
      destroyDisk(
        scalar('disk', 10, {
          ...dynamic('eng'),
          provider_id: { value: 'p' },
          disk: {
            ...{ source: { type: 'MOUNT', id: 'd' }, persistence: { id: 'v' } },
            volume: { container_path: 'data', mode: 'RW' },
          },
        }),
      ),
    ],
  ])('is refused: %s', (text, operation, circumstances) => {
    expect(problemOf(operation, circumstances)).toBe(text);
  });
});
