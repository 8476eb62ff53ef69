/** Kubeconfig files, and connections out of them. */
import { kubeconfigConnection } from '../../lib/clusters/kubeconfig.ts';
import { WALL_CLOCK } from '../../lib/async/clock.ts';
import { GET, over } from '../support/loopback.ts';
import { withApiServer, type ApiServer } from './api-server.ts';
import { inFolder, kubeconfig, type Folder } from '../support/temporary-folder.ts';
import { base64 } from '../support/base64.ts';

export const TOKEN = 's3cret-s3cret-s3cret-s3cret';
const environment = process.env;

interface Scene {
  readonly server: ApiServer;
  readonly folder: Folder;
  /** What a cluster entry needs for this server. */
  readonly cluster: Readonly<Record<string, unknown>>;
}

export function scene<T>(use: (scene: Scene) => Promise<T>): Promise<T> {
  return withApiServer((server) =>
    inFolder((folder) => {
      const ca = { 'certificate-authority-data': base64(server.authority.cert) };
      return use({ server, folder, cluster: { server: server.url, ...ca } });
    }),
  );
}

export async function connect(
  folder: Folder,
  content: unknown,
  { credentialsMs = 15_000, now = Date.now } = {},
) {
  const path = await folder.write('config', content);
  const clock = { ...WALL_CLOCK, now };
  return kubeconfigConnection({ type: 'kubeconfig', path }, { environment, credentialsMs, clock });
}

/** Sends so many requests with what the file says, one after another, and gives the last status. */
export async function send(folder: Folder, content: unknown, count = 1): Promise<number> {
  const { value } = await connect(folder, content);
  return over(value, async (transport) => {
    let status = 0;
    for (let sent = 0; sent < count; sent += 1) ({ status } = await transport.json(GET));
    return status;
  });
}

export function given(
  user: Readonly<Record<string, unknown>>,
  cluster: Readonly<Record<string, unknown>> = {},
) {
  return kubeconfig({ server: 'https://127.0.0.1:1', ...cluster }, user);
}
