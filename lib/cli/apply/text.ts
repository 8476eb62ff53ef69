/** The confirmation prompt of `apply`. */
import { printable } from '../../core/text/printable.ts';
import type { RequestedPush } from '../requested-push.ts';

/** The question before `count` containers are changed; it mentions what is easily overlooked. */
export function questionText(
  { config, push }: Pick<RequestedPush, 'config' | 'push'>,
  count: number,
): string {
  const observes =
    config.settings.mode === 'observe'
      ? ' The configuration has `mode: observe`; this command patches anyway.'
      : '';
  const plain = push.digest === undefined ? ', without a digest' : '';
  return `Update ${count} containers to ${printable(push.repository)}:${push.tag}${plain}?${observes}`;
}
