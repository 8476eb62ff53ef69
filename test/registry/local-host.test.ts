import assert from 'node:assert/strict';
import { isLocalHost } from '../../lib/registry/local-host.ts';

describe('a host', () => {
  for (const host of [
    'localhost',
    'a.localhost',
    'LOCALHOST:5000',
    '127.0.0.1',
    '127.255.0.9:80',
    '127.1',
    '2130706433',
    '0x7f.1',
    '0.0.0.0',
    '0:8080',
    '169.254.169.254',
    '2852039166:80',
    'metadata',
    'metadata.google.internal',
    '[::1]:5000',
    '[0:0:0:0:0:0:0:1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:a9fe:a9fe]',
    '[fe80::1]',
    '[fd20:ce::254]',
  ])
    it(`${host} is local`, () => assert.ok(isLocalHost(new URL(`https://${host}`))));

  for (const host of [
    'localhost.example',
    'registry.example',
    'metadata.example',
    '10.0.0.1',
    '192.168.0.1',
    '128.0.0.1',
    '8.8.8.8:80',
    '[2001:db8::1]',
    '[fd00::1]',
    '[::ffff:8.8.8.8]',
  ])
    it(`${host} is not local`, () => assert.ok(!isLocalHost(new URL(`https://${host}`))));
});
