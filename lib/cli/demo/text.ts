/** What the demo prints around its reports. */
import { styleText } from 'node:util';
import { reportCounts, textReport } from '../terminal/report-text.ts';
import type { DemoStep } from './steps.ts';
import { pushPath } from './events.ts';
import type { EventOutcome } from './demo-environment.ts';
import { PROJECT, WEB } from './demo-workloads.ts';

/** The addresses of a stage. */
export interface StageUrls {
  /** Of the function. */
  readonly url: string;
  readonly production: { readonly url: string };
  readonly staging: { readonly url: string };
}

/** Where everything listens. */
export function openingText({ production, staging, url }: StageUrls): string {
  return [
    'Two clusters on this machine, and the function that Pub/Sub would call:',
    `  production   ${production.url}`,
    `  staging      ${staging.url}`,
    `  imagePushed  ${url}${pushPath(PROJECT)}`,
    '',
  ].join('\n');
}

/** The head of an act: its number from 1 on, and the status that the function answered. */
export function actText(number: number, title: string, status: number): string {
  return `\n${bold(`${number}. ${title}`)}\n   the function answers ${status}\n\n`;
}

/** What came of an act, as much of it as the act shows. */
export function outcomeText(shows: DemoStep['shows'], { result, lines }: EventOutcome): string {
  if (shows === 'log' || result.status !== 'completed') return lines.map((line) => `${line}\n`).join('');
  return shows === 'everything' ? textReport(result.report, bold) : reportCounts(result.report);
}

/** With `--keep`: the next event to send, and where to look. */
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
    'and see what it changed:',
    '',
    `curl ${production.url}/apis/apps/v1/namespaces/shop/deployments/web`,
    '',
    bold('The configuration that the function runs with:'),
    '',
    config,
  ].join('\n');
}

function bold(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}
