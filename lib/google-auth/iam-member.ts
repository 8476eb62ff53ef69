/** Who credentials are, as IAM writes members (https://cloud.google.com/iam/docs/principal-identifiers). */
import { stringOr, type JsonObject } from '../core/text/json.ts';

// It ends up in commands that people paste into a shell: nothing else gets through.
const EMAIL = /^[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9][a-z0-9.-]{0,189}$/i;

const IMPERSONATION = /\/serviceAccounts\/([^/:]+):generateAccessToken$/;

export function isEmail(text: unknown): text is string {
  return typeof text === 'string' && EMAIL.test(text);
}

/** `serviceAccount:E-MAIL`, or undefined for what is no e-mail. */
export function serviceAccount(email: unknown): string | undefined {
  return isEmail(email) ? `serviceAccount:${email}` : undefined;
}

/** The e-mail in the address of IAM Credentials at which a token for an account is asked for. */
export function accountIn(address: string): string | undefined {
  const email = IMPERSONATION.exec(address)?.[1];
  const account = email?.replace('%40', '@');
  return isEmail(account) ? account : undefined;
}

/** Who the credentials of a file are; undefined where it does not tell. */
export function findMember(content: JsonObject): string | undefined {
  const { service_account_impersonation_url: address, client_email: email, account } = content;
  if (typeof address === 'string') return serviceAccount(accountIn(address));
  if (content['type'] === 'service_account') return serviceAccount(email);
  // gcloud leaves it empty, most of the time.
  return content['type'] === 'authorized_user' && isEmail(account)
    ? `user:${stringOr(account, '')}`
    : undefined;
}
