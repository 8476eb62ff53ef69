/** The steps of the demo: events that arrive, and a rollback between them. */
import type { Sandbox } from '../../sandbox/start-sandbox.ts';
import type { DemoMessage } from './events.ts';
import { NEW_DIGEST, WEB } from './demo-workloads.ts';

export interface DemoStep {
  readonly title: string;
  /** A change by a person just before the event arrives. */
  readonly before?: (production: Sandbox) => void;
  readonly message: DemoMessage;
  /** How much of the result is printed. */
  readonly shows: 'everything' | 'counts' | 'log';
}

const MINUTE = 60_000;

/** The steps of a demo that begins at `now`, milliseconds since the epoch; its first push is ten minutes old. */
export function demoSteps(now: number): DemoStep[] {
  const push = (tag: string, digest: string, publishedAt: number, id: string): DemoMessage => ({
    payload: { action: 'INSERT', digest: `${WEB}@${digest}`, tag: `${WEB}:${tag}` },
    id,
    publishedAt,
  });
  const digest = (digits: string) => `sha256:${digits.repeat(32)}`;
  const first = push('1.5.0', NEW_DIGEST, now - 10 * MINUTE, '1001');
  const deleted: DemoMessage = {
    payload: { action: 'DELETE', tag: `${WEB}:1.4.1` },
    id: '1004',
    publishedAt: now,
  };
  const garbage: DemoMessage = { payload: 'not a registry event \u001b[2J', id: '1005', publishedAt: now };
  return [
    { title: 'An image is pushed: web:1.5.0', message: first, shows: 'everything' },
    { title: 'Pub/Sub delivers the same event again', message: first, shows: 'counts' },
    {
      title: 'An older build of web:1.5.0 arrives late',
      message: push('1.5.0', digest('0a'), now - 60 * MINUTE, '1002'),
      shows: 'counts',
    },
    {
      title: '`kubectl rollout undo deployment/web`, then the first event again',
      before: (production) => production.undoRollout('Deployment', 'shop', 'web'),
      message: first,
      shows: 'counts',
    },
    {
      title: 'A newer push, web:1.5.1, also updates what was rolled back',
      message: push('1.5.1', digest('51'), now, '1003'),
      shows: 'counts',
    },
    { title: 'A tag is deleted in the registry', message: deleted, shows: 'log' },
    { title: 'Garbage: acknowledged, because a redelivery cannot fix it', message: garbage, shows: 'log' },
  ];
}
