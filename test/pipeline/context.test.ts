import assert from 'node:assert/strict';
import { inPlace } from '../../lib/pipeline/context.ts';
import { settings } from '../support/builders.ts';
import { silentApp } from '../support/handle-request.ts';

it('an app that works in place has no topic for cluster tasks, and all else', () => {
  const topic = { project: 'ops', topic: 'clusters' };
  const destination = { topic, publish: () => Promise.resolve([]) };
  const app = silentApp({ settings: settings(), sources: [], fanOut: destination, results: destination });
  assert.deepEqual(inPlace(app), { ...app, fanOut: undefined });
});
