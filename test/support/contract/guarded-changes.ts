/** Operations that the image-only policy decides on, and how it denies them. */
import type { Json } from '../../../lib/sandbox/json.ts';
import { failure, LIMITED } from '../sandbox-contract-server.ts';

/** An operation that sets a member, or appends to a list. */
export function add(path: string, value: Json): Json {
  return { op: 'add', path, value };
}

/** An operation that needs the member to be there. */
export function replace(path: string, value: Json): Json {
  return { op: 'replace', path, value };
}

/** An operation that takes a member out. */
export function remove(path: string): Json {
  return { op: 'remove', path };
}

/** The answer in which the policy of {@link LIMITED} denies a change of a Deployment. */
export function denied(name: string, objection: string): Json {
  const policy = `image-updater-image-only.${LIMITED.username.replace('@', '.')}`;
  const message = `ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied request: ${objection}`;
  const details = { name, group: 'apps', kind: 'deployments', causes: [{ message }] };
  return failure(422, `deployments.apps "${name}" is forbidden: ${message}`, 'Invalid', details);
}
