import { memberAt, isList, type Json } from '../../lib/sandbox/json.ts';

/** The image of the first container of an object's pod template; empty where it has none. */
export function podImage(
  object: Json | undefined,
  podTemplate: readonly string[] = ['spec', 'template'],
): string {
  const containers = memberAt(object, [...podTemplate, 'spec', 'containers']);
  const image = isList(containers) ? memberAt(containers[0], ['image']) : undefined;
  return typeof image === 'string' ? image : '';
}
