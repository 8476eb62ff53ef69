/** `never`: no push updates the container. */
import { no, type Policy } from './policy.ts';

export const never: Policy = { text: 'never', orderedBy: 'time', evaluate: () => no('Never') };
