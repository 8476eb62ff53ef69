/** The identity of credentials, in the form of IAM members (https://cloud.google.com/iam/docs/principal-identifiers). */
import { stringOr, type JsonObject } from '../core/text/json.ts';

// It becomes part of commands that people paste into a shell, so no other characters are accepted.
const EMAIL = /^[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9][a-z0-9.-]{0,189}$/i;

const IMPERSONATION = /\/serviceAccounts\/([^/:]+):generateAccessToken$/;

export function isEmail(text: unknown): text is string {
  return typeof text === 'string' && EMAIL.test(text);
}

/** `serviceAccount:E-MAIL`, or undefined if it is not an e-mail. */
export function serviceAccount(email: unknown): string | undefined {
  return isEmail(email) ? `serviceAccount:${email}` : undefined;
}

/** The e-mail in the URL of IAM Credentials for a token of an account. */
export function accountIn(address: string): string | undefined {
  const email = IMPERSONATION.exec(address)?.[1];
  const account = email?.replace('%40', '@');
  return isEmail(account) ? account : undefined;
}

/** The identity of a credentials file; undefined if the file does not contain it. */
export function findMember(content: JsonObject): string | undefined {
  const { service_account_impersonation_url: address, client_email: email, account } = content;
  if (typeof address === 'string') return serviceAccount(accountIn(address));
  if (content['type'] === 'service_account') return serviceAccount(email);
  // gcloud usually leaves it empty.
  return content['type'] === 'authorized_user' && isEmail(account)
    ? `user:${stringOr(account, '')}`
    : undefined;
}
