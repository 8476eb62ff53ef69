/** Errors of a registry: why the digest of a tag is not known. */
import type { ReasonList } from './reason-text.ts';

export const REGISTRY_REASONS = {
  TagNotFound: {
    kind: 'failed',
    message: 'The registry does not have the tag, or hides the repository from the identity.',
    remedy: 'Check repository and tag. If the repository is private, allow the identity to read it.',
  },
  RegistryDenied: {
    kind: 'failed',
    message: 'The registry does not allow the identity to read the repository (401 or 403).',
    remedy:
      'On Artifact Registry, grant roles/artifactregistry.reader on the repository. On other registries, sign in with `docker login`, or pass the digest.',
  },
  TokenEndpointRefused: {
    kind: 'failed',
    message: 'The registry names a token endpoint that must not receive credentials.',
    remedy:
      'Pass the digest. The operator of the registry has to name an https address as `realm`; that of a registry of Google has to be on a host of Google.',
  },
  LocalRegistryRefused: {
    kind: 'failed',
    message:
      'The registry is on the machine of the updater or link-local, and `registries` does not name its host.',
    remedy:
      'Pass the digest, or add an entry to `registries` that begins with the host, such as `localhost:5000/**`.',
  },
  RedirectRefused: {
    kind: 'failed',
    message: 'The registry redirects too often, or to an address that is not allowed.',
    remedy: 'Pass the digest, and check whether a proxy answers in place of the registry.',
  },
  DigestMismatch: {
    kind: 'failed',
    message: 'The digest that the registry names is not the digest of the manifest that it sends.',
    remedy: 'Do not use this image before the operator of the registry has explained it.',
  },
  InvalidDockerConfig: {
    kind: 'failed',
    message: 'The configuration of Docker, which holds the credentials for registries, cannot be used.',
    remedy: 'Correct `~/.docker/config.json`, or the file in the folder that DOCKER_CONFIG names.',
  },
  CredentialHelperFailed: {
    kind: 'failed',
    message:
      'The credential helper of the Docker configuration does not run, failed, or printed something else.',
    remedy: 'Install the helper, or correct `credHelpers` and `credsStore` in the configuration of Docker.',
  },
  CredentialHelperTimeout: {
    kind: 'failed',
    message: 'The credential helper of the Docker configuration did not end within its time limit.',
    remedy: 'Run the helper by hand: it may wait for an input.',
  },
} as const satisfies ReasonList;
