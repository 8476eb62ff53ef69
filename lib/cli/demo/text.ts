/** The output of the demo around its reports. */
import { styleText } from 'node:util';
import { reportCounts, textReport } from '../terminal/report-text.ts';
import type { DemoStep } from './steps.ts';
import { pushPath } from './events.ts';
import type { EventOutcome } from './demo-environment.ts';
import { PROJECT, WEB } from './demo-workloads.ts';

/** The addresses of the demo environment. */
export interface StageUrls {
  /** Of the function. */
  readonly url: string;
  readonly production: { readonly url: string };
  readonly staging: { readonly url: string };
}

/** The addresses on which everything listens. */
export function openingText({ production, staging, url }: StageUrls): string {
  return [
    'Two sandbox clusters, and the function that Pub/Sub would call:',
    `  production   ${production.url}`,
    `  staging      ${staging.url}`,
    `  imagePushed  ${url}${pushPath(PROJECT)}`,
    '',
  ].join('\n');
}

/** The heading of a step: its number from 1 on, and the status with which the function answered. */
export function stepText(number: number, title: string, status: number): string {
  return `\n${bold(`${number}. ${title}`)}\n   the function answers with ${status}\n\n`;
}

/** The result of a step, as much of it as the step shows. */
export function outcomeText(shows: DemoStep['shows'], { result, lines }: EventOutcome): string {
  if (shows === 'log' || result.status !== 'completed') return lines.map((line) => `${line}\n`).join('');
  return shows === 'everything' ? textReport(result.report, bold) : reportCounts(result.report);
}

/** With `--keep`: a command that sends the next event, and one that shows the change. */
export function invitation({ url, production }: StageUrls, config: string): string {
  const payload = {
    action: 'INSERT',
    digest: `${WEB}@sha256:${'52'.repeat(32)}`,
    tag: `${WEB}:1.5.2`,
  } as const;
  return [
    '',
    bold('Everything keeps running until Ctrl-C. Send the next event:'),
    '',
    `curl -i ${url}${pushPath(PROJECT)} -H 'content-type: application/json' \\`,
    `  -d '${JSON.stringify(payload)}'`,
    '',
    'Show what it changed:',
    '',
    `curl ${production.url}/apis/apps/v1/namespaces/shop/deployments/web`,
    '',
    bold('The configuration of the function:'),
    '',
    config,
  ].join('\n');
}

function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}
