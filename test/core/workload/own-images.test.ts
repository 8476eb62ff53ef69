import assert from 'node:assert/strict';
import { readOwnImages } from '../../../lib/core/workload/image-times.ts';
import { object, workload } from '../../support/builders.ts';

/** Fields with the image of the container `app`. */
const OF_APP = {
  'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"app"}': { 'f:image': {} } } } } },
};
const LABELS = { 'f:metadata': { 'f:labels': {} } };

const entry = (manager: string, fieldsV1: unknown, time?: string) => ({
  manager,
  operation: 'Update',
  time,
  fieldsV1,
});

/** What is read of a workload with the container `app`. */
function own(managedFields: unknown): readonly string[] {
  const given = { metadata: { managedFields } };
  return [...readOwnImages(workload(given), object(given))];
}

describe('the images that the updater wrote', () => {
  for (const [title, managed, expected] of [
    ['are those that its field manager owns', [entry('image-updater', OF_APP)], ['app']],
    ['are not those that another manager owns', [entry('ci', OF_APP), entry('image-updater', LABELS)], []],
    [
      'are still its own where another manager wrote the same image after it',
      [entry('image-updater', OF_APP), entry('ci', OF_APP)],
      ['app'],
    ],
    ['are read whatever the entry says of its time', [entry('image-updater', OF_APP, 'soon')], ['app']],
    ['are none of what is no such entry', [null, 5, {}, entry('image-updater', 5)], []],
    ['are none where there is no list of managers', 'x', []],
  ] as const)
    it(title, () => assert.deepEqual(own(managed), expected));
});
