/**
 * What the API shows of itself: its description, and a page that works without any other server.
 *
 *     GET /openapi.json   the description
 *     GET /doc/           the page, its script and its style; nothing else may run or be loaded there
 */
import { answerText, type Answer } from './response.ts';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SAFE = {
  'content-security-policy': POLICY,
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** The description of the API. Read when it is asked for: a start does not wait for it. */
export async function openApiAnswer(): Promise<Answer> {
  const { default: document } = await import('./openapi.json', { with: { type: 'json' } });
  return answerText(200, 'application/json', JSON.stringify(document), SAFE);
}

/** A file of the page. */
export function pageAnswer(name: 'index.html' | 'page.js' | 'style.css', type: string) {
  return async (): Promise<Answer> => {
    const { default: files } = await import('./doc.json', { with: { type: 'json' } });
    return answerText(200, type, files[name], SAFE);
  };
}

/** To the page: its files are found beside it, so the slash counts. */
export function toPage(): Answer {
  return answerText(308, 'text/plain', 'doc/', { location: 'doc/' });
}
