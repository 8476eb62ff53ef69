import { digest } from '../../support/builders.ts';
import { rows, pattern } from './deciding.ts';

describe('decide 5: order by time', () => {
  for (const { policy: text, tag } of [
    { policy: 'same-tag', tag: 'main-1' },
    { policy: 'any', tag: 'v2' },
    { policy: 'glob:main-*', tag: 'main-2' },
    { policy: 'pattern:^(?<track>[a-z]+)-.*$', tag: 'main-2' },
  ]) {
    const stands = { followed: { mark: '500.1', at: 300, floor: 0 } };
    rows([
      [
        `${text}: newer than the mark is written`,
        { tag, publishedAt: 501 },
        { image: 'web:main-1@2', policy: text, stands },
        { to: `web:${tag}@1`, mark: '501.2', at: 501, floor: 0 },
      ],
      [
        `${text}: older than the mark is NotNewer, even where newer than \`at\``,
        { tag, publishedAt: 499 },
        { image: 'web:main-1@2', policy: text, stands },
        { skip: 'NotNewer' },
      ],
      [
        `${text}: at the time of the mark the greater digest counts as newer`,
        { tag, publishedAt: 500, digest: digest(3) },
        { image: 'web:main-1@2', policy: text, stands },
        { to: `web:${tag}@3`, mark: '500.2', at: 500, floor: 0 },
      ],
      [
        `${text}: at the time of the mark the smaller digest is NotNewer`,
        { tag, publishedAt: 500, digest: digest(1) },
        { image: 'web:main-1@2', policy: text, stands },
        { skip: 'NotNewer' },
      ],
    ]);
  }
  rows([
    [
      'without a mark: newer than the workload is written',
      { publishedAt: 901 },
      { createdAt: 900 },
      { to: 'web:v1@1', mark: '901.1', at: 901, floor: 900 },
    ],
    [
      'without a mark: older than the workload is NotNewer',
      { publishedAt: 899 },
      { createdAt: 900 },
      { skip: 'NotNewer' },
    ],
    [
      'without a mark: as old as the workload is NotNewer, also with a greater digest',
      { publishedAt: 900, digest: digest(3) },
      { image: 'web:v1@2', createdAt: 900 },
      { skip: 'NotNewer' },
    ],
    [
      'without a mark, the record of the image still there: the age of the image is the floor',
      {},
      { image: 'web:v1@2', stands: { unmarked: { floor: 30, at: 2000, mark: '2000.4' } }, createdAt: 900 },
      { to: 'web:v1@1', mark: '1000.1', at: 1000, floor: 900 },
    ],
    [
      'a mark in the future is NotNewer where nobody says what time it is',
      {},
      { stands: { followed: { mark: '999999999999999.1' } } },
      { skip: 'NotNewer' },
    ],
    ...(
      [
        ['a mark 60 s ahead', 'followed', 60_000, 'NotNewer'],
        ['a mark more than 60 s ahead', 'followed', 60_001, 'AppliedInFuture'],
        ['a mark more than 60 s ahead, of what somebody moved,', 'moved', 60_001, 'AppliedInFuture'],
      ] as const
    ).map(
      ([what, status, behind, reason]) =>
        [
          `${what} is ${reason}`,
          {},
          {
            stands: status === 'moved' ? { moved: '120000.1' } : { followed: { mark: '120000.1' } },
            now: 120_000 - behind,
          },
          { skip: reason },
        ] as const,
    ),
    [
      'a workload that was created in the future is NotNewer',
      {},
      { createdAt: 500_000, now: 2000 },
      { skip: 'NotNewer' },
    ],
    [
      'without a digest, a push of the time of the mark is NotNewer',
      { publishedAt: 500, bare: true },
      { pin: 'tag', stands: { followed: { mark: '500.1' } } },
      { skip: 'NotNewer' },
    ],
  ]);
});

