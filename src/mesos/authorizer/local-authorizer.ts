import { ACL_OBJECTS, type AclEntity, type Acls } from '../flags/acls.js';
import type { Principal } from '../process/http/authenticator.js';
import { ACTIONS, type Action, type ActionObject, ANY, type Entity, type Requirement } from './actions.js';
import { ALL_APPROVED, type Approvers, type Authorizer, OPEN_AUTHORIZER } from './authorizer.js';
import { implicitApprovers } from './implicit-approvers.js';

const ANYTHING: readonly Entity[] = [ANY];

/** Decides by ACLs: the first that fits both the principal and the object, and where none does, `permissive`. */
export class LocalAuthorizer implements Authorizer {
  readonly restricts = true;

  /** @param trusted the principal that no ACL is about: minimesos itself */
  constructor(
    private readonly acls: Acls,
    private readonly trusted?: string,
  ) {}

  approvers(principal: Principal | undefined): Approvers {
    if (!principal) return this.#approversOf(ANY);
    const { value, claims = {} } = principal;
    // Without a name there is nothing that ACLs could be about.
    if (value === undefined) return implicitApprovers(claims);
    return value === this.trusted ? ALL_APPROVED : this.#approversOf(value);
  }

  #approversOf(subject: Entity): Approvers {
    return {
      approved: (action: Action, object?: ActionObject) =>
        ACTIONS[action].every((requirement: Requirement) => {
          const entities = object ? requirement.entities(object) : ANYTHING;
          if (entities?.length === 0) return this.acls.permissive; // a framework without roles
          return !entities || entities.every((entity) => this.#allows(requirement, subject, entity));
        }),
    };
  }

  #allows({ acl: name }: Requirement, subject: Entity, object: Entity): boolean {
    const hierarchical = ACL_OBJECTS[name] === 'roles';
    for (const { principals, objects } of this.acls.of[name] ?? []) {
      if (!matches(subject, principals) || !matches(object, objects, hierarchical)) continue;
      return principals.type !== 'NONE' && objects.type !== 'NONE';
    }
    return this.acls.permissive;
  }
}

/** Whether an ACL is about this. What is about none is about all, and then denies it. */
function matches(asked: Entity, entity: AclEntity, hierarchical = false): boolean {
  if (entity.type !== 'SOME') return true;
  if (asked === ANY) return false;
  return entity.values.some((value) => value === asked || (hierarchical && isBelow(asked, value)));
}

/** `a/%` stands for all roles below `a`, and for `a` itself it does not. */
const isBelow = (role: string, pattern: string) => pattern.endsWith('/%') && role.startsWith(pattern.slice(0, -1));

/** The authorizer for a flag `acls`: none where it is unset. */
export const authorizerFor = (acls: Acls | undefined, trusted?: string): Authorizer =>
  acls ? new LocalAuthorizer(acls, trusted) : OPEN_AUTHORIZER;
