/** Phrases that are rejected in documents, comments, strings and configuration: each was translated word by word. */

export interface ForbiddenPhrase {
  /** The phrase as it was written, which the tests use as a fixture. */
  readonly phrase: string;
  /** What to write instead. */
  readonly instead: string;
  /** The phrase and its variants; matched with one space between words. */
  readonly pattern: RegExp;
}

export const FORBIDDEN_PHRASES: readonly ForbiddenPhrase[] = [
  {
    phrase: '`-` for the location or the cluster is all that there are when an event comes',
    instead: '`-` matches every location or cluster; it is resolved on every event',
    pattern: /\ball that (?:there are|are there) when\b/,
  },
  {
    phrase: 'We are who the application default credentials say',
    instead: 'Authentication uses Application Default Credentials (ADC)',
    pattern: /\bare who the\b|\bwho the application default credentials say\b/,
  },
  {
    phrase: 'takes the DNS endpoint where it lets us in',
    instead: 'prefers the DNS endpoint if it allows external traffic',
    pattern: /\blets? us in\b/,
  },
  {
    phrase: 'may speak of every repository',
    instead: 'may trigger updates of any repository',
    pattern: /\b(?:may|can|could|must not) speak of\b|\bmay be spoken of\b/,
  },
  {
    phrase: 'nobody whom the configuration lets in',
    instead: 'not authenticated, or not authorized',
    pattern: /\bnobody whom\b|\bthe configuration lets in\b/,
  },
  {
    phrase: 'it is no such call',
    instead: 'malformed request',
    pattern: /\bis no such (?:call|request|event|message)\b/,
  },
  {
    phrase: 'all else is done by then, and the redelivery touches only the rest',
    instead: 'completed work is not repeated; the redelivery retries only what failed',
    pattern: /\ball else is done\b|\btouch(?:es)? only the rest\b/,
  },
  {
    phrase: 'asks before a machine acts',
    instead: 'mutating commands ask for confirmation',
    pattern: /\bbefore a machine acts\b/,
  },
  {
    phrase: 'nobody is asked (`--yes`)',
    instead: 'skip the confirmation prompt',
    pattern: /\bnobody is asked\b/,
  },
  {
    phrase: 'what the updater is told (`config`)',
    instead: 'inspect the configuration',
    pattern: /\bwhat the (?:updater|function|command) is told\b/,
  },
  {
    phrase: 'lets go what is held',
    instead: 'remove a hold',
    pattern: /\blets? go (?:of )?what is held\b/,
  },
  {
    phrase: 'Something happened that the program does not know',
    instead: 'internal error',
    pattern: /\bsomething happened that\b/,
  },
  {
    phrase: 'signed by nobody whom we trust there',
    instead: 'certificate signed by unknown authority',
    pattern: /\bsigned by nobody\b|\bwhom we trust\b/,
  },
  {
    phrase: 'The server took no connection in time',
    instead: 'connection timed out',
    pattern: /\btook no connection\b/,
  },
  {
    phrase: 'It is understood, and none of our business',
    instead: 'valid event, not relevant',
    pattern: /\bnone of our(?:s)? business\b/,
  },
  {
    phrase: 'The last word of an API server or a webhook on one workload',
    instead: 'permanent failure: rejected by the API server or a webhook; not retried',
    pattern: /\blast word of an API server\b|\blast word on (?:one|the|this) workload\b/,
  },
  {
    phrase: 'The configuration is well',
    instead: 'configuration OK',
    pattern: /\bconfiguration is well\b/,
  },
  {
    phrase: 'makes the functions, their topics … a service account for each thing that is done',
    instead: 'creates the functions, topics, subscriptions, one service account per role, and alerts',
    pattern: /\bmakes the functions\b|\bfor each thing that is done\b/,
  },
  {
    phrase: 'runs as no root',
    instead: 'runs as non-root',
    pattern: /\bas no root\b/,
  },
  {
    phrase: '32 are begun at once; one that is not done after two seconds gives its place to the next',
    instead: 'up to 32 clusters run concurrently; a slow one (over 2 s) releases its slot',
    pattern: /\bare begun at once\b|\bgives? (?:its|their) place to\b/,
  },
  {
    phrase: 'Pub/Sub takes no other',
    instead: 'Pub/Sub accepts only these',
    pattern: /\bsub takes no other\b|\brun takes no other\b|\btakes? no (?:such names|key of)\b/,
  },
  {
    phrase: 'the names of everything that is made',
    instead: 'the names of all created resources',
    pattern: /\beverything that is made\b/,
  },
  {
    phrase: "who passes Cloud Run's gate",
    instead: 'principals with `roles/run.invoker`',
    pattern: /\bpass(?:es)? cloud run's (?:own )?gate\b|\bwho passes it\b/,
  },
  {
    phrase: 'fix, or look whether the topic exists',
    instead: 'check that the topic exists',
    pattern: /\blook whether\b/,
  },
  {
    phrase: 'what mends it',
    instead: 'what fixes it',
    pattern: /\bwhat mends\b|\bmend what\b/,
  },
];
