import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { digest, REPOSITORY } from '../support/builders.ts';
import { images } from '../support/on-sandbox.ts';
import { call, statusOf, whileServing } from './served.ts';
import { CALL } from '../support/update-call.ts';

/** The problem document that a call is answered. */
const problem = (body: unknown): Promise<Readonly<Record<string, string>>> =>
  whileServing(async ({ url }) => {
    const document: unknown = await (await call(`${url}/api/update`, body)).json();
    assert.ok(typeof document === 'object' && document !== null);
    return Object.fromEntries(Object.entries(document).map(([key, value]) => [key, String(value)]));
  });

describe('the HTTP API of a process', () => {
  it('takes a body in gzip, as the function does', () =>
    whileServing(async ({ url, sandbox }) => {
      const headers = { 'x-api-key': 'a-key-of-a-test', 'content-encoding': 'gzip' };
      assert.equal(await statusOf(call(`${url}/api/update`, gzipSync(JSON.stringify(CALL)), headers)), 200);
      assert.deepEqual(images(sandbox), { app: `${REPOSITORY}:v1@${digest(1)}` });
    }));

  it('names its own limit where a body is too large', async () => {
    const { status, detail } = await problem({ ...CALL, more: 'x'.repeat(70_000) });
    assert.deepEqual([status, /\b65536\b/.test(detail ?? '')], ['413', true]);
  });

  it('says which key is missing', async () => {
    const { reason, detail = '' } = await problem({ imageName: REPOSITORY });
    assert.deepEqual([reason, /`tag`/.test(detail), /an object/.test(detail)], ['WrongShape', true, false]);
  });

  it('has remedies for callers, not for topics', async () => {
    const remedies = [
      (await problem([]))['remedy'],
      (await problem({ imageName: REPOSITORY, tag: '' }))['remedy'],
    ];
    for (const remedy of remedies)
      assert.deepEqual(
        [/imageName/.test(remedy ?? ''), /Publish|"action"/.test(remedy ?? '')],
        [true, false],
      );
  });

  it('calls a slash in a tag no path of a repository', async () => {
    const { status, detail } = await problem({ imageName: REPOSITORY, tag: 'feature/x' });
    assert.deepEqual([status, /path/.test(detail ?? '')], ['400', false]);
  });
});
