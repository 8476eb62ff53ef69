/** The credentials of Docker as a source, for the command line only: functions and servers do not read them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Environment } from '../../core/environment.ts';
import { UpdaterError } from '../../core/errors/updater-error.ts';
import { thirdPartyMessage } from '../../core/errors/third-party-message.ts';
import { printable } from '../../core/text/printable.ts';
import type { CredentialSource } from '../credential.ts';
import { dockerEntry, dockerServer, parseDockerConfig } from './config-file.ts';
import { helperCredential, HELPER_MS } from './credential-helper.ts';

/** The credential that `docker login` or a helper has for the registry. A missing file has none. */
export function dockerCredentials(environment: Environment, helperMs = HELPER_MS): CredentialSource {
  return async ({ host }, _, { signal }) => {
    const file = configFile(environment);
    const text = file === undefined ? undefined : await read(file);
    if (file === undefined || text === undefined) return undefined;
    const config = parseDockerConfig(text);
    if (config === undefined) throw invalid(file, 'expected a JSON object, got something else');
    const { helper, credential } = dockerEntry(config, host);
    const stored =
      helper === undefined
        ? undefined
        : await helperCredential(helper, dockerServer(host), { environment, helperMs, signal });
    if (stored !== undefined) return stored;
    if (credential === 'invalid')
      throw invalid(file, `expected base64 of user:password in \`auth\` of ${printable(host)}`);
    return credential;
  };
}

/** Undefined without a home folder. */
function configFile({ DOCKER_CONFIG: folder = '', HOME, USERPROFILE }: Environment): string | undefined {
  if (folder !== '') return path.join(folder, 'config.json');
  const home = HOME ?? USERPROFILE ?? '';
  return home === '' ? undefined : path.join(home, '.docker', 'config.json');
}

async function read(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (Reflect.get(Object(error), 'code') === 'ENOENT') return undefined;
    throw invalid(file, thirdPartyMessage(error));
  }
}

function invalid(file: string, message: string): UpdaterError {
  return new UpdaterError('InvalidDockerConfig', `${printable(file)}: ${message}`);
}
