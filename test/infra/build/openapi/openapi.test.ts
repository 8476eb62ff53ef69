import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openApi } from '../../../../infra/build/openapi/openapi.ts';
import { valueAt } from '../../../../lib/core/text/json.ts';

describe('the OpenAPI document', () => {
  it('is one', async () => {
    const { valid, errors } = await new Validator().validate({ ...openApi('1.0.0') });
    assert.equal(valid, true, JSON.stringify(errors));
  });

  it('writes the report once', () =>
    assert.equal(JSON.stringify(openApi('1')).split('Report of kubernetes-image-updater').length, 2));

  it('has the version that it is told', () =>
    assert.equal(valueAt(openApi('1.2.3'), ['info', 'version']), '1.2.3'));
});
