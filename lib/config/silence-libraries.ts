/**
 * Disables the log of Google's libraries (google-logging-utils), which contains whole requests and responses with tokens.
 * The libraries read this variable when they are loaded, and have no other switch.
 */
import { excerpt, type Complaint } from './complaint.ts';

const VARIABLE = 'GOOGLE_SDK_NODE_LOGGING';

/**
 * Deletes the variable from the environment of the process, before google-auth-library is loaded. Returns a warning if it
 * was set.
 */
export function silenceLibraries(variables: Record<string, string | undefined>): readonly Complaint[] {
  const { [VARIABLE]: received = '' } = variables;
  delete variables[VARIABLE];
  if (received === '') return [];
  const expected = 'nothing (ignored, because the libraries would log tokens)';
  return [{ code: 'Invalid', path: VARIABLE, expected, received: excerpt(received) }];
}
