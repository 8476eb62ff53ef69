/** Words of commands that a person pastes into a shell: values from a cluster are used only if they are safe there. */

/** The placeholder for an unknown or unsafe user name. */
export const USER_PLACEHOLDER = 'YOUR_SERVICE_ACCOUNT';

// Safe in a shell, within single quotes, and in the right side of sed's `s/…/…/`.
const EMAIL = /^[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,253}$/;
const SERVICE_ACCOUNT = /^system:serviceaccount:[a-z0-9-]{1,63}:[a-z0-9.-]{1,253}$/;
const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

/** The user in the form of RBAC, or the placeholder for anything but an e-mail or a service account of the cluster. */
export function shellSafeUser(username: string | undefined): string {
  const isSafe = username !== undefined && (EMAIL.test(username) || SERVICE_ACCOUNT.test(username));
  return isSafe ? username : USER_PLACEHOLDER;
}

/** The same as part of a DNS name, for the name of a policy: a dot for each `@` and colon. */
export function shellSafeUserWithDots(username: string | undefined): string {
  return shellSafeName(shellSafeUser(username).replaceAll(/[@:]/g, '.'), `${USER_PLACEHOLDER}_WITH_DOTS`);
}

/** Whether this is a service account, of Google's IAM or of a cluster. */
export function isServiceAccount(username: string): boolean {
  return username.endsWith('.gserviceaccount.com') || username.startsWith('system:serviceaccount:');
}

/** The name of a namespace or resource, or the placeholder. */
export function shellSafeName(name: string, otherwise: string): string {
  return NAME.test(name) ? name : otherwise;
}
