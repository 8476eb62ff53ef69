/** `any`: the newest push wins, with any tag. */
import { newer, type Policy } from './policy.ts';

export const any: Policy = { text: 'any', orderedBy: 'time', evaluate: () => newer };
