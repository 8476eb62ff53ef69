/**
 * What the API shows of itself: its description, and a page that works without any other server.
 *
 *     GET /openapi.json   the description
 *     GET /doc/           the page, its script and its style; nothing else may run or be loaded there
 */
import { textResponse, type HttpResponse } from './http-response.ts';

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
export async function openApiResponse(): Promise<HttpResponse> {
  const { default: document } = await import('./openapi.json', { with: { type: 'json' } });
  return textResponse(200, 'application/json', JSON.stringify(document), SAFE);
}

/** A file of the page. */
export function pageResponse(name: 'index.html' | 'page.js' | 'style.css', type: string) {
  return async (): Promise<HttpResponse> => {
    const { default: files } = await import('./doc.json', { with: { type: 'json' } });
    return textResponse(200, type, files[name], SAFE);
  };
}

/** To the page: its files are found beside it, so the slash counts. */
export function redirectToPage(): HttpResponse {
  return textResponse(308, 'text/plain', 'doc/', { location: 'doc/' });
}
