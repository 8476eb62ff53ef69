/** The user who runs the command, for records and change causes. */
import { userInfo } from 'node:os';

/** The name of the account; its uid if the machine has no name for it, as in a container. */
export function userName(read: () => { readonly username: string } = userInfo): string {
  try {
    return read().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
