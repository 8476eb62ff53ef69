import assert from 'node:assert/strict';
import { addServe } from '../../../lib/cli/serve/command.ts';
import { assertComplete, helpOf, parsedBy } from '../../support/declared.ts';

describe('the declaration of image-updater serve', () => {
  it('listens on loopback, on port 5000, unless another address is given', async () =>
    assert.deepEqual(await parsedBy(addServe, 'serve'), [
      { port: 5000, host: '127.0.0.1', lingerSeconds: 10, drainSeconds: 25 },
    ]));

  it('takes an address, --metrics and --development-key', async () =>
    assert.deepEqual(
      await parsedBy(
        addServe,
        'serve',
        '--port',
        '8080',
        '--host',
        '0.0.0.0',
        '--metrics',
        '--development-key',
      ),
      [
        {
          port: 8080,
          host: '0.0.0.0',
          lingerSeconds: 10,
          drainSeconds: 25,
          metrics: true,
          developmentKey: true,
        },
      ],
    ));

  it('has help with examples and exit codes', async () => assertComplete(await helpOf(addServe, 'serve')));
});
