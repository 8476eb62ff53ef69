/** `same-tag`, the default: a new push of the running tag. */
import { newer, no, type Policy } from './policy.ts';

export const sameTag: Policy = {
  text: 'same-tag',
  orderedBy: 'time',
  evaluate: (current, pushed) => {
    if (current === undefined) return no('NoTag');
    return current === pushed ? newer : no('OtherTag');
  },
};
