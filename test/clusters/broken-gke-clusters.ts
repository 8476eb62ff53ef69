/** On the way to a GKE cluster. */
import { atAddress } from '../support/container-api.ts';
import { authority, selfSigned } from '../support/tls-certificate.ts';
import { freePort } from '../support/free-ports.ts';
import { answer } from '../support/loopback.ts';
import { TARGET, UPDATER } from '../support/accounts.ts';
import {
  type Ground,
  type Row,
  GKE,
  CA,
  PLACE,
  told,
  refusing,
  fromFile,
  trusting,
  MEMBER,
  FINDING,
} from './broken-clusters.ts';

const GIVE_DNS_ENDPOINT = `gcloud container clusters update ${PLACE} --enable-dns-access`;
const GRANT_VIEWER = `gcloud projects add-iam-policy-binding shop --member ${MEMBER} --role roles/container.clusterViewer --condition None`;

/** A GKE cluster whose API server shows this certificate. */
async function showing({ sandbox, api }: Ground, tls: { cert: string; key: string }): Promise<string> {
  const { url } = await sandbox({ tls });
  return told(api, atAddress(new URL(url).host, CA.cert));
}

const DISABLED = {
  reason: 'SERVICE_DISABLED',
  metadata: { service: 'container.googleapis.com', consumer: 'projects/shop' },
};

