/** Words that gave way to the field's own: no exported identifier and no file is called so any more. */

export interface OldWord {
  readonly word: string;
  /** What it is called instead, or is to be chosen from. */
  readonly instead: string;
  /** `lib`: exported identifiers and file names of lib; `test`: file names of test. */
  readonly of: 'lib' | 'test';
}

const LIB: Readonly<Record<string, readonly string[]>> = {
  'reportResult, report-result.ts': ['tell', 'Telling', 'tell.ts'],
  EventResult: ['Handled', 'handled', 'handled.ts'],
  'processPush, processClusterTask, runUpdate': ['bring', 'bringShare', 'brought'],
  'App, CliContext, ApiOptions, ConnectOptions': ['Surroundings', 'surroundings.ts'],
  'UpdateContext, App, bootstrap': ['Updater', 'Opened', 'openUpdater'],
  'ClusterTask, remainder, planFanOut': ['Share', 'rest', 'sharesOf'],
  'UpdateRecord, AppliedLabel, AppliedState': ['Entry', 'Trace'],
  'drifted, ignoreBefore, threshold, recordOnly': ['moved', 'floor', 'bar', 'advance'],
  'digest, content, staleImage': ['bits', 'keepsOldBits'],
  'UpdaterError, message': ['Fault', 'says', 'fault.ts'],
  'Endpoint, Route, Destination': ['Way', 'wayTo'],
  'a noun for what it is, such as Filter, TokenRequest, AccessReview, PreflightResult': [
    'Wanted',
    'Known',
    'Asked',
    'Held',
    'Looked',
    'Said',
    'Tried',
    'Ended',
    'Opening',
    'Answering',
  ],
  'HttpResponse, PolicyVerdict, ApiResponse, FakeResponse': ['Answer'],
  'cachedUntilExpiry, minAgeMs, forceRefresh': ['kept', 'youngMs', 'renew'],
  'ExchangeTimeout, deadlineExceeded, deadlineWithin, Deadline': ['Leash', 'outOfTime', 'budgetOf', 'Budget'],
  'reconnectingTransport, limiterWithPatience, limit': ['followingTransport', 'slots', 'inTurn'],
  'isRetryable, throwIfRetryable': ['isPassing', 'unlessPassing'],
  'invalid…, samples': ['odd', 'oddities', 'oddObjects'],
  'authenticator, Authenticate, Unauthenticated, PermissionDenied': [
    'callersOf',
    'Identify',
    'UnknownCaller',
    'NotForCaller',
  ],
  'preflight, heartbeat, delayedNack, nack, orderingKey, flowControl, validateMessage': [
    'lookAt',
    'pulse',
    'beat',
    'holding',
    'giveBack',
    'lineOf',
    'intake',
    'fit',
  ],
  'DeadLetterQueue, sourceSubscription, acceptedAt, ReplaySummary, counters': [
    'Letters',
    'diedOn',
    'heeded',
    'account',
    'tally',
  ],
  'SizeBudget, shellSafe, formatPreflight, startupMessage, shutdownMessage, thirdPartyMessage': [
    'Room',
    'paste',
    'wordsOn',
    'startOf',
    'endOf',
    'foreignError',
  ],
};

const TEST = ['given.ts', 'stage.ts', 'ground.ts', 'scene.ts', 'door.ts', 'gate.ts', 'fates.ts'];

/** The table of words, row by row. */
export const OLD_WORDS: readonly OldWord[] = [
  ...Object.entries(LIB).flatMap(([instead, words]) =>
    words.map((word) => ({ word, instead, of: 'lib' as const })),
  ),
  ...TEST.map((word) => ({ word, instead: 'builders, fixtures, or what it builds', of: 'test' as const })),
];
