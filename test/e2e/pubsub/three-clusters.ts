import type { Given } from '../../support/builders.ts';
import { web } from './installation.ts';

export const NAMES = ['europe', 'america', 'asia'];

/** Three clusters of one Deployment each. */
export function three(repository: string): Record<string, readonly Given[]> {
  return Object.fromEntries(NAMES.map((name) => [name, [web(repository)]]));
}
