/** Objects and reports of odd moments. */
import type { Message } from './messages.ts';
import type { Named } from './workloads.ts';

export interface Placed {
  readonly named: Named;
  readonly image: string;
  readonly sent: Message;
}
