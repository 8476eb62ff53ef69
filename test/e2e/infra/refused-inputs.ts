/** Inputs beside `configuration` that the Terraform module refuses, and what the sentence about each says to write instead. */
import type { Refused } from './refused.ts';

/** Beside each: what the complaint has to name. */
export const REFUSED_INPUTS: readonly Refused[] = [
  {
    what: 'two subscriptions for one project',
    variables: 'registries = [{ project = "shop-images" }, { project = "shop-images", create_topic = true }]',
    names: 'each project once',
  },
  {
    what: 'a repository by its whole name',
    variables: 'registries = [{ project = "shop-images", repositories = ["europe-docker.pkg.dev/p/r"] }]',
    names: 'LOCATION/REPOSITORY',
  },
  {
    what: 'a schedule in words',
    variables: 'reconcile_schedule = "every 6 hours"',
    names: 'five fields of cron',
  },
  { what: 'no registry', variables: 'registries = []', names: 'registries = [{ project' },
  {
    what: 'an ack deadline above 600',
    variables: 'delivery = { ack_deadline_seconds = 601 }',
    names: '330 to 600',
  },
  {
    what: 'an ack deadline that ends before an event may',
    variables: 'delivery = { ack_deadline_seconds = 10 }',
    names: '330 to 600',
  },
  { what: 'four attempts', variables: 'delivery = { attempts = 4 }', names: '5 to 100' },
  { what: 'a hundred and one attempts', variables: 'delivery = { attempts = 101 }', names: '5 to 100' },
  {
    what: 'a minimum backoff above the maximum',
    variables: 'delivery = { minimum_backoff = 20, maximum_backoff = 10 }',
    names: '0 to 600',
  },
  { what: 'a retention of a minute', variables: 'delivery = { retention_seconds = 60 }', names: '2678400' },
  { what: 'a concurrency of nobody', variables: 'size = { concurrency = 0 }', names: '1 to 1000' },
  {
    what: 'more instances at least than at most',
    variables: 'size = { min_instances = 3, max_instances = 2 }',
    names: 'at most',
  },
  {
    what: 'less than a processor for several events',
    variables: 'size = { cpu = "0.5", concurrency = 8 }',
    names: 'concurrency = 1',
  },
  { what: 'three processors', variables: 'size = { cpu = "3" }', names: '1, 2, 4, 6 or 8' },
  { what: 'a word for processors', variables: 'size = { cpu = "one" }', names: '1, 2, 4, 6 or 8' },
  {
    what: 'more memory than a processor goes with',
    variables: 'size = { memory = "8Gi" }',
    names: '8Gi from 2',
  },
  {
    what: 'less memory than processors go with',
    variables: 'size = { cpu = "8", memory = "2Gi" }',
    names: '4Gi with 6 or 8',
  },
  { what: 'half an event', variables: 'size = { concurrency = 1.5 }', names: 'whole numbers' },
  { what: 'half a delivery', variables: 'delivery = { attempts = 5.5 }', names: 'whole numbers' },
  {
    what: 'a registry of a domain',
    variables: 'registries = [{ project = "example.com:shop" }]',
    names: 'my-project',
  },
  { what: 'a label in capitals', variables: 'labels = { Team = "shop" }', names: 'lower case' },
  {
    what: 'a version of a key',
    variables: 'kms_key_name = "projects/a/locations/b/keyRings/c/cryptoKeys/d/cryptoKeyVersions/1"',
    names: 'without a version',
  },
  { what: 'a name that Google keeps for itself', variables: 'name = "my-google-updater"', names: 'google' },
  {
    what: 'a key of another region',
    variables: 'kms_key_name = "projects/a/locations/europe-west1/keyRings/c/cryptoKeys/d"',
    names: 'is `region`',
  },
  { what: 'a memory without a unit', variables: 'size = { memory = "512" }', names: '512Mi' },
  {
    what: 'a memory beyond all that there is',
    variables: 'alerts = { memory = 90 }',
    names: 'between 0 and 1',
  },
  {
    what: 'an egress that is none',
    variables: 'vpc = { network = "a", subnetwork = "b", egress = "all" }',
    names: 'VPC_EGRESS_ALL_TRAFFIC',
  },
  {
    what: 'a channel by its name',
    variables: 'notification_channels = ["on call"]',
    names: 'projects/PROJECT/notificationChannels/ID',
  },
  {
    what: 'an invoker without its type',
    variables: 'callback = { invokers = ["ci@shop.iam.gserviceaccount.com"] }',
    names: 'serviceAccount:EMAIL',
  },
  { what: 'a project by its number', variables: 'project = "123456789"', names: 'my-project' },
  { what: 'a zone for a region', variables: 'region = "europe-north1-a"', names: 'europe-north1' },
  { what: 'a name that is too long', variables: 'name = "the-image-updater-of-us-all"', names: '3 to 22' },
];
