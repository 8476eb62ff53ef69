import assert from 'node:assert/strict';
import { isAtLeastMinor, readServerVersion } from '../../../lib/admin/inspect/server-version.ts';
import { rejectsWith } from '../../support/rejects-with.ts';
import { NOT_FOUND, probing, status } from '../../support/probing.ts';

describe('the version', () => {
  for (const [title, code, body, expected] of [
    ['is what the server calls it', 200, { gitVersion: 'v1.36.3', major: '1' }, 'v1.36.3'],
    ['is unknown where it is not told', 403, status(403, 'Forbidden'), undefined],
    ['is unknown where there is no such path', 404, NOT_FOUND, undefined],
    ['is unknown where it is no text', 200, { gitVersion: 1 }, undefined],
  ] as const)
    it(title, () =>
      probing(code, body, async (probe) => assert.equal(await readServerVersion(probe), expected)),
    );

  for (const [title, code, body, reason] of [
    ['of something else that answers', 404, 'nothing here', 'UnexpectedAnswer'],
    ['of a front end that rejects the request', 403, 'no', 'ForbiddenByFrontEnd'],
    ['of a server that does not know the user', 401, status(401, 'Unauthorized'), 'Unauthorized'],
    ['of a server that refuses the question', 400, status(400, 'BadRequest'), 'Refused'],
  ] as const)
    it(`${title} is a fault`, () =>
      probing(code, body, (probe) => rejectsWith(reason, readServerVersion(probe))));
});

describe('whether a version is at least 1.30', () => {
  for (const [version, expected] of [
    ['v1.30.0', true],
    ['v1.36.3-gke.100', true],
    ['1.31', true],
    ['v2.0.0', true],
    ['v1.29.9', false],
    ['v1.9.0', false],
    ['new', true],
    [undefined, true],
  ] as const)
    it(`is ${expected} of ${version}`, () => assert.equal(isAtLeastMinor(version, 30), expected));
});
