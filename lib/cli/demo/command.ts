/** `image-updater demo`: two clusters and the function on this machine, no account needed. */
import { once } from 'node:events';
import { styleText } from 'node:util';
import { countsOf, textReport } from '../terminal/report-text.ts';
import { acts, type Act } from './acts.ts';
import { pushBody, pushPath, type Message } from './events.ts';
import { openStage, type Performed, type Stage } from './stage.ts';
import { PROJECT, WEB } from './workloads.ts';

export interface DemoOptions {
  /** Leave everything running until the process is interrupted. */
  readonly keep: boolean;
  readonly write: (text: string) => void;
}

/** Runs the demo. The exit code is 1 where the function answered anything but 204. */
export async function demo({ keep, write }: DemoOptions): Promise<number> {
  const now = Date.now();
  const performed: Performed[] = [];
  const stage = await openStage(now, (each) => performed.push(each));
  write(opening(stage));
  const statuses: number[] = [];
  for (const [index, act] of acts(now).entries()) {
    act.before?.(stage.production);
    const status = await send(stage, act.message);
    statuses.push(status);
    const last = performed.pop();
    write(`\n${bold(`${index + 1}. ${act.title}`)}\n   the function answers ${status}\n\n`);
    if (last !== undefined) write(shown(act.shows, last));
  }
  if (keep) await keepRunning(stage, write);
  await stage.close();
  return statuses.every((status) => status === 204) ? 0 : 1;
}

function opening({ production, staging, url }: Stage): string {
  return [
    'Two clusters on this machine, and the function that Pub/Sub would call:',
    `  production   ${production.url}`,
    `  staging      ${staging.url}`,
    `  imagePushed  ${url}${pushPath(PROJECT)}`,
    '',
  ].join('\n');
}

async function send({ url }: Stage, message: Message): Promise<number> {
  const headers = { 'content-type': 'application/json' };
  const body = pushBody(PROJECT, message);
  const answer = await fetch(`${url}${pushPath(PROJECT)}`, { method: 'POST', headers, body });
  return answer.status;
}

function shown(shows: Act['shows'], { result, lines }: Performed): string {
  if (shows === 'log' || result.status !== 'completed') return lines.map((line) => `${line}\n`).join('');
  return shows === 'everything' ? textReport(result.report, bold) : countsOf(result.report);
}

async function keepRunning(stage: Stage, write: DemoOptions['write']): Promise<void> {
  const payload = {
    action: 'INSERT',
    digest: `${WEB}@sha256:${'52'.repeat(32)}`,
    tag: `${WEB}:1.5.2`,
  } as const;
  write(
    [
      '',
      bold('Everything keeps running until Ctrl-C. Send the next event:'),
      '',
      `curl -i ${stage.url}${pushPath(PROJECT)} -H 'content-type: application/json' \\`,
      `  -d '${JSON.stringify(payload)}'`,
      '',
      'and look at what it did:',
      '',
      `curl ${stage.production.url}/apis/apps/v1/namespaces/shop/deployments/web`,
      '',
      bold('The configuration that the function runs with:'),
      '',
      stage.config,
    ].join('\n'),
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}