export const GKE_ROWS: readonly Row[] = [
  // What the Container API says.
  {
    what: 'a GKE cluster that does not exist',
    reason: 'NoCluster',
    entry: () => GKE,
    command: 'gcloud container clusters list --project shop',
  },
  {
    what: 'a project without the Container API',
    reason: 'ApiDisabled',
    entry: ({ api }) => {
      refusing(api, 403, 'PERMISSION_DENIED', DISABLED);
      return GKE;
    },
    command: 'gcloud services enable container.googleapis.com --project shop',
  },
  {
    what: 'no permission to list clusters',
    reason: 'ForbiddenByIam',
    entry: ({ api }) => {
      refusing(api, 403, 'PERMISSION_DENIED');
      return FINDING;
    },
    command: GRANT_VIEWER,
  },
  {
    what: 'a Container API that fails',
    reason: 'ServerError',
    entry: ({ api }) => {
      refusing(api, 500, 'INTERNAL');
      return GKE;
    },
  },
  {
    what: 'zones that the Container API cannot see',
    reason: 'MissingZones',
    entry: ({ api }) => {
      api.missingZones.push('europe-west1-b');
      return FINDING;
    },
  },
  {
    what: 'a cluster that is being deleted',
    reason: 'NotServing',
    entry: ({ api }) => told(api, { status: 'STOPPING' }),
    command: `gcloud container clusters describe ${PLACE}`,
  },
  {
    what: 'a cluster without the endpoint that is wanted',
    reason: 'NoEndpoint',
    entry: ({ api }) => told(api, {}).replace(' }', ', endpoint: dns }'),
    command: GIVE_DNS_ENDPOINT,
  },
  {
    what: 'a CA that is no PEM',
    reason: 'InvalidCa',
    entry: ({ api, silent }) => told(api, atAddress(silent, 'no certificate')),
    command: GIVE_DNS_ENDPOINT,
  },
  // The way to its API server.
  {
    what: 'an endpoint where nobody listens',
    reason: 'Unreachable',
    entry: async ({ api }) => told(api, atAddress(`127.0.0.1:${await freePort()}`, CA.cert)),
  },
  {
    what: 'a name that cannot be resolved',
    reason: 'NoSuchHost',
    entry: () => '{ server: "https://cluster.invalid" }',
  },
  {
    what: 'authorized networks without this address: a connection that hangs',
    reason: 'ConnectTimeout',
    entry: ({ api, silent }) => told(api, atAddress(silent, CA.cert)),
    command: GIVE_DNS_ENDPOINT,
    clusterMs: 6_000,
  },
  {
    what: 'a certificate that has ended',
    reason: 'ExpiredCertificate',
    entry: (ground) => showing(ground, CA.issue('cluster.test', { until: new Date('2021-01-01T00:00:00Z') })),
  },
  {
    what: 'a certificate that another CA signed',
    reason: 'UntrustedCertificate',
    entry: (ground) => showing(ground, authority().issue('cluster.test')),
    command: GIVE_DNS_ENDPOINT,
  },
  {
    what: 'a certificate that is signed by itself',
    reason: 'UntrustedCertificate',
    entry: (ground) => showing(ground, selfSigned()),
    command: GIVE_DNS_ENDPOINT,
  },
  {
    what: 'a certificate for another name',
    reason: 'WrongCertificateName',
    entry: async ({ sandbox, api }) => {
      const { url } = await sandbox({ tls: CA.issue('cluster.test') });
      // The certificate names 127.0.0.1 and cluster.test.
      return told(api, atAddress(`localhost:${new URL(url).port}`, CA.cert));
    },
    command: GIVE_DNS_ENDPOINT,
  },
  {
    what: 'something that is no API server',
    reason: 'UnexpectedAnswer',
    entry: async ({ good }) => `{ server: "${good}/not-here" }`,
  },
  {
    what: 'a CA of a kubeconfig that is no PEM',
    reason: 'InvalidCa',
    entry: (ground) => fromFile(ground, { server: 'https://127.0.0.1:1', ...trusting('no certificate') }),
  },
  {
    what: 'a certificate that the CA of a kubeconfig did not sign',
    reason: 'UntrustedCertificate',
    entry: async (ground) => {
      const { url: server } = await ground.sandbox({ tls: authority().issue('cluster.test') });
      return fromFile(ground, { server, ...trusting(CA.cert) });
    },
  },
  // The identity there.
  {
    what: 'a front end of GKE that does not let the identity through',
    reason: 'ForbiddenByFrontEnd',
    entry: ({ api, frontEnd }) => told(api, atAddress(frontEnd, CA.cert)),
    command: GRANT_VIEWER,
  },
  {
    what: 'a proxy that rejects the request',
    reason: 'ForbiddenByFrontEnd',
    entry: (ground) => fromFile(ground, { server: `https://${ground.frontEnd}`, ...trusting(CA.cert) }),
  },
  {
    what: 'a token that the API server does not know',
    reason: 'Unauthorized',
    entry: async ({ sandbox, api }) => {
      const { url } = await sandbox({ tls: CA.issue('cluster.test'), tokens: ['another'] });
      return told(api, atAddress(new URL(url).host, CA.cert));
    },
  },
  {
    what: 'an identity without rights in the cluster',
    reason: 'Forbidden',
    entry: async (ground) => {
      const users = { t: { username: UPDATER, rights: [] } };
      const { url: server } = await ground.sandbox({ tls: CA.issue('cluster.test'), users });
      return fromFile(ground, { server, ...trusting(CA.cert) });
    },
  },
  // The identity for Google.
  {
    what: 'a file of credentials that is gone',
    reason: 'NoGoogleCredentials',
    entry: () => GKE,
    variables: ({ folder }) => ({ GOOGLE_APPLICATION_CREDENTIALS: `${folder.path}/gone.json` }),
    command: 'gcloud auth application-default login',
  },
  {
    what: 'a key that was revoked',
    reason: 'CredentialsRefused',
    entry: () => GKE,
    variables: async ({ folder, endpoint }) => {
      const old = endpoint.serviceAccountKey(UPDATER);
      endpoint.serviceAccountKey(UPDATER);
      return { GOOGLE_APPLICATION_CREDENTIALS: await folder.write('key.json', old) };
    },
  },
  {
    what: 'a token endpoint that fails',
    reason: 'TokenServerError',
    entry: () => GKE,
    variables: async ({ folder, endpoint }) => {
      for (let left = 20; left > 0; left -= 1)
        endpoint.troubles.push((_, response) => answer(response, 500, {}));
      const key = await folder.write('key.json', endpoint.serviceAccountKey(UPDATER));
      return { GOOGLE_APPLICATION_CREDENTIALS: key };
    },
  },
  {
    what: 'a service account that may not be impersonated',
    reason: 'NoImpersonation',
    entry: ({ iam }) => {
      iam.allow('serviceAccount:somebody@shop.iam.gserviceaccount.com', TARGET);
      return GKE.replace(' }', `, impersonate: ${TARGET} }`);
    },
    command: `gcloud iam service-accounts add-iam-policy-binding ${TARGET} --member ${MEMBER} --role roles/iam.serviceAccountTokenCreator`,
  },
];
