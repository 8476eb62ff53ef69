/** The least that a function on this framework can be. */
import { http } from '@google-cloud/functions-framework';
import { listening } from './listening.ts';

http('bare', (_request, response) => {
  response.status(204).end();
});
await listening('bare');
