/**
 * The environment that google-auth-library reads, for as long as a test runs. What it keeps in module scope is whether
 * it runs on Google's machines (asked once for each process: not here, as far as these tests go), and whether a metadata
 * server answered its ping, which this side reset.
 */
import type { Environment } from '../../lib/core/environment.ts';

// What leads to credentials or servers, and would be the developer's own.
const CLEARED =
  /^(?:GOOGLE_|google_application_credentials$|GCLOUD_|GCE_METADATA_|METADATA_SERVER_|CLOUDSDK_|APPDATA$|HOME$|K_SERVICE$|FUNCTION_NAME$|CLOUD_RUN_|https?_proxy$|HTTPS?_PROXY$)/;

/** Runs `use` with nothing but these of such variables; gives it the whole environment, and puts back what was. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string>>,
  use: (environment: Environment) => Promise<T>,
): Promise<T> {
  const before = { ...process.env };
  replaceEnvironment({
    ...Object.fromEntries(Object.entries(before).filter(([name]) => !CLEARED.test(name))),
    ...variables,
  });
  try {
    return await use({ ...process.env });
  } finally {
    replaceEnvironment(before);
  }
}

function replaceEnvironment(variables: Environment): void {
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
}