describe('decide 5: order by version', () => {
  const followed = { mark: '500.1', at: 400, floor: 100 } as const;
  for (const { policy: text, from, higher } of [
    { policy: 'semver:^1', from: '1.1.0', higher: '1.2.0' },
    { policy: 'major', from: '1.1.0', higher: '2.0.0' },
    { policy: 'minor', from: '1.1.0', higher: '1.2.0' },
    { policy: 'patch', from: '1.1.0', higher: '1.1.1' },
    { policy: pattern, from: '9-main', higher: '10-main' },
  ]) {
    const given = { image: `web:${from}@2`, policy: text, stands: { followed } };
    rows([
      [
        `${text}: a higher version may come late, and the mark keeps the higher time`,
        { tag: higher, publishedAt: 101 },
        given,
        { to: `web:${higher}@1`, mark: '500.2', at: 101, floor: 100 },
      ],
      [
        `${text}: not later than the floor is NotNewer, also with a greater digest`,
        { tag: higher, publishedAt: 100, digest: digest(3) },
        given,
        { skip: 'NotNewer' },
      ],
      [
        `${text}: a re-push of what runs is newer than \`at\``,
        { tag: from, publishedAt: 401 },
        given,
        { to: `web:${from}@1`, mark: '500.2', at: 401, floor: 100 },
      ],
      [
        `${text}: a re-push older than \`at\` is NotNewer`,
        { tag: from, publishedAt: 399 },
        given,
        { skip: 'NotNewer' },
      ],
      [
        `${text}: a re-push of the time of \`at\`: the greater digest counts as newer`,
        { tag: from, publishedAt: 400, digest: digest(3) },
        given,
        { to: `web:${from}@3`, mark: '500.2', at: 400, floor: 100 },
      ],
      [
        `${text}: a re-push of the time of \`at\` with the smaller digest is NotNewer`,
        { tag: from, publishedAt: 400, digest: digest(1) },
        given,
        { skip: 'NotNewer' },
      ],
      [
        `${text}: without a mark a higher version older than the workload is NotNewer`,
        { tag: higher, publishedAt: 900, digest: digest(9) },
        { ...given, stands: undefined, createdAt: 900 },
        { skip: 'NotNewer' },
      ],
      [
        `${text}: without a mark a higher version newer than the workload is written`,
        { tag: higher, publishedAt: 901 },
        { ...given, stands: undefined, createdAt: 900 },
        { to: `web:${higher}@1`, mark: '901.1', at: 901, floor: 900 },
      ],
      [
        `${text}: without a mark a re-push older than the workload is NotNewer`,
        { tag: from, publishedAt: 899 },
        { ...given, stands: undefined, createdAt: 900 },
        { skip: 'NotNewer' },
      ],
    ]);
  }
  rows([
    [
      'a lower version is NotHigher, however new',
      { tag: '1.0.0' },
      { image: 'web:1.1.0', policy: 'semver:^1' },
      { skip: 'NotHigher' },
    ],
    [
      'a current tag that is no version is replaced by one in range',
      { tag: '1.0.0' },
      { image: 'web:latest', policy: 'semver:^1', createdAt: 200 },
      { to: 'web:1.0.0@1', mark: '1000.1', at: 1000, floor: 200 },
    ],
    [
      'a current tag that is no version is left, where it was written after the push',
      { tag: '1.0.0' },
      { image: 'web:latest', policy: 'semver:^1', createdAt: 2000 },
      { skip: 'NotNewer' },
    ],
    [
      'without a mark, the record of the image still there: the age of the image stands for its floor',
      { tag: '1.2.0', publishedAt: 30 },
      {
        image: 'web:1.1.0@2',
        policy: 'semver:^1',
        stands: { unmarked: { floor: 99_000 } },
        createdAt: 20,
      },
      { to: 'web:1.2.0@1', mark: '30.1', at: 30, floor: 20 },
    ],
  ]);
});

describe('decide 5: moved, under every policy', () => {
  for (const { policy: text, from, tag } of [
    { policy: 'same-tag', from: 'v1', tag: 'v1' },
    { policy: 'any', from: 'v1', tag: 'v2' },
    { policy: 'glob:v*', from: 'v1', tag: 'v2' },
    { policy: 'semver:^1', from: '1.0.0', tag: '1.1.0' },
    { policy: 'semver:^1', from: '1.1.0', tag: '1.1.0' },
    { policy: 'major', from: '1.0.0', tag: '2.0.0' },
    { policy: pattern, from: '1-main', tag: '2-main' },
  ]) {
    const given = { image: `web:${from}@2`, policy: text, stands: { moved: '500.3' } };
    rows([
      [
        `${text}, ${from}: newer than the mark; the old mark becomes the floor`,
        { tag, publishedAt: 501 },
        given,
        { to: `web:${tag}@1`, mark: '501.4', at: 501, floor: 500 },
      ],
      [
        `${text}, ${from}: at the time of the mark is NotNewer, also with a greater digest`,
        { tag, publishedAt: 500, digest: digest(9) },
        given,
        { skip: 'NotNewer' },
      ],
      [
        `${text}, ${from}: older than the mark is NotNewer`,
        { tag, publishedAt: 499 },
        given,
        { skip: 'NotNewer' },
      ],
    ]);
  }
});
