/** What Google's emulator does not do, and which tests of `npm test` show it by requests of their own. */

interface Gap {
  readonly what: string;
  /** The test's file, from the root. */
  readonly file: string;
  /** Words of the test's title, as they stand in the file. */
  readonly title: string;
}

const DIRECT = 'test/functions/as-pub-sub-pushes.test.ts';

/** Measured on version 0.8.20. */
export const GAPS: readonly Gap[] = [
  {
    what: 'a token (OIDC) in the Authorization header of a push',
    file: DIRECT,
    title: 'each attempt logs message id, attempt and reason, and nothing of the token',
  },
  {
    what: 'deliveryAttempt in the body of a push, though it counts for dead letters',
    file: DIRECT,
    title: 'each attempt logs message id, attempt and reason, and nothing of the token',
  },
  {
    what: 'filters of a subscription: stored, and every message delivered all the same',
    file: DIRECT,
    title: 'a message that a filter or a transform would have kept back',
  },
  {
    what: 'filters of a subscription on the results topic: the attributes that they look at',
    file: 'test/report/report-event.test.ts',
    title: 'has for ${title} the filters updated, failed, redelivery',
  },
  {
    what: 'message transforms: stored, and every message delivered as it is',
    file: DIRECT,
    title: 'a message that a filter or a transform would have kept back',
  },
  {
    what: 'ordering keys, in the body of a push and in the order of deliveries',
    file: DIRECT,
    title: 'end at the newest, whichever comes last',
  },
  {
    what: 'IAM: everybody may publish, pull and look',
    file: 'test/pubsub/publisher.test.ts',
    title: 'ForbiddenToPublish',
  },
];

/** The list, as a run prints it at its end. */
export function cannotShow(): string {
  const lines = GAPS.map(({ what, file, title }) => `  - ${what}\n      ${file}: ${title}\n`);
  return `\nWhat the emulator cannot show, and which test of \`npm test\` does:\n${lines.join('')}\n`;
}
