/** Report documents, and messages of the results topic, that earlier versions wrote: the published schema still describes them. */
import assert from 'node:assert/strict';
import { isList, isMap, mapOr, memberAt, readJson, type Json } from '../../lib/sandbox/json.ts';
import { readTexts } from '../../lib/sandbox/kubernetes-object.ts';
import { parseResultFixture, readFixtures } from '../support/compatibility/fixture-files.ts';
import { complaints } from '../support/report-builders.ts';

const REPORTS = readFixtures('reports');
const RESULTS = readFixtures('results').map(({ name, document }) => ({
  name,
  message: parseResultFixture(document),
}));

/** The values of a key, wherever it is. */
function valuesOf(key: string, value: Json | undefined): readonly Json[] {
  if (isList(value)) return value.flatMap((each) => valuesOf(key, each));
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([name, each]) => [
    ...(name === key ? [each] : []),
    ...valuesOf(key, each),
  ]);
}

describe('a report document of an earlier version', () => {
  for (const { name, document } of REPORTS)
    it(`${name} is what the schema says`, () => assert.deepEqual(complaints(document), []));

  it('is there with every list and effect, with rows that were omitted, and with a command', () => {
    const all = readJson(JSON.stringify(REPORTS.map(({ document }) => document)));
    const sorted = (key: string): readonly Json[] =>
      [...new Set(valuesOf(key, all))].toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    const lists = ['updated', 'alreadyApplied', 'failed', 'faults', 'skipped'];
    const filled = lists.filter((key) => valuesOf(key, all).some((each) => isList(each) && each.length > 0));
    assert.deepEqual(filled, lists);
    assert.deepEqual(sorted('result'), ['alreadyApplied', 'planned', 'updated']);
    assert.deepEqual(sorted('effect'), [
      'nextRun',
      'now',
      'onDelete',
      'partition',
      'paused',
      'suspended',
      'unknown',
    ]);
    assert.ok(valuesOf('omitted', all).some((each) => Number(memberAt(each, ['updated'])) > 0));
    assert.ok(valuesOf('command', all).length > 0);
    assert.deepEqual(sorted('redelivery'), [false, true]);
    assert.deepEqual(sorted('caller'), ['deployer']);
  });

  it('would be noticed if the schema did not describe it', () =>
    assert.notDeepEqual(
      complaints({ ...mapOr(readJson(JSON.stringify(REPORTS[0]?.document))), other: 1 }),
      [],
    ));
});

describe('a message of the results topic of an earlier version', () => {
  it('is there for each sort of event', () => assert.equal(RESULTS.length, 8));

  for (const { name, message } of RESULTS)
    it(`${name} has a document as data, and attributes that agree with it`, () => {
      const { attributes, data } = message;
      assert.deepEqual(complaints(data), []);
      const { repository, tag } = readTexts(mapOr(memberAt(data, ['push'])));
      const total = (key: string): boolean => Number(memberAt(data, ['totals', key])) > 0;
      assert.partialDeepStrictEqual(attributes, {
        'content-type': 'application/json',
        'ce-specversion': '1.0',
        'ce-type': 'dev.image-updater.report',
        'ce-subject': `${repository}:${tag}`,
        'ce-updated': String(total('updated')),
        'ce-alreadyapplied': String(total('alreadyApplied')),
        'ce-failed': String(total('failed') || total('faults')),
        'ce-redelivery': JSON.stringify(memberAt(data, ['redelivery'])),
      });
    });
});
