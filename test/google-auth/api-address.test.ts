import assert from 'node:assert/strict';
import { addressComplaints, apiAddress } from '../../lib/google-auth/api-address.ts';
import { UpdaterError } from '../../lib/core/errors/updater-error.ts';

const CONTAINER = 'CLOUDSDK_API_ENDPOINT_OVERRIDES_CONTAINER';

describe('the address of an API', () => {
  const addresses: readonly (readonly [text: string | undefined, address: string])[] = [
    [undefined, 'https://container.googleapis.com/'],
    ['', 'https://container.googleapis.com/'],
    ['https://container.example.internal', 'https://container.example.internal/'],
    ['https://example.internal/gke', 'https://example.internal/gke/'],
    ['https://example.internal/gke/', 'https://example.internal/gke/'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/'],
    ['http://127.1:8080', 'http://127.0.0.1:8080/'],
    ['http://localhost:8080', 'http://localhost:8080/'],
    ['http://[::1]:8080', 'http://[::1]:8080/'],
  ];
  for (const [text, address] of addresses) {
    it(`is ${address} where the variable is ${JSON.stringify(text)}`, () =>
      assert.equal(apiAddress({ [CONTAINER]: text }, 'container').href, address));
  }

  it('is its own for each API', () => {
    const environment = { [CONTAINER]: 'https://a.example' };
    assert.equal(apiAddress(environment, 'iamcredentials').href, 'https://iamcredentials.googleapis.com/');
  });

  const refused: readonly string[] = [
    'container.example.internal',
    'http://container.example.internal/',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'ftp://127.0.0.1/',
    'https://user:s3cret@example.com/',
    'user:s3cret@example.com',
    'https://example.com/?key=s3cret',
    'https://example.com/#s3cret',
  ];
  for (const text of refused) {
    it(`cannot be ${text}, and a password in it is not quoted`, () =>
      assert.throws(
        () => apiAddress({ [CONTAINER]: text }, 'container'),
        (error) =>
          error instanceof UpdaterError &&
          error.reason === 'InvalidConfig' &&
          error.message.startsWith(`${CONTAINER}: `) &&
          !error.message.includes('s3cret') &&
          addressComplaints({ [CONTAINER]: text }, 'container').every(({ path }) => path === CONTAINER),
      ));
  }
});
