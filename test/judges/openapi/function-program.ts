/** The function `updateImage` as the platform loads it, in functions-framework on loopback. Over IPC it says where it listens. */
import { getTestServer } from '@google-cloud/functions-framework/testing';
import { listen } from '../../support/local-server.ts';

await import('../../../functions/index.ts');
const port = await listen(getTestServer('updateImage'));
process.on('disconnect', () => process.exit());
process.send?.(port);
