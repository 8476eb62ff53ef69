import assert from 'node:assert/strict';
import { parseConfig } from '../../lib/config/parse-config.ts';

const CLUSTERS = 'clusters: [{ server: "http://127.0.0.1:8001" }]\n';
const PUSHER = 'email: push@shop.example, topics: [projects/shop-1/topics/gcr]';
const complaints = (text: string): unknown => {
  const parsed = parseConfig(CLUSTERS + text);
  return 'config' in parsed ? parsed.config.pushers : parsed.complaints.map(({ path, code }) => [path, code]);
};

describe('pushers', () => {
  const topics = [{ project: 'shop-1', topic: 'gcr' }];
  for (const [what, text, expected] of [
    ['are nobody by default', '', []],
    [
      'have the audiences of the callback where they name none',
      `callback: { audiences: [a] }\npushers: [{ ${PUSHER} }]`,
      [{ email: 'push@shop.example', topics, audiences: ['a'] }],
    ],
    [
      'have their own audiences where they name some',
      `pushers: [{ ${PUSHER}, audiences: [b] }]`,
      [{ email: 'push@shop.example', topics, audiences: ['b'] }],
    ],
    ['need an audience', `pushers: [{ ${PUSHER} }]`, [['pushers[0].audiences', 'Invalid']]],
    [
      'need a topic',
      'pushers: [{ email: a@b.example, audiences: [a], topics: [] }]',
      [['pushers[0].topics', 'Invalid']],
    ],
    [
      'need topics by their full names',
      'pushers: [{ email: a@b.example, audiences: [a], topics: [gcr] }]',
      [['pushers[0].topics[0]', 'Invalid']],
    ],
    [
      'are accounts, each once',
      `pushers: [{ ${PUSHER}, audiences: [a] }, { ${PUSHER}, audiences: [b] }]`,
      [['pushers[1].email', 'Duplicate']],
    ],
    [
      'are no domains',
      'pushers: [{ email: "*@b.example", audiences: [a], topics: [projects/shop-1/topics/gcr] }]',
      [['pushers[0].email', 'Invalid']],
    ],
  ] as const)
    it(what, () => assert.deepEqual(complaints(text), expected));
});
