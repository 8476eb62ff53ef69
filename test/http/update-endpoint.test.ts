import assert from 'node:assert/strict';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';
import type { ResolveDigest } from '../../lib/pipeline/context.ts';
import { updateImage } from '../../lib/http/update-endpoint.ts';
import { callLimiter } from '../../lib/http/call-limiter.ts';
import { objectOr, parseJson } from '../../lib/core/text/json.ts';
import { glob, settings } from '../support/builders.ts';
import { api, bodyOf, CALLER, request } from './api-builders.ts';

const signal = AbortSignal.timeout(60_000);
const NO_QUERY = new URLSearchParams();
const limited = (changes: Parameters<typeof api>[0]) => ({ ...api(changes), limit: callLimiter(1) });
const source = { name: 'test', find: () => Promise.resolve({ clusters: [], missing: [] }) };

describe('a call of POST /api/update', () => {
  const of = (caller: typeof CALLER) => {
    const { app } = api();
    const all = limited({
      app: { ...app, sources: [source] },
      authenticate: () => Promise.resolve(caller),
    });
    return updateImage(request(), NO_QUERY, all, signal);
  };

  for (const [what, caller, status] of [
    ['by whoever may do all', CALLER, 200],
    ['for the repository that the key names', { ...CALLER, repositories: [glob('a.example/*')] }, 200],
    ['for another repository', { ...CALLER, repositories: [glob('other.example/**')] }, 403],
    ['for the cluster that the key names', { ...CALLER, clusters: [glob('test')] }, 200],
    ['for no cluster that there is', { ...CALLER, clusters: [glob('other')] }, 403],
  ] as const)
    it(`${what} is answered ${status}`, async () => assert.equal((await of(caller)).status, status));

  it('proves itself before its body is read', async () => {
    const all = limited({ authenticate: () => Promise.reject(new Error('a secret')) });
    const readBody = () => assert.fail('nothing is read');
    const answer = await updateImage(request({ readBody }), NO_QUERY, all, signal);
    assert.deepEqual([answer.status, bodyOf(answer)['reason']], [503, 'Unexpected']);
  });
});

describe('a call without a digest', () => {
  const BODY = JSON.stringify({ imageName: 'a.example/b', tag: 'v1' });
  const fault = new UpdaterError('RegistryDenied', 'HEAD https://a.example/v2/: the registry answered 401');

  async function answered(caller: typeof CALLER, query = '') {
    const asked: string[] = [];
    const resolveDigest: ResolveDigest = async ({ repository }) => {
      asked.push(repository);
      return { is: 'failed', fault };
    };
    const { app } = api();
    const all = limited({
      app: { ...app, sources: [source], resolveDigest },
      authenticate: () => Promise.resolve(caller),
    });
    const body = new TextEncoder().encode(BODY);
    const answer = await updateImage(request({ body }), new URLSearchParams(query), all, signal);
    return { asked, answer };
  }

  for (const query of ['', 'dryRun=true'])
    it(`says in its note why the digest is unknown, ?${query}`, async () => {
      const { asked, answer } = await answered(CALLER, query);
      assert.deepEqual([answer.status, asked], [200, ['a.example/b']]);
      assert.match(String(bodyOf(answer)['note']), /RegistryDenied/);
    });

  for (const [what, caller] of [
    ['repository', { ...CALLER, repositories: [glob('other.example/**')] }],
    ['cluster', { ...CALLER, clusters: [glob('other')] }],
  ] as const)
    it(`is not looked up for a caller who is not authorized for the ${what}`, async () => {
      const { asked, answer } = await answered(caller);
      assert.deepEqual([answer.status, asked], [403, []]);
    });

  it('is not looked up for a caller who is not authenticated', async () => {
    const { app } = api();
    const all = limited({
      app: { ...app, sources: [source], resolveDigest: () => assert.fail('looked up') },
      authenticate: () => Promise.reject(new UpdaterError('Unauthenticated', 'd')),
    });
    assert.equal((await updateImage(request(), NO_QUERY, all, signal)).status, 401);
  });
});

describe('a dry run that fails', () => {
  it('is one INFO line, and the answer is that of any call', async () => {
    const lines: string[] = [];
    const { app } = api();
    const broken = { ...glob('*'), matches: () => assert.fail('a mistake') };
    const all = limited({
      app: {
        ...app,
        sources: [source],
        settings: settings({ ignoreTags: [broken] }),
        log: (line) => void lines.push(line),
      },
      authenticate: () => Promise.resolve(CALLER),
      logRefusal: (fault) => void lines.push(`refused: ${fault.reason}`),
    });
    const answer = await updateImage(request(), new URLSearchParams('dryRun=true'), all, signal);
    assert.deepEqual([answer.status, bodyOf(answer)['reason']], [503, 'Unexpected']);
    const entries = lines.map((line) => objectOr(parseJson(line)));
    assert.deepEqual(
      entries.map(({ severity, message, reason }) => [severity, message, reason]),
      [['INFO', 'Dry run', 'Unexpected']],
    );
  });
});
