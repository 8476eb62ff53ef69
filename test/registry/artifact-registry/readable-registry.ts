/** Listings over an API of Artifact Registry on loopback, as the service account of the machine. */
import type { Deadline } from '../../../lib/async/deadline.ts';
import type { ExchangeLimits } from '../../../lib/kubernetes/client/exchange-limits.ts';
import type { Listing } from '../../../lib/registry/artifact-registry/listing.ts';
import { openListings } from '../../../lib/registry/artifact-registry/open-listings.ts';
import { withArtifactRegistry, type ArtifactRegistry } from '../../support/artifact-registry.ts';
import { config, MINIMAL } from '../../support/config-builders.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { withGoogle, type Google } from '../../support/google-credentials.ts';
import { GET } from '../../support/loopback.ts';
import { withEnvironment } from '../../support/with-environment.ts';

export const MACHINE = 'serviceAccount:machine@shop.iam.gserviceaccount.com';
export const PLACE = { project: 'shop', location: 'us', repository: 'images' };
export const PARENT = 'projects/shop/locations/us/repositories/images';
export const APP = 'us-docker.pkg.dev/shop/images/app';
const WANTED: ReadonlySet<string> = new Set([APP]);
export const UPLOADED = '1970-01-01T00:00:01Z';

/** What changes from test to test; `registries` as YAML. */
interface Options {
  readonly registries?: string;
  readonly limits?: Partial<ExchangeLimits>;
  readonly deadline?: Deadline;
}

export interface ReadableRegistry {
  readonly google: Google;
  readonly registry: ArtifactRegistry;
  readonly clock: ReturnType<typeof fakeClock>;
  readonly probe: (wanted?: ReadonlySet<string>, place?: typeof PLACE) => Promise<void>;
  readonly list: (wanted?: ReadonlySet<string>, place?: typeof PLACE) => Promise<Listing>;
}

/** A registry that the machine may read. */
export function withListings<T>(
  use: (registry: ReadableRegistry) => Promise<T>,
  options: Options = {},
): Promise<T> {
  const { registries } = config(`${MINIMAL}registries: ${options.registries ?? '[]'}`);
  return withGoogle((google) =>
    withArtifactRegistry(google.tokens, (registry) => {
      registry.allow(MACHINE, PARENT);
      const variables = {
        ...google.iam.environment,
        ...google.metadata.environment,
        ...registry.environment,
      };
      return withEnvironment(variables, (environment) => {
        const clock = fakeClock();
        const { limits = {}, deadline = { signal: GET.signal } } = options;
        const listings = openListings({ environment, registries, clock, limits });
        const list: ReadableRegistry['list'] = (wanted = WANTED, place = PLACE) =>
          listings.list(place, wanted, deadline);
        const probe: ReadableRegistry['probe'] = (wanted = WANTED, place = PLACE) =>
          listings.probe(place, wanted, deadline);
        return use({ google, registry, clock, list, probe });
      });
    }),
  );
}

/** Pushes images with one tag each, `v0`, `v1` and so on. */
export function pushTags(registry: ArtifactRegistry, count: number, name = APP): void {
  for (let number = 0; number < count; number += 1) {
    const hex = number.toString(16).padStart(64, '0');
    registry.push(name, { digest: `sha256:${hex}`, tags: [`v${number}`], uploadTime: UPLOADED });
  }
}
