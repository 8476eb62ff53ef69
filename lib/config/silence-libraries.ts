/**
 * The log that Google's libraries write of their own accord (google-logging-utils): whole requests and answers, tokens
 * among them. They look at this variable while they are loaded, and have no other switch.
 */
import { excerpt, type Complaint } from './complaint.ts';

const VARIABLE = 'GOOGLE_SDK_NODE_LOGGING';

/**
 * Takes the variable out of those of the process, which has to be done before google-auth-library is loaded. Gives a
 * warning where it was set.
 */
export function silenceLibraries(variables: Record<string, string | undefined>): readonly Complaint[] {
  const { [VARIABLE]: received = '' } = variables;
  delete variables[VARIABLE];
  if (received === '') return [];
  const expected = 'nothing, for the libraries would log tokens: it is ignored';
  return [{ code: 'Invalid', path: VARIABLE, expected, received: excerpt(received) }];
}
