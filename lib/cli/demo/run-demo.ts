/** `image-updater demo`: two sandbox clusters and the function on this machine; no account is needed. */
import { once } from 'node:events';
import { demoSteps } from './steps.ts';
import { pushBody, pushPath, type DemoMessage } from './events.ts';
import { startDemoEnvironment, type EventOutcome, type DemoEnvironment } from './demo-environment.ts';
import { stepText, invitation, openingText, outcomeText } from './text.ts';
import { PROJECT } from './demo-workloads.ts';

export interface DemoOptions {
  /** Keep everything running until the process is interrupted. */
  readonly keep: boolean;
  readonly write: (text: string) => void;
}

/** Runs the demo. The exit code is 1 if the function answered with another status than 204. */
export async function runDemo({ keep, write }: DemoOptions): Promise<number> {
  const now = Date.now();
  const performed: EventOutcome[] = [];
  const environment = await startDemoEnvironment(now, (each) => performed.push(each));
  write(openingText(environment));
  const statuses: number[] = [];
  for (const [index, act] of demoSteps(now).entries()) {
    act.before?.(environment.production);
    const status = await send(environment, act.message);
    statuses.push(status);
    const last = performed.pop();
    write(stepText(index + 1, act.title, status));
    if (last !== undefined) write(outcomeText(act.shows, last));
  }
  if (keep) {
    write(invitation(environment, environment.config));
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  }
  await environment.close();
  return statuses.every((status) => status === 204) ? 0 : 1;
}

async function send({ url }: DemoEnvironment, message: DemoMessage): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const body = pushBody(PROJECT, message);
  const answer = await fetch(`${url}${pushPath(PROJECT)}`, { method: 'POST', headers, body });
  return answer.status;
}
