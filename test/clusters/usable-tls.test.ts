import assert from 'node:assert/strict';
import { tlsComplaint } from '../../lib/clusters/usable-tls.ts';
import type { Tls } from '../../lib/kubernetes/client/connection.ts';
import { selfSigned } from '../support/tls-certificate.ts';

const [one, two] = [selfSigned(), selfSigned()];
const broken = one.cert.replace(/[A-Za-z0-9]{20}/, 'A'.repeat(20));

describe('texts for TLS', () => {
  const usable: readonly (readonly [title: string, tls: Tls])[] = [
    ['nothing', {}],
    ['a CA', { ca: one.cert }],
    ['several CAs', { ca: one.cert + two.cert }],
    ['a certificate with its key', { cert: one.cert, key: one.key }],
    ['no check at all', { rejectUnauthorized: false, servername: 'x' }],
  ];
  for (const [title, tls] of usable)
    it(`${title}: can be used`, () => assert.equal(tlsComplaint(tls), undefined));

  const unusable: readonly (readonly [title: string, tls: Tls])[] = [
    ['a CA that is no PEM', { ca: 's3cret' }],
    ['an empty CA', { ca: '' }],
    ['a key for a CA', { ca: one.key }],
    ['a damaged certificate', { ca: broken }],
    ['a certificate without key', { cert: one.cert }],
    ['a key without certificate', { key: one.key }],
    ['the key of another certificate', { cert: one.cert, key: two.key }],
    ['a key that is no PEM', { cert: one.cert, key: 's3cret' }],
  ];
  for (const [title, tls] of unusable) {
    it(`${title}: is complained of, without a word of it`, () => {
      const complaint = tlsComplaint(tls) ?? assert.fail();
      assert.doesNotMatch(complaint, /s3cret|BEGIN/);
    });
  }
});
