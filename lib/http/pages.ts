/**
 * The documentation of the API: its OpenAPI description, and a page that needs no other server.
 *
 *     GET /openapi.json   the description
 *     GET /doc/           the page, its script and its style; a policy lets nothing else run or load
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

/** The OpenAPI description. It is read at the first request, to keep the start fast. */
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

/** Redirects to the page: its files are relative, so the path has to end with a slash. */
export function redirectToPage(): HttpResponse {
  return textResponse(308, 'text/plain', 'doc/', { location: 'doc/' });
}
