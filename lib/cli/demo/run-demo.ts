/** `image-updater demo`: two clusters and the function on this machine, no account needed. */
import { once } from 'node:events';
import { acts } from './acts.ts';
import { pushBody, pushPath, type Message } from './events.ts';
import { openStage, type Performed, type Stage } from './stage.ts';
import { actText, invitation, openingText, outcomeText } from './text.ts';
import { PROJECT } from './workloads.ts';

export interface DemoOptions {
  /** Leave everything running until the process is interrupted. */
  readonly keep: boolean;
  readonly write: (text: string) => void;
}

/** Runs the demo. The exit code is 1 where the function answered anything but 204. */
export async function runDemo({ keep, write }: DemoOptions): Promise<number> {
  const now = Date.now();
  const performed: Performed[] = [];
  const stage = await openStage(now, (each) => performed.push(each));
  write(openingText(stage));
  const statuses: number[] = [];
  for (const [index, act] of acts(now).entries()) {
    act.before?.(stage.production);
    const status = await send(stage, act.message);
    statuses.push(status);
    const last = performed.pop();
    write(actText(index + 1, act.title, status));
    if (last !== undefined) write(outcomeText(act.shows, last));
  }
  if (keep) {
    write(invitation(stage, stage.config));
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  }
  await stage.close();
  return statuses.every((status) => status === 204) ? 0 : 1;
}

async function send({ url }: Stage, message: Message): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const body = pushBody(PROJECT, message);
  const answer = await fetch(`${url}${pushPath(PROJECT)}`, { method: 'POST', headers, body });
  return answer.status;
}
